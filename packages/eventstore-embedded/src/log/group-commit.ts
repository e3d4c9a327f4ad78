import type { StoredEvent } from '../storage/stored-event.js';
import { type StageContext, WriteStage } from './write-stage.js';
import type { Settle, WriteOutcome, WriteRequest } from './write-request.js';

interface PendingWrite {
  readonly request: WriteRequest;
  readonly settle: Settle;
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

/**
 * The one writer. All writes that wait go into one transaction with one fsync, and are answered
 * after it. The commit blocks the thread; what arrives meanwhile forms the next group, so that
 * groups grow by themselves as the load or the disk's latency grows.
 */
export class GroupCommit {
  readonly #context: StageContext;
  readonly #listener: CommitListener;
  #waiting: PendingWrite[] = [];
  #lastPosition: number;
  #hasFailed = false;

  constructor(context: StageContext, listener: CommitListener) {
    this.#context = context;
    this.#listener = listener;
    this.#lastPosition = context.storage.lastPosition();
  }

  /** A commit has failed: nothing is written any more. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  get lastPosition(): number {
    return this.#lastPosition;
  }

  submit(request: WriteRequest, settle: Settle): void {
    if (this.#hasFailed) {
      settle({ kind: 'unavailable' });
      return;
    }
    this.#waiting.push({ request, settle });
    // The commit runs after everything that this turn of the event loop has received.
    if (this.#waiting.length === 1) setImmediate(() => this.flush());
  }

  /** Commits what waits, now. */
  flush(): void {
    const group = this.#waiting;
    if (group.length === 0) return;
    this.#waiting = [];
    const outcomes = this.#commit(group);
    for (const [index, { settle }] of group.entries()) {
      settle(outcomes?.[index] ?? { kind: 'unavailable' });
    }
  }

  #commit(group: readonly PendingWrite[]): WriteOutcome[] | undefined {
    if (this.#hasFailed) return undefined;
    try {
      const stage = new WriteStage(this.#context, this.#lastPosition, Date.now());
      const outcomes = group.map(({ request }) => stage.add(request));
      let commitMs = 0;
      const begin = performance.now();
      if (stage.events.length > 0) {
        this.#context.storage.commit(stage);
        commitMs = performance.now() - begin;
        this.#lastPosition += stage.events.length;
        this.#listener.onCommit(stage.events);
      }
      this.#listener.observer?.onGroup(outcomes, stage.events.length, commitMs);
      this.#context.states.trim();
      return outcomes;
    } catch (error) {
      // The states in memory may be ahead of the disk now: no further write can be decided on.
      this.#hasFailed = true;
      this.#listener.onFailure(error);
      return undefined;
    }
  }
}
