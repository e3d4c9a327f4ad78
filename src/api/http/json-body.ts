import { problem } from '../errors/problem.js';
import { guardDocument } from './input-guard.js';

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * A JSON document from bytes. Nothing of the input is repeated in an error: it may be personal.
 * @throws ProblemError MALFORMED_JSON, VALIDATION_FAILED
 */
export function parseJson(bytes: Uint8Array): unknown {
  let document: unknown;
  try {
    document = JSON.parse(decoder.decode(bytes));
  } catch {
    throw problem('MALFORMED_JSON', 'The body must be valid JSON in UTF-8.', {
      errors: [{ field: 'body', rule: 'must be valid JSON in UTF-8' }],
    });
  }
  const unsafe = guardDocument(document);
  if (unsafe !== null)
    throw problem('VALIDATION_FAILED', `${unsafe.field} ${unsafe.rule}`, { errors: [unsafe] });
  return document;
}
