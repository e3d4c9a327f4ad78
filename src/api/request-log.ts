import type { Metrics } from '../application/ports/metrics.js';
import type { LogSink } from './engine-logger.js';

interface LoggedRequest {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly routeOptions?: { readonly url?: string | undefined };
}

interface LoggedReply {
  readonly statusCode: number;
  readonly elapsedTime: number;
}

/** Routes that are asked every few seconds and say nothing. */
const QUIET = new Set(['/health/live', '/health/ready', '/metrics']);

/**
 * One line a request: method, route, address without its query, status, time. Never a body, a header or a query, nor
 * an address that is no route, so nothing personal and no secret.
 */
export function logRequest(
  request: LoggedRequest,
  reply: LoggedReply,
  metrics: Metrics,
  log: LogSink | undefined,
): void {
  const route = request.routeOptions?.url ?? 'none';
  const milliseconds = Math.round(reply.elapsedTime * 100) / 100;
  metrics.httpRequest(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
  if (QUIET.has(route) && reply.statusCode < 400) return;
  const path = route === 'none' ? undefined : request.url.split('?', 1)[0];
  const { id, method } = request;
  log?.info({ requestId: id, method, route, path, status: reply.statusCode, ms: milliseconds }, 'request');
}
