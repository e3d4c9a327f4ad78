import { Histogram, Registry } from 'prom-client';
import { PrometheusMetrics } from './prometheus-metrics.js';

const OBSERVED: readonly (readonly [string, string, number, number])[] = [
  ['GET', '/v1/availability', 200, 0.0004],
  ['GET', '/v1/availability', 200, 0.0005],
  ['GET', '/v1/availability', 503, 0.0006],
  ['POST', '/v1/availability', 200, 5],
  ['GET', 'none', 404, 7.25],
  ['GET', '/v1/availability', 200, 0.3],
  ['GET', '/a/"b"', 200, 0],
];

it('says what the histogram of the client library says of the same requests', async () => {
  const registry = new Registry();
  const expected = new Histogram({
    name: 'wayfill_http_request_seconds',
    help: 'Time from the first byte of a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  const metrics = new PrometheusMetrics({ processFigures: false });
  for (const [method, route, status, seconds] of OBSERVED) {
    expected.labels(method, route, String(status)).observe(seconds);
    metrics.httpRequest(method, route, status, seconds);
  }
  const { text } = await metrics.render();
  expect(text.startsWith((await registry.metrics()).trimEnd())).toBe(true);
});

it('is there before the first request', async () => {
  const { text } = await new PrometheusMetrics({ processFigures: false }).render();
  expect(text).toContain('# TYPE wayfill_http_request_seconds histogram');
});
