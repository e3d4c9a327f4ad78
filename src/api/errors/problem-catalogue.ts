/** A kind of problem: the HTTP status and a title that is the same for every occurrence. */
export interface ProblemKind {
  readonly status: number;
  readonly title: string;
}

/**
 * Problems that HTTP itself finds; what the business says no to is in rejection-catalogue.ts.
 * Codes are stable: callers match on them.
 */
export const PROBLEMS = {
  VALIDATION_FAILED: { status: 400, title: 'The request breaks a rule' },
  MALFORMED_JSON: { status: 400, title: 'The body is not JSON' },
  MALFORMED_REQUEST: { status: 400, title: 'The request is malformed' },
  INVALID_IDEMPOTENCY_KEY: { status: 400, title: 'The Idempotency-Key is malformed' },
  INVALID_CURSOR: { status: 400, title: 'The cursor is not one of this list' },
  NOT_FOUND: { status: 404, title: 'There is no such thing' },
  ROUTE_NOT_FOUND: { status: 404, title: 'There is no such route' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'The route does not take this method' },
  IDEMPOTENCY_IN_PROGRESS: { status: 409, title: 'A request with this Idempotency-Key is in progress' },
  PAYLOAD_TOO_LARGE: { status: 413, title: 'The body is too large' },
  URI_TOO_LONG: { status: 414, title: 'A part of the address is too long' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The content type is not taken here' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'The Idempotency-Key was used for another request' },
  HEADERS_TOO_LARGE: { status: 431, title: 'The headers are too large' },
  INTERNAL_ERROR: { status: 500, title: 'The engine failed' },
  EVENT_STORE_UNAVAILABLE: { status: 503, title: 'The event store cannot be reached' },
  VIEWS_UNAVAILABLE: { status: 503, title: 'The views cannot be read' },
  VAULT_UNAVAILABLE: { status: 503, title: 'The vault of personal data cannot be used' },
  BUSY: { status: 503, title: 'Too much is going on at this place' },
  NOT_READY: { status: 503, title: 'The engine is not ready' },
  WAIT_TIMED_OUT: { status: 504, title: 'The views have not come that far' },
} as const satisfies Readonly<Record<string, ProblemKind>>;

export type ProblemCode = keyof typeof PROBLEMS;
