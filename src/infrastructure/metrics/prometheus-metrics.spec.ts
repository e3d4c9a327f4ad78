import type { Figures } from './merged-figures.js';
import { PrometheusMetrics } from './prometheus-metrics.js';

/** Metrics with a gauge, which a second process may have as well. */
function metricsWith(name: string, value: number, processFigures = false): PrometheusMetrics {
  const metrics = new PrometheusMetrics({ processFigures });
  metrics.gauge(name, 'A figure.', 'of', async () => ({ it: value }));
  return metrics;
}

/** Lines with values, of the metrics whose name begins like this. */
async function lines(metrics: PrometheusMetrics, ...names: readonly string[]): Promise<readonly string[]> {
  const { text } = await metrics.render();
  return text.split('\n').filter((line) => names.some((name) => line.startsWith(name)));
}

describe('a figure that is read when somebody looks', () => {
  afterEach(() => jest.useRealTimers());

  it('is left out when it cannot be read, or not in time, and keeps no other back', async () => {
    jest.useFakeTimers();
    const metrics = metricsWith('quick', 1);
    metrics.gauge('stuck', 'A figure.', 'of', () => new Promise(() => undefined));
    metrics.gauge('broken', 'A figure.', 'of', () => Promise.reject(new Error('no leader')));
    const looked = lines(metrics, 'quick', 'stuck', 'broken');
    await jest.advanceTimersByTimeAsync(500);
    expect(await looked).toEqual(['quick{of="it"} 1']);
  });
});

describe('figures of a second process', () => {
  it('that are not to be had are said to be missing, and keep no other figure back', async () => {
    const own = metricsWith('shared', 1);
    own.command('PlaceOrder', 'accepted', 'accepted');
    const before = await own.render();
    own.include('sagas', () => Promise.reject(new Error('no answer')));
    const { text, contentType } = await own.render();
    const missing = [
      '# HELP wayfill_process_up 1 when the figures of the process are part of this answer, 0 when it did not tell them.',
      '# TYPE wayfill_process_up gauge',
      'wayfill_process_up{process="sagas"} 0',
    ];
    expect(text.trimEnd().split('\n')).toEqual([...before.text.trimEnd().split('\n'), '', ...missing]);
    expect(contentType).toBe(before.contentType);
  });

  it('read as ever where this process has none of their name, and are told apart where it has', async () => {
    const [own, other] = [metricsWith('shared', 1), metricsWith('shared', 2)];
    other.gauge('theirs', 'A figure.', 'of', async () => ({ them: 3 }));
    own.include('sagas', () => other.figures());
    expect(await lines(own, 'shared', 'theirs', 'wayfill_process_up')).toEqual([
      'shared{of="it"} 1',
      'shared{of="it",process="sagas"} 2',
      'wayfill_process_up{process="sagas"} 1',
      'theirs{of="them"} 3',
    ]);
  });

  it('name each metric once, as the format wants it', async () => {
    const [own, other] = [metricsWith('shared', 1, true), metricsWith('shared', 2, true)];
    own.include('sagas', () => other.figures());
    const types = await lines(own, '# TYPE');
    expect(types.length).toBeGreaterThan(20);
    expect(new Set(types).size).toBe(types.length);
  });

  it('leave this process every figure that it has alone: none is dropped, averaged or added up', async () => {
    const nameOf = (line: string): string => line.replace(/ \S+$/, '');
    const own = metricsWith('shared', 1, true);
    own.httpRequest('GET', '/v1/orders', 200, 0.1);
    const alone = (await lines(own, 'shared', 'wayfill', 'process', 'nodejs')).map(nameOf);
    const other = metricsWith('shared', 2, true);
    own.include('sagas', () => other.figures());
    const both = (await lines(own, 'shared', 'wayfill', 'process', 'nodejs')).map(nameOf);
    expect(alone.filter((name) => !both.includes(name))).toEqual([]);
  });

  it('are asked for at each look, and are back when they are told again', async () => {
    const answers: (() => Promise<Figures>)[] = [
      () => metricsWith('theirs', 1).figures(),
      () => Promise.reject(new Error('no answer')),
      () => metricsWith('theirs', 2).figures(),
    ];
    const own = new PrometheusMetrics({ processFigures: false });
    own.include('sagas', () => (answers.shift() as () => Promise<Figures>)());
    const looks = [];
    for (let look = 0; look < 3; look += 1) looks.push(await lines(own, 'wayfill_process_up', 'theirs'));
    expect(looks).toEqual([
      ['wayfill_process_up{process="sagas"} 1', 'theirs{of="it"} 1'],
      ['wayfill_process_up{process="sagas"} 0'],
      ['wayfill_process_up{process="sagas"} 1', 'theirs{of="it"} 2'],
    ]);
  });
});
