import type { CommitObserver } from '../log/group-commit.js';
import type { WriteOutcome } from '../log/write-request.js';
import { Histogram } from './histogram.js';

/** What is asked for when the figures are read. */
export interface Gauges {
  readonly lastPosition: number;
  readonly subscribers: number;
  readonly greatestLagEvents: number;
}

const COMMIT_SECONDS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1];
const GROUP_WRITES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

const OUTCOMES = ['written', 'wrong-revision', 'stream-deleted', 'timeout', 'unavailable'] as const;

/** The figures that the server keeps of itself, in the text format of Prometheus. */
export class ServerMetrics implements CommitObserver {
  readonly #writes = new Map<WriteOutcome['kind'], number>(OUTCOMES.map((kind) => [kind, 0]));
  readonly #commitSeconds = new Histogram(
    'eventstore_commit_seconds',
    'Time of one commit with its fsync.',
    COMMIT_SECONDS,
  );
  readonly #groupWrites = new Histogram(
    'eventstore_group_writes',
    'Writes decided on together.',
    GROUP_WRITES,
  );
  #events = 0;
  #compactedEvents = 0;

  onGroup(outcomes: readonly WriteOutcome[], events: number, commitMs: number): void {
    for (const { kind } of outcomes) this.#writes.set(kind, (this.#writes.get(kind) ?? 0) + 1);
    this.#groupWrites.observe(outcomes.length);
    this.#events += events;
    if (events > 0) this.#commitSeconds.observe(commitMs / 1_000);
  }

  onCompacted(events: number): void {
    this.#compactedEvents += events;
  }

  render(gauges: Gauges): string {
    const writes = [...this.#writes].map(
      ([kind, count]) => `eventstore_writes_total{outcome="${kind}"} ${count}`,
    );
    return [
      '# HELP eventstore_writes_total Appends and deletes that were answered.',
      '# TYPE eventstore_writes_total counter',
      ...writes,
      ...metric('counter', 'eventstore_events_written_total', 'Events made durable.', this.#events),
      ...metric('counter', 'eventstore_events_compacted_total', 'Events taken out.', this.#compactedEvents),
      this.#commitSeconds.render(),
      this.#groupWrites.render(),
      ...metric('gauge', 'eventstore_last_position', 'Position of the last event.', gauges.lastPosition),
      ...metric(
        'gauge',
        'eventstore_subscribers',
        'Catch-up subscriptions that are open.',
        gauges.subscribers,
      ),
      ...metric(
        'gauge',
        'eventstore_subscriber_lag_events',
        'Events that the slowest subscriber has still to look at.',
        gauges.greatestLagEvents,
      ),
      '',
    ].join('\n');
  }
}

function metric(type: 'counter' | 'gauge', name: string, help: string, value: number): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, `${name} ${value}`];
}
