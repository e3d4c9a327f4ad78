import type { Clock } from '../../application/ports/clock.js';
import type { EventStore, RecordedEvent } from '../../application/ports/event-store.js';
import {
  type IndexChange,
  type ProcessIndex,
  ProcessIndexUnavailable,
} from '../../application/ports/process-index.js';
import { pause } from '../../application/runtime/pause.js';
import type { StreamCategory } from '../../domain/shared/stream-names.js';

export interface IndexFeedDependencies {
  readonly index: ProcessIndex;
  readonly store: EventStore;
  readonly clock: Clock;
  readonly categories: readonly StreamCategory[];
  readonly changesOf: (event: RecordedEvent) => readonly IndexChange[];
  readonly onTrouble: (error: unknown) => void;
  /**
   * How long a change waits for others, unless somebody waits for the index; 0 when left out. An order makes some ten
   * changes, and a batch costs Redis and this process many times what a change does.
   */
  readonly gatherMs?: number;
}

/** Changes in one batch while the index is built from the log. */
const REBUILD_BATCH = 1_000;
/** Changes that may wait for an index that cannot be reached; then they are dropped and read from the log again. */
const MAX_WAITING = 50_000;
const RETRY_MS = 1_000;

/**
 * Keeps the process index in step with what the pump reads, in the order of the log. Changes go out in batches: while
 * one is on its way the next gathers. An index that has lost something, or cannot be reached for long, is read up from
 * the log again; the processes go on meanwhile.
 */
export class IndexFeed {
  private waiting: IndexChange[] = [];
  private seen: bigint | null = null;
  private applied: bigint | null = null;
  private sending: Promise<void> | null = null;
  private mustCatchUp = false;
  private isFailing = false;
  private isStopped = false;
  private readonly batchWaiters: (() => void)[] = [];
  /** Ends the waiting for others. */
  private endGathering: () => void = () => undefined;

  constructor(private readonly dependencies: IndexFeedDependencies) {}

  /** Reads the log from where the index stands to its end. @throws when log or index cannot be reached */
  async start(): Promise<void> {
    this.isStopped = false;
    const { index, store } = this.dependencies;
    const position = await index.position();
    // Asked for last: another process may go on with both meanwhile.
    const head = position === null ? null : await store.headPosition();
    // It was built from another log, or from one that was longer: nothing that is written from now on would come in.
    if (position !== null && (head === null || position > head)) await index.clear();
    await this.catchUp(null);
  }

  /** Sends what waits; settles when it is sent or has failed once. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.endGathering();
    // What cannot be sent now is in the log, and is read from there at the next start.
    if (!this.isFailing) await this.sending;
  }

  /** Looks whether the index still is where it was left, and builds it anew when it is not. @throws when it cannot be reached */
  async verify(): Promise<void> {
    const { applied } = this;
    if (applied === null || this.sending !== null) return;
    const position = await this.dependencies.index.position();
    if (position !== null && position >= applied) return;
    this.lose();
    this.sending ??= this.send();
  }

  /** The next event of the log. */
  observe(event: RecordedEvent): void {
    const { position } = event;
    if (this.seen !== null && position <= this.seen) return;
    this.seen = position;
    const changes = this.dependencies.changesOf(event);
    if (changes.length === 0 || this.mustCatchUp) return;
    this.waiting.push(...changes);
    if (this.waiting.length > MAX_WAITING) {
      this.waiting = [];
      this.lose();
    }
    this.sending ??= this.send();
  }

  /**
   * Settles when the index holds everything observed before the call. Whoever asks it then finds all there is.
   * @throws ProcessIndexUnavailable when it cannot be written to now: it may answer and know too little
   */
  async reached(): Promise<void> {
    const { seen } = this;
    while (!this.isAt(seen)) {
      if (this.isFailing) throw new ProcessIndexUnavailable('the process index is behind the log');
      // What was seen last changes nothing in the index.
      if (this.sending === null) return;
      await this.nextBatch();
    }
  }

  /**
   * What an index says that still stands where it was left; to be asked behind {@link reached}. It may be wiped, or put
   * back to an older state, at any moment, and answers all the same: where it stands is looked at after the answer.
   * @throws ProcessIndexUnavailable when it has lost something, or cannot be reached; who comes again finds it whole
   */
  async answer<Answer>(ask: (index: ProcessIndex) => Promise<Answer>): Promise<Answer> {
    const { index } = this.dependencies;
    const { applied, sending } = this;
    const answer = await ask(index);
    const position = await index.position();
    const isWhole = applied === null ? sending === null : position !== null && position >= applied;
    if (isWhole) return answer;
    this.lose();
    this.sending ??= this.send();
    throw new ProcessIndexUnavailable('the process index has lost something');
  }

  /** Who waits for the index now waits until it is whole again. */
  private lose(): void {
    this.mustCatchUp = true;
    this.applied = null;
  }

  private nextBatch(): Promise<void> {
    this.endGathering();
    return new Promise((resolve) => {
      this.batchWaiters.push(resolve);
    });
  }

  private isAt(position: bigint | null): boolean {
    return position === null || (this.applied !== null && this.applied >= position);
  }

  private async send(): Promise<void> {
    // Asked anew after each turn, and nothing is awaited behind it: what is observed as a turn ends would wait for the
    // next event, and whoever waits for the index would be told that it is there.
    while (this.waiting.length > 0 || this.mustCatchUp) {
      if (await this.sendOnce()) continue;
      if (this.isStopped) break;
      await pause(this.dependencies.clock, RETRY_MS);
    }
    this.sending = null;
    this.wake();
  }

  /** One turn of the microtask queue at least, so that what comes together goes out together. */
  private async gather(): Promise<void> {
    const { gatherMs = 0, clock } = this.dependencies;
    if (gatherMs === 0 || this.isStopped || this.batchWaiters.length > 0) return Promise.resolve();
    await new Promise<void>((resolve) => {
      const takeBack = clock.schedule(gatherMs, resolve);
      this.endGathering = () => {
        takeBack();
        resolve();
      };
    });
  }

  /** True when nothing waits any more; false when it has to be tried again later. */
  private async sendOnce(): Promise<boolean> {
    try {
      while (this.waiting.length > 0 || this.mustCatchUp) {
        if (!this.mustCatchUp) await this.gather();
        // Asked anew: what was gathered may have been too much to keep.
        if (this.mustCatchUp) await this.catchUpAgain();
        else await this.sendBatch();
        this.isFailing = false;
        this.wake();
      }
      return true;
    } catch (error) {
      this.isFailing = true;
      this.dependencies.onTrouble(error);
      this.wake();
      return false;
    }
  }

  private async sendBatch(): Promise<void> {
    const changes = this.waiting;
    const position = this.seen ?? 0n;
    this.waiting = [];
    try {
      const answer = await this.dependencies.index.apply({
        after: this.applied,
        position,
        changes: withoutOutdated(changes),
      });
      if (answer === 'applied') this.applied = position;
      else this.lose();
    } catch (error) {
      this.waiting = [...changes, ...this.waiting];
      throw error;
    }
  }

  /** Everything seen so far is read from the log; what is seen meanwhile waits its turn. */
  private async catchUpAgain(): Promise<void> {
    this.mustCatchUp = false;
    this.waiting = [];
    try {
      await this.catchUp(this.seen);
    } catch (error) {
      this.mustCatchUp = true;
      throw error;
    }
  }

  /** From the index's own position to `until`, or to the end of the log; from the beginning when it has none. */
  private async catchUp(until: bigint | null): Promise<void> {
    const { index, store, categories, changesOf } = this.dependencies;
    const from = await index.position();
    if (from === null) await index.clear();
    let after = from;
    let position = from;
    let changes: IndexChange[] = [];
    const flush = async (): Promise<void> => {
      if (position === null || position === after) return;
      if ((await index.apply({ after, position, changes })) === 'lost')
        throw new Error('the index was wiped');
      after = position;
      changes = [];
    };
    for await (const event of store.readAll({ after: from, categories })) {
      if (until !== null && event.position > until) break;
      // The log may be long, and all of it is still there at the next start.
      if (until !== null && this.isStopped) throw new ProcessIndexUnavailable('told to stop meanwhile');
      position = event.position;
      changes.push(...changesOf(event));
      if (changes.length >= REBUILD_BATCH) await flush();
    }
    await flush();
    this.applied = position;
    if (this.seen === null || (position !== null && position > this.seen)) this.seen = position;
    // What came in meanwhile and is not in there yet.
    this.waiting = this.waiting.filter((change) => position === null || change.position > position);
  }

  private wake(): void {
    for (const resolve of this.batchWaiters.splice(0)) resolve();
  }
}

/** Of an order's moments of activity only the last one stays in the index: within a batch the others can be left out. */
function withoutOutdated(changes: readonly IndexChange[]): readonly IndexChange[] {
  const active = new Set<string>();
  const kept: IndexChange[] = [];
  for (let at = changes.length - 1; at >= 0; at -= 1) {
    const change = changes[at] as IndexChange;
    if (change.kind === 'order-active') {
      const order = `${change.tenant}:${change.orderId}`;
      if (active.has(order)) continue;
      active.add(order);
    }
    kept.push(change);
  }
  return kept.reverse();
}
