import type { Metric, Registry } from 'prom-client';

/** Seconds; from a cached read to the end of a bounded wait. */
const BOUNDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

interface Series {
  readonly labels: { readonly method: string; readonly route: string; readonly status: string };
  /** Requests by the first bound that they keep; the last one is for those that keep none. */
  readonly counts: number[];
  sum: number;
}

type ByStatus = Map<number, Series>;

/**
 * The times of requests, by method, route and status. What the client library's own histogram does for every
 * observation, once for every series: it is asked after each request. It is read as that histogram is.
 */
export class RequestHistogram {
  readonly name = 'wayfill_http_request_seconds';
  readonly help = 'Time from the first byte of a request to the end of its answer.';
  private readonly byRoute = new Map<string, Map<string, ByStatus>>();
  private readonly all: Series[] = [];

  constructor(registry: Registry) {
    // It asks a metric for its name and its values, and for nothing else.
    registry.registerMetric(this as unknown as Metric);
  }

  observe(method: string, route: string, status: number, seconds: number): void {
    const series = this.byRoute.get(route)?.get(method)?.get(status) ?? this.begin(method, route, status);
    let bound = 0;
    while (bound < BOUNDS.length && seconds > (BOUNDS[bound] as number)) bound += 1;
    series.counts[bound] = (series.counts[bound] ?? 0) + 1;
    series.sum += seconds;
  }

  /** For the registry of the client library. */
  async get() {
    await Promise.resolve();
    const values = this.all.flatMap((series) => this.valuesOf(series));
    return { name: this.name, help: this.help, type: 'histogram', values, aggregator: 'sum' };
  }

  private begin(method: string, route: string, status: number): Series {
    const byMethod = this.byRoute.get(route) ?? new Map<string, ByStatus>();
    const byStatus = byMethod.get(method) ?? new Map<number, Series>();
    const series: Series = {
      labels: { method, route, status: String(status) },
      counts: Array.from({ length: BOUNDS.length + 1 }, () => 0),
      sum: 0,
    };
    this.byRoute.set(route, byMethod.set(method, byStatus.set(status, series)));
    this.all.push(series);
    return series;
  }

  private valuesOf({ labels, counts, sum }: Series): readonly object[] {
    let count = 0;
    const buckets = counts.map((own, place) => {
      count += own;
      return {
        metricName: `${this.name}_bucket`,
        labels: { le: BOUNDS[place] ?? '+Inf', ...labels },
        value: count,
      };
    });
    return [
      ...buckets,
      { metricName: `${this.name}_sum`, labels, value: sum },
      { metricName: `${this.name}_count`, labels, value: count },
    ];
  }
}
