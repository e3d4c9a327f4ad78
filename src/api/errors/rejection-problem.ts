import type { CommandResult } from '../../application/runtime/command-result.js';
import { actionsOf } from './actions.js';
import { type FieldError, ProblemError, type ProblemExtras, problemType } from './problem.js';
import { kindOfRejection } from './rejection-catalogue.js';

type Rejected = Extract<CommandResult, { readonly outcome: 'rejected' }>;

/** `capacity: is a whole number, 0 or more`: how aggregates name a field of the command. */
const FIELD_RULE = /^([A-Za-z][\w.[\]]*): (.+)$/s;

/** The business's no as HTTP says it. A conflict with the state says which actions would be taken now. */
export function rejectionProblem(rejection: Rejected): ProblemError {
  const { status, title } = kindOfRejection(rejection.stream, rejection.code);
  const { code, detail } = rejection;
  return new ProblemError({
    type: problemType(code),
    title,
    status,
    code,
    detail,
    ...extrasOf(rejection, status),
  });
}

function extrasOf(rejection: Rejected, status: number): ProblemExtras {
  if (status === 409) return { allowed: actionsOf(rejection.allowed) };
  if (rejection.code === 'REVISION_MISMATCH') {
    return { errors: [{ field: 'If-Match', rule: `must be the current ETag${currentOf(rejection)}` }] };
  }
  const errors = fieldErrorsOf(rejection);
  return errors.length === 0 ? {} : { errors };
}

function currentOf({ revision }: Rejected): string {
  return revision === null ? '' : `, "${revision}"`;
}

function fieldErrorsOf({ code, detail }: Rejected): readonly FieldError[] {
  if (code === 'IDEMPOTENCY_KEY_REUSED')
    return [{ field: 'Idempotency-Key', rule: 'must be a new one for each request' }];
  const found = FIELD_RULE.exec(detail);
  return found?.[1] === undefined || found[2] === undefined ? [] : [{ field: found[1], rule: found[2] }];
}
