import type { StoredEvent } from '../storage/stored-event.js';
import { type StageContext, WriteStage } from './write-stage.js';
import type { Settle, WriteOutcome, WriteRequest } from './write-request.js';

interface PendingWrite {
  readonly request: WriteRequest;
  readonly settle: Settle;
}

/** A group that is written and not durable yet. */
interface WrittenGroup {
  readonly writes: readonly PendingWrite[];
  readonly outcomes: readonly WriteOutcome[];
  readonly stage: WriteStage;
  /** Time of its transaction. */
  readonly commitMs: number;
}

/** Watches what the writer does. */
export interface CommitObserver {
  /** A group has been decided on; `events` of it were written, which took so long with its fsync. */
  onGroup(outcomes: readonly WriteOutcome[], events: number, commitMs: number): void;
}

/** What the writer tells the log. */
export interface CommitListener {
  /** The events are durable. Called before their writers are answered. */
  onCommit(events: readonly StoredEvent[]): void;
  /** A commit failed. Nothing is known of the disk any more: the server must stop. */
  onFailure(error: unknown): void;
  readonly observer?: CommitObserver | undefined;
}

/** While the disk is busy, so many writes are worth a transaction of their own; fewer wait until it has time. */
const WORTH_A_GROUP = 16;
const WORTH_HALVING = 2 * WORTH_A_GROUP;
/** Of many that wait, where the disk is quick: a greater group makes everybody wait for its last write. */
const GREATEST_SHARE = 1 / 4;

/**
 * Syncs that run at a time. A write that comes just after a sync began would wait for two of them if there were only
 * one; and one thread of Node's pool of four stays free for other work.
 */
const MAX_SYNCS = 3;

/**
 * The one writer. Writes that wait go into one transaction and are answered when it is durable: at once where the disk
 * is quick, after an fsync beside the thread where it is slow. What arrives during that is decided on and written
 * already; a few syncs may run at a time, each group is settled when its own is over and all before it are settled. So
 * groups grow by themselves as the load or the disk's latency grows, and nobody sees of the log what is not durable.
 */
export class GroupCommit {
  readonly #context: StageContext;
  readonly #listener: CommitListener;
  #waiting: PendingWrite[] = [];
  /** Written since the last sync began. */
  #written: WrittenGroup[] = [];
  /** Ends when the last of the groups that are being made durable is settled. */
  #settling: Promise<void> | undefined;
  #syncs = 0;
  #isScheduled = false;
  /** The last sync did not block the thread. */
  #isBeside = false;
  #writtenPosition: number;
  #lastPosition: number;
  #hasFailed = false;

  constructor(context: StageContext, listener: CommitListener) {
    this.#context = context;
    this.#listener = listener;
    this.#lastPosition = context.storage.lastPosition();
    this.#writtenPosition = this.#lastPosition;
  }

  /** A commit has failed: nothing is written any more. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Position of the last event that is durable. */
  get lastPosition(): number {
    return this.#lastPosition;
  }

  submit(request: WriteRequest, settle: Settle): void {
    if (this.#hasFailed) {
      settle({ kind: 'unavailable' });
      return;
    }
    this.#waiting.push({ request, settle });
    if (this.#syncs < MAX_SYNCS || this.#waiting.length >= WORTH_A_GROUP) this.#schedule();
  }

  /**
   * The group is made after everything that this turn of the event loop has received. A slow disk is worth another turn:
   * the first of many that come at once would have a sync for itself.
   */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      if (this.#isBeside) setImmediate(this.#begin);
      else this.#begin();
    });
  }

  readonly #begin = (): void => {
    this.#isScheduled = false;
    this.#advance();
  };

  /** Writes what waits, now; undefined if all of it is answered already, as it is where there is no disk. */
  flush(): Promise<void> | undefined {
    this.#write(this.#waiting.splice(0));
    this.#sync();
    // What found no sync of its own is in the next one.
    return this.#written.length === 0 ? this.#settling : this.#settling?.then(() => this.#settling);
  }

  #advance(): void {
    if (this.#isBeside) return this.#advanceBeside();
    const { length } = this.#waiting;
    // Not all at once: while the next group is written, those who are answered already send more.
    this.#write(this.#waiting.splice(0, Math.max(WORTH_A_GROUP, length * GREATEST_SHARE)));
    this.#sync();
    if (this.#waiting.length > 0) this.#schedule();
  }

  #advanceBeside(): void {
    const { length } = this.#waiting;
    if (this.#syncs === 0 && length >= WORTH_HALVING) {
      // A slow disk with nothing to do begins with the first half while the second is written.
      this.#write(this.#waiting.splice(0, length / 2));
      this.#sync();
    }
    this.#write(this.#waiting.splice(0));
    this.#sync();
  }

  #write(writes: readonly PendingWrite[]): void {
    if (writes.length === 0) return;
    if (this.#hasFailed) return refuse(writes);
    try {
      const stage = new WriteStage(this.#context, this.#writtenPosition, Date.now());
      const outcomes = writes.map(({ request }) => stage.add(request));
      stage.seal();
      const beganMs = performance.now();
      if (stage.events.length > 0) this.#context.storage.commit(stage);
      this.#writtenPosition += stage.events.length;
      this.#written.push({ writes, outcomes, stage, commitMs: performance.now() - beganMs });
    } catch (error) {
      this.#fail(error);
      refuse(writes);
    }
  }

  /** Groups without events wait as well: what they were told may rest on one that is not durable yet. */
  #sync(): void {
    const groups = this.#written;
    if (groups.length === 0 || this.#syncs >= MAX_SYNCS) return;
    this.#written = [];
    const hasEvents = groups.some(({ stage }) => stage.events.length > 0);
    const beganMs = performance.now();
    const synced = hasEvents ? this.#context.storage.sync() : undefined;
    const before = this.#settling;
    if (hasEvents) this.#isBeside = synced !== undefined;
    if (synced === undefined && before === undefined) return this.#settle(groups, 0);
    this.#syncs += 1;
    const settling: Promise<void> = Promise.all([synced, before])
      .then(
        () => this.#afterSync(groups, performance.now() - beganMs),
        (error: unknown) => {
          this.#fail(error);
          refuseAll(groups);
        },
      )
      .then(() => {
        if (this.#settling === settling) this.#settling = undefined;
      });
    this.#settling = settling;
  }

  #afterSync(groups: readonly WrittenGroup[], syncMs: number): void {
    this.#syncs -= 1;
    // A sync before it has failed: whoever was told of these would build on what may be lost.
    if (this.#hasFailed) return refuseAll(groups);
    // The disk goes on first: answers are made while it works.
    this.#advance();
    this.#settle(groups, syncMs);
  }

  #settle(groups: readonly WrittenGroup[], syncMs: number): void {
    for (const { writes, outcomes, stage, commitMs } of groups) {
      const { events } = stage;
      this.#lastPosition += events.length;
      stage.becomeDurable();
      if (events.length > 0) this.#listener.onCommit(events);
      this.#listener.observer?.onGroup(outcomes, events.length, commitMs + syncMs);
      for (const [index, { settle }] of writes.entries()) settle(outcomes[index] ?? { kind: 'unavailable' });
    }
    this.#context.states.trim();
  }

  /** The states in memory may be ahead of the disk now: no further write can be decided on. */
  #fail(error: unknown): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    const lost = [...this.#written.flatMap(({ writes }) => writes), ...this.#waiting];
    this.#written = [];
    this.#waiting = [];
    refuse(lost);
    this.#listener.onFailure(error);
  }
}

function refuseAll(groups: readonly WrittenGroup[]): void {
  for (const { writes } of groups) refuse(writes);
}

function refuse(writes: readonly PendingWrite[]): void {
  for (const { settle } of writes) settle({ kind: 'unavailable' });
}
