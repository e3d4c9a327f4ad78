import { CHANNEL_PATTERN, DEFAULT_TENANT } from '../../domain/shared/ids.js';
import { invalid, problem } from '../errors/problem.js';
import { parseIfMatch } from './etag.js';
import { type HttpReply, type HttpRequest, headerOf } from './http-types.js';

/** Everything about a request that is not its body: who, for which tenant, under which conditions. */
export interface Call {
  readonly tenant: string;
  readonly correlationId: string;
  readonly traceparent?: string;
  /** `POST /v1/orders/:orderId/cancel`: the same for all orders. */
  readonly route: string;
  /** The address asked for, decoded and without its query. */
  readonly path: string;
  readonly idempotencyKey?: string;
  /** From `If-Match`. */
  readonly ifRevision?: bigint;
  /** Where status and headers of the answer go. */
  readonly reply: HttpReply;
}

const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/;
const CORRELATION = /^[A-Za-z0-9._~:/-]{1,128}$/;
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * Reads the headers that every route understands.
 * @throws ProblemError VALIDATION_FAILED, INVALID_IDEMPOTENCY_KEY
 */
export function readCall(request: HttpRequest, reply: HttpReply): Call {
  const query = request.url.indexOf('?');
  const path = decoded(query < 0 ? request.url : request.url.slice(0, query));
  const traceparent = traceparentOf(request);
  const idempotencyKey = idempotencyKeyOf(request);
  const ifRevision = parseIfMatch(headerOf(request, 'if-match'));
  return {
    tenant: tenantOf(request),
    correlationId: correlationOf(request, traceparent),
    route: `${request.method} ${request.routeOptions?.url ?? path}`,
    path,
    reply,
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(ifRevision === undefined ? {} : { ifRevision }),
  };
}

/** Clients and proxies differ in what they encode: `web~1` and `web%7E1` are one address, and one request. */
function decoded(path: string): string {
  return path.includes('%') ? decodeURIComponent(path) : path;
}

/** The tenant is named by the caller until there are accounts to tell it from. */
function tenantOf(request: HttpRequest): string {
  const tenant = headerOf(request, 'x-wayfill-tenant');
  if (tenant === undefined) return DEFAULT_TENANT;
  // As a channel code: short, and without the separators of a stream name.
  if (!CHANNEL_PATTERN.test(tenant)) {
    throw invalid('X-Wayfill-Tenant', 'must be 1 to 32 of A–Z a–z 0–9 . _ -');
  }
  return tenant;
}

function idempotencyKeyOf(request: HttpRequest): string | undefined {
  const key = headerOf(request, 'idempotency-key');
  if (key === undefined) return undefined;
  if (!isIdempotencyKey(key)) {
    throw problem('INVALID_IDEMPOTENCY_KEY', 'Idempotency-Key must be 1 to 255 visible ASCII characters', {
      errors: [{ field: 'Idempotency-Key', rule: 'must be 1 to 255 visible ASCII characters' }],
    });
  }
  return key;
}

/** True for 1–255 visible ASCII characters. */
export function isIdempotencyKey(key: string): boolean {
  return VISIBLE_ASCII.test(key);
}

/** A trace that cannot be read is no reason to refuse an order: it is left out, as W3C Trace Context asks. */
function traceparentOf(request: HttpRequest): string | undefined {
  const traceparent = headerOf(request, 'traceparent');
  return traceparent !== undefined && TRACEPARENT.test(traceparent) ? traceparent : undefined;
}

function correlationOf(request: HttpRequest, traceparent: string | undefined): string {
  const asked = headerOf(request, 'x-correlation-id');
  if (asked === undefined)
    return traceparent === undefined ? request.id : (traceparent.split('-')[1] ?? request.id);
  if (!CORRELATION.test(asked)) {
    throw invalid('X-Correlation-Id', 'must be 1 to 128 of A–Z a–z 0–9 . _ ~ : / -');
  }
  return asked;
}
