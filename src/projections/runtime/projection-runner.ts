import type { Clock } from '../../application/ports/clock.js';
import type { EventStore, SubscriptionMessage } from '../../application/ports/event-store.js';
import { type ViewStore, ViewStoreUnavailable } from '../../application/ports/view-store.js';
import { batches } from './batches.js';
import { Gathering } from './gathering.js';
import { ALL_CATEGORIES } from './categories.js';
import { GapDetected, GenerationLost } from './failures.js';
import { Feeding } from './feeding.js';
import { pause } from './pause.js';
import type { Projection } from './projection.js';
import type { ProjectionStatus, RebuildReport } from './projection-status.view.js';
import { rebuildBeside } from './rebuild.js';
import type { RunnerNote } from './runner-notes.js';
import { Watchdog } from './watchdog.js';

/** Large enough that a round trip is shared by many events, small enough that no script holds Redis up for long. */
const BATCH_LIMIT = 2_000;
const RETRY_DELAYS_MS = [50, 200, 1_000, 5_000];

export interface RunnerParts {
  readonly projections: readonly Projection[];
  readonly eventStore: EventStore;
  readonly viewStore: ViewStore;
  readonly clock: Clock;
  readonly note: (note: RunnerNote) => void;
  /** Called after each batch that was written. */
  readonly advanced: () => void;
  /**
   * How long the first event of a batch waits for others; 0 when left out. An order is some ten events: folded and
   * written together they cost much less.
   */
  readonly gatherMs?: number;
}

/**
 * Feeds all views from one subscription to the log: decoding an event costs more than folding it, so it is done once.
 * Each view has its own position and can be rebuilt alone. Another runner at the same time is harmless: a batch is
 * written only on the position that it was computed on.
 */
export class ProjectionRunner {
  private readonly feeding: Feeding;
  private readonly watchdog: Watchdog;
  private readonly stopping = new AbortController();
  private running: Promise<void> | null = null;
  private failure: Error | null = null;
  private attempt = 0;
  private readonly gathering: Gathering | null;

  constructor(private readonly parts: RunnerParts) {
    this.feeding = new Feeding(parts.projections, parts.eventStore, parts.viewStore, parts.note);
    this.watchdog = new Watchdog(parts.eventStore, parts.clock, this.feeding);
    const { gatherMs = 0, clock } = parts;
    this.gathering =
      gatherMs === 0 ? null : new Gathering(BATCH_LIMIT, gatherMs, clock, this.stopping.signal);
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Finishes the batch in hand, then ends. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Position that all views have reached that are fed; null before the first batch. */
  get position(): bigint | null {
    return this.feeding.lowestPosition();
  }

  /** Position that every live view reflects; null while one is built beside, has failed or was never fed. */
  get livePosition(): bigint | null {
    return this.feeding.livePosition();
  }

  /** Resolves when the runner ends: after stop, or when a gap was found. */
  async ended(): Promise<void> {
    await this.running;
  }

  status(): readonly ProjectionStatus[] {
    const status = this.feeding.status();
    const { failure } = this;
    if (!failure) return status;
    return status.map((each) => ({ ...each, state: 'stopped', reason: failure.message }));
  }

  /**
   * Builds a view anew from the log beside the one that is served, compares the two and swaps. Readers notice nothing.
   * @throws RangeError for a name that is none of a projection; EventStoreUnavailable, ViewStoreUnavailable
   */
  async rebuild(name: string): Promise<RebuildReport> {
    const report = await this.rebuildBeside(name);
    this.parts.note({ kind: 'live', projection: name, generation: report.generation });
    return report;
  }

  private async rebuildBeside(name: string): Promise<RebuildReport> {
    try {
      return await rebuildBeside(this.feeding, name, this.parts, this.stopping.signal);
    } catch (error) {
      if (!(error instanceof GenerationLost)) throw error;
      // Another rebuild was faster, or the store was emptied meanwhile: there is nothing wrong with the view.
      throw new ViewStoreUnavailable('another process has changed the view meanwhile', { cause: error });
    }
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await this.feeding.open();
        if (await this.feeding.promoteBuilt(false)) this.parts.advanced();
        // Told to stop meanwhile: an abort that has been is not heard of again.
        if (!this.stopping.signal.aborted) await this.pump();
      } catch (error) {
        if (!(await this.recover(error))) return;
      }
    }
  }

  private async pump(): Promise<void> {
    const ending = new AbortController();
    const end = (): void => ending.abort();
    this.stopping.signal.addEventListener('abort', end, { once: true });
    const watch = this.watchdog.watch(end);
    try {
      const after = this.feeding.lowestPosition();
      this.gathering?.begin();
      const source = this.parts.eventStore.subscribe({
        after,
        categories: ALL_CATEGORIES,
        signal: ending.signal,
      });
      for await (const batch of batches(source, BATCH_LIMIT, this.gathering?.gather)) {
        await this.feed(batch);
        if (ending.signal.aborted) break;
      }
    } finally {
      end();
      watch.stop();
      this.stopping.signal.removeEventListener('abort', end);
    }
    if (watch.failure) throw watch.failure;
  }

  private async feed(batch: readonly SubscriptionMessage[]): Promise<void> {
    const events = batch.flatMap((message) => (message.kind === 'event' ? [message.event] : []));
    const last = events.at(-1);
    if (last) {
      await this.feeding.feed(events, last.position);
      this.parts.advanced();
    }
    const isAtEnd = batch.some((message) => message.kind === 'caught-up');
    if (isAtEnd) this.gathering?.atEnd();
    if (await this.feeding.promoteBuilt(isAtEnd)) this.parts.advanced();
    this.attempt = 0;
  }

  /** True to go on. */
  private async recover(error: unknown): Promise<boolean> {
    const { note, clock } = this.parts;
    if (error instanceof GapDetected) {
      this.failure = error;
      note({ kind: 'gap', error });
      return false;
    }
    if (error instanceof GenerationLost) {
      note({ kind: 'reopened', reason: error.message });
      return true;
    }
    const delayMs = RETRY_DELAYS_MS[Math.min(this.attempt, RETRY_DELAYS_MS.length - 1)] ?? 0;
    this.attempt += 1;
    note({ kind: 'retry', error, attempt: this.attempt, delayMs });
    await pause(clock, delayMs, this.stopping.signal);
    return true;
  }
}
