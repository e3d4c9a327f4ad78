import { type ProblemCode, PROBLEMS } from './problem-catalogue.js';

/** One input that breaks one rule. */
export interface FieldError {
  /** Path of the field, e.g. `lines[0].quantity`; a header by its name; `body` for the whole. */
  readonly field: string;
  /** What must hold, e.g. `must be a whole number from 1 to 1000000`. */
  readonly rule: string;
}

/** An error as RFC 9457 says it, with a stable code beside the type. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  /** The actions that the resource would take now, by the last part of their route. */
  readonly allowed?: readonly string[];
  /** The log position that the views had reached when the wait ended; 20 digits. */
  readonly position?: string;
}

/** Thrown anywhere in the api; the filter answers it as it is. */
export class ProblemError extends Error {
  constructor(
    readonly problem: Problem,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(problem.detail);
    this.name = 'ProblemError';
  }
}

/** What a problem may say beside its detail. */
export interface ProblemExtras {
  readonly errors?: readonly FieldError[];
  readonly allowed?: readonly string[];
  readonly position?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A problem of the catalogue. `detail` is a sentence for people; it never repeats personal data. */
export function problem(code: ProblemCode, detail: string, extras: ProblemExtras = {}): ProblemError {
  const { headers, ...rest } = extras;
  const { status, title } = PROBLEMS[code];
  return new ProblemError({ type: problemType(code), title, status, code, detail, ...rest }, headers);
}

/** The URI of a kind of problem: it names the code and leads nowhere. */
export function problemType(code: string): string {
  return `urn:wayfill:problem:${code.toLowerCase().replaceAll('_', '-')}`;
}

/** One input is wrong. */
export function invalid(field: string, rule: string): ProblemError {
  return invalidFields([{ field, rule }]);
}

/** Several inputs are wrong. */
export function invalidFields(errors: readonly FieldError[]): ProblemError {
  const first = errors[0];
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const detail = first === undefined ? 'The request is not valid.' : `${first.field} ${first.rule}${more}`;
  return problem('VALIDATION_FAILED', detail, { errors });
}
