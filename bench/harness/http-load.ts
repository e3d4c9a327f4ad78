import autocannon from 'autocannon';
import type { ProcessorClock, ProcessorTime } from './processor-time.js';

/** What a load of requests came to. Times in milliseconds. */
export interface HttpFigures {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly spent: ProcessorTime;
}

export interface HttpLoad {
  readonly url: string;
  readonly seconds: number;
  readonly connections: number;
  /** The next request: a GET of `path`, or with a body a POST. */
  readonly next: () => { readonly path: string; readonly body?: object };
}

/** Asks as fast as answers come, over kept-alive connections. @throws Error when an answer is not 2xx */
export async function httpLoad(load: HttpLoad, clock: ProcessorClock): Promise<HttpFigures> {
  const { url, seconds, connections, next } = load;
  const first = next();
  const spent = clock.start();
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    requests: [
      {
        method: first.body === undefined ? 'GET' : 'POST',
        path: first.path,
        ...(first.body === undefined ? {} : { headers: { 'content-type': 'application/json' } }),
        setupRequest: (request) => {
          const { path, body } = next();
          return { ...request, path, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
        },
      },
    ],
  });
  if (result.non2xx + result.errors > 0) {
    throw new Error(`${first.path}: ${result.non2xx} answers were not 2xx, ${result.errors} requests failed`);
  }
  const { total } = result.requests;
  const { p50, p99 } = result.latency;
  return { requests: total, perSecond: total / result.duration, p50, p99, spent: spent() };
}
