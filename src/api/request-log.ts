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
 * an address that is no route, so nothing personal and no secret. The line is put together here: a logger that looks at
 * every field of every line was a tenth of what a read costs.
 */
export function logRequest(
  request: LoggedRequest,
  reply: LoggedReply,
  metrics: Metrics,
  log: LogSink | undefined,
): void {
  const { id, method, routeOptions } = request;
  const { statusCode, elapsedTime } = reply;
  const route = routeOptions?.url ?? 'none';
  metrics.httpRequest(method, route, statusCode, elapsedTime / 1000);
  if (log === undefined || (statusCode < 400 && QUIET.has(route))) return;
  const path = route === 'none' ? '' : `,"path":${JSON.stringify(pathOf(request.url))}`;
  const ms = Math.round(elapsedTime * 100) / 100;
  log.request(
    `"requestId":${JSON.stringify(id)},"method":"${method}","route":${JSON.stringify(route)}${path},"status":${statusCode},"ms":${ms}`,
  );
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}
