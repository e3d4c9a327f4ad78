import { type Level, pino } from 'pino';
import { logRequest } from '../../api/request-log.js';
import type { Metrics } from '../../application/ports/metrics.js';
import { requestLines } from './request-lines.js';

const metrics = { httpRequest: () => {} } as unknown as Metrics;
const REQUEST = {
  id: 'r-1',
  method: 'GET',
  url: '/v1/orders/web~1?a=b',
  routeOptions: { url: '/v1/orders/:orderId' },
};
const REPLY = { statusCode: 200, elapsedTime: 1.23456 };

function scene(level: Level) {
  const written: string[] = [];
  const output = { write: (line: string) => written.push(line) };
  const logger = pino({ level, base: null }, output);
  const log = (request: typeof REQUEST | Omit<typeof REQUEST, 'routeOptions'>, reply = REPLY) => {
    const sink = {
      info: () => {},
      warn: () => {},
      error: () => {},
      debug: () => {},
      request: requestLines(logger, output),
    };
    logRequest(request, reply, metrics, sink);
    return written.splice(0);
  };
  /** What the logger itself writes. */
  const byLogger = (fields: object) => {
    logger.info(fields, 'request');
    return written.splice(0);
  };
  return { log, byLogger };
}

beforeEach(() => {
  jest.useFakeTimers({ now: 1_790_000_000_000 });
});
afterEach(() => {
  jest.useRealTimers();
});

it('writes nothing where the logger would write nothing', () => {
  expect(scene('warn').log(REQUEST)).toEqual([]);
});

it.each([
  ['/v1/orders/web~1?secret=1', '/v1/orders/web~1'],
  ['/v1/orders/"quoted"\\back', '/v1/orders/"quoted"\\back'],
  ['/v1/orders/ß\u0001\u2028\ud800', '/v1/orders/ß\u0001\u2028\ud800'],
])('writes of %j what the logger would write, and nothing of a query', (url, path) => {
  const { log, byLogger } = scene('info');
  const expected = byLogger({
    requestId: 'r-1',
    method: 'GET',
    route: '/v1/orders/:orderId',
    path,
    status: 200,
    ms: 1.23,
  });
  expect(log({ ...REQUEST, url })).toEqual(expected);
});

it('writes no address of what is no route', () => {
  const { log, byLogger } = scene('info');
  const { routeOptions: _, ...unknown } = REQUEST;
  const expected = byLogger({
    requestId: 'r-1',
    method: 'GET',
    route: 'none',
    path: undefined,
    status: 404,
    ms: 2,
  });
  expect(log(unknown, { statusCode: 404, elapsedTime: 2 })).toEqual(expected);
});

it('says nothing of health that is well, and speaks when it is not', () => {
  const { log } = scene('info');
  const health = { ...REQUEST, url: '/health/ready', routeOptions: { url: '/health/ready' } };
  expect(log(health)).toEqual([]);
  expect(log(health, { statusCode: 503, elapsedTime: 1 })).toHaveLength(1);
});
