import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { Metrics } from '../../application/ports/metrics.js';
import { inTime } from '../eventstore/in-time.js';
import { type Figures, mergedText } from './merged-figures.js';
import { RequestHistogram } from './request-histogram.js';

/** Longer than any figure takes; half of what the engine gives a process beside it to tell all of its own. */
const READ_WITHIN_MS = 500;

/** A process beside this one whose figures are told with its own. */
interface Beside {
  readonly process: string;
  readonly read: () => Promise<Figures>;
  readonly up: Gauge;
}

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
  private beside: Beside | null = null;

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
        // A part that cannot be read, or not now, leaves its own figures out, not everyone's.
        const late = (): Error => new Error(`${name}: not read in time`);
        const values = await inTime(read(), READ_WITHIN_MS, late).catch(() => ({}));
        for (const [of, value] of Object.entries(values)) this.labels(of).set(value);
      },
    });
    this.registry.registerMetric(gauge);
  }

  /** The figures of this process, for one that tells them with its own. */
  figures(): Promise<Figures> {
    return this.registry.getMetricsAsJSON();
  }

  /**
   * Tells the figures of another process, too, and whether they are there: `wayfill_process_up`.
   *
   * @param read asked at each {@link render}, which waits for it: it must be bounded. Without its answer the text has the
   *   figures of this process alone
   */
  include(process: string, read: () => Promise<Figures>): void {
    const up = new Gauge({
      name: 'wayfill_process_up',
      help: '1 when the figures of the process are part of this answer, 0 when it did not tell them.',
      labelNames: ['process'],
      registers: [this.registry],
    });
    this.beside = { process, read, up };
  }

  async render(): Promise<{ readonly contentType: string; readonly text: string }> {
    const text = this.beside === null ? this.registry.metrics() : this.renderBoth(this.beside);
    return { contentType: this.registry.contentType, text: await text };
  }

  private async renderBoth({ process, read, up }: Beside): Promise<string> {
    const others = await read().catch(() => null);
    up.labels(process).set(others === null ? 0 : 1);
    return mergedText(await this.figures(), others ?? [], process);
  }
}
