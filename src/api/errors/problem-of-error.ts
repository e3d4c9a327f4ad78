import { HttpException } from '@nestjs/common';
import { VaultUnavailable } from '../../application/ports/person-vault.js';
import type { ProblemCode } from './problem-catalogue.js';
import { ProblemError, problem } from './problem.js';

type Answer = readonly [code: ProblemCode, detail: string];

const RETRY_AFTER = { 'retry-after': '1' };

/** Failures of the engine's own parts, by their name: their classes are not all the api's to import. */
const ENGINE_FAILURES: Readonly<Record<string, Answer>> = {
  EventStoreUnavailable: [
    'EVENT_STORE_UNAVAILABLE',
    'The event store does not answer now. Nothing was done.',
  ],
  AppendOutcomeUnknown: [
    'EVENT_STORE_UNAVAILABLE',
    'The event store did not say whether the command took effect. Send it again with the same Idempotency-Key.',
  ],
  ProjectionsNotRunning: [
    'VIEWS_UNAVAILABLE',
    'This process does not feed the views. Ask one with the role projections.',
  ],
  ViewStoreUnavailable: [
    'VIEWS_UNAVAILABLE',
    'The views cannot be read now: their store does not answer, or they are being built anew.',
  ],
  VaultUnavailable: [
    'VAULT_UNAVAILABLE',
    'The vault of personal data cannot be used now. Nothing was done. Send it again.',
  ],
  ErasureIncomplete: ['BUSY', 'The vault is being read; the erasure is not complete. Send it again.'],
  TooManyConflicts: ['BUSY', 'Too many others changed the same thing. Nothing was done.'],
  StreamBusy: ['BUSY', 'Too many commands wait for the same thing. Nothing was done.'],
};

const FASTIFY_ERRORS: Readonly<Record<string, Answer>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['PAYLOAD_TOO_LARGE', 'The body is larger than this route takes.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'UNSUPPORTED_MEDIA_TYPE',
    'The content type of the body is not taken here.',
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    'MALFORMED_REQUEST',
    'The body is not as long as Content-Length says.',
  ],
  FST_ERR_BAD_URL: ['MALFORMED_REQUEST', 'The address is malformed.'],
  FST_ERR_MAX_PARAM_LENGTH: ['URI_TOO_LONG', 'A part of the address is too long.'],
};

/** Fields that an error of the HTTP layer is about. */
const FIELDS: Readonly<Partial<Record<ProblemCode, { readonly field: string; readonly rule: string }>>> = {
  PAYLOAD_TOO_LARGE: { field: 'body', rule: 'must not be larger than the limit of the route' },
  UNSUPPORTED_MEDIA_TYPE: {
    field: 'Content-Type',
    rule: 'must be the one of the route, e.g. application/json',
  },
  MALFORMED_REQUEST: { field: 'request', rule: 'must be well-formed' },
  URI_TOO_LONG: { field: 'path', rule: 'must not have a part longer than 200 characters' },
};

/** What the caller is told about an error; null for a failure that nobody foresaw. */
export function problemOfError(error: unknown): ProblemError | null {
  if (error instanceof ProblemError) return error;
  if (!(error instanceof Error)) return null;
  const failure = ENGINE_FAILURES[error.name];
  if (failure !== undefined) return problem(...failure, { headers: RETRY_AFTER });
  if (error.name === 'InvalidCursor') {
    return problem('INVALID_CURSOR', 'The cursor is not one that a page of this list has given.', {
      errors: [{ field: 'cursor', rule: 'must be one that a page of this list has given' }],
    });
  }
  return problemOfHttpError(error);
}

/** True for what an operator must hear of: what nobody foresaw, and a failing vault, which no health check sees. */
export function isForOperator(error: unknown): boolean {
  return error instanceof VaultUnavailable || problemOfError(error) === null;
}

function problemOfHttpError(error: Error): ProblemError | null {
  // Nest wraps what Fastify throws.
  const source = error instanceof HttpException && error.cause instanceof Error ? error.cause : error;
  const code = 'code' in source ? String(source.code) : '';
  const known = FASTIFY_ERRORS[code];
  if (known !== undefined) {
    const about = FIELDS[known[0]];
    return problem(...known, about === undefined ? {} : { errors: [about] });
  }
  const status = error instanceof HttpException ? error.getStatus() : statusOf(error);
  if (status === 404) return problem('ROUTE_NOT_FOUND', 'No route has this address.');
  // The wording of others may repeat what the caller sent.
  return status >= 400 && status < 500 ? unreadable() : null;
}

function statusOf(error: Error): number {
  return 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
}

/** For a request that cannot even be told apart. */
export function unreadable(): ProblemError {
  return problem('MALFORMED_REQUEST', 'The request cannot be read.', {
    errors: [{ field: 'request', rule: 'must be well-formed' }],
  });
}
