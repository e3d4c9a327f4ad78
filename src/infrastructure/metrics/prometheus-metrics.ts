import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { Metrics } from '../../application/ports/metrics.js';
import { RequestHistogram } from './request-histogram.js';

/** The engine's figures, kept in the process for Prometheus to fetch. */
export class PrometheusMetrics implements Metrics {
  private readonly registry = new Registry();
  private readonly requests = new RequestHistogram(this.registry);
  private readonly commands = new Counter({
    name: 'wayfill_commands_total',
    help: 'Commands that callers sent, by what became of them.',
    labelNames: ['type', 'outcome', 'code'] as const,
    registers: [this.registry],
  });

  /** `processFigures`: memory, event loop and garbage collection of the process, too. */
  constructor(options: { readonly processFigures: boolean }) {
    if (options.processFigures) collectDefaultMetrics({ register: this.registry });
  }

  httpRequest(method: string, route: string, status: number, seconds: number): void {
    this.requests.observe(method, route, status, seconds);
  }

  command(type: string, outcome: 'accepted' | 'unchanged' | 'rejected' | 'failed', code: string): void {
    this.commands.labels(type, outcome, code).inc();
  }

  gauge(
    name: string,
    help: string,
    label: string,
    read: () => Promise<Readonly<Record<string, number>>>,
  ): void {
    const gauge = new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [],
      async collect() {
        this.reset();
        // A part that cannot be read leaves its own figures out, not everyone's.
        const values = await read().catch(() => ({}));
        for (const [of, value] of Object.entries(values)) this.labels(of).set(value);
      },
    });
    this.registry.registerMetric(gauge);
  }

  async render(): Promise<{ readonly contentType: string; readonly text: string }> {
    return { contentType: this.registry.contentType, text: await this.registry.metrics() };
  }
}
