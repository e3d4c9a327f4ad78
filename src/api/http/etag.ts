import { invalid } from '../errors/problem.js';

/** The strong validator of an aggregate: the revision of its stream. */
export function etagOf(revision: bigint | number): string {
  return `"${revision}"`;
}

const ETAG = /^"(\d{1,18})"$/;

/**
 * The one revision that a caller accepts; undefined when it accepts any (`*` or no header).
 * Lists and weak validators are refused: a command is decided on exactly one revision.
 * @throws ProblemError VALIDATION_FAILED
 */
export function parseIfMatch(header: string | undefined): bigint | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  const revision = ETAG.exec(header.trim())?.[1];
  if (revision === undefined) throw invalid('If-Match', 'must be one ETag as this api gave it, e.g. "3"');
  return BigInt(revision);
}
