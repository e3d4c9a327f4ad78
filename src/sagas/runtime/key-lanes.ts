import type { Clock } from '../../application/ports/clock.js';

/**
 * A piece of work. It never throws. A number it answers is a pause in milliseconds, after which it is run once more;
 * work that is done at once may answer without a promise.
 */
export type LaneTask = () => Promise<number | undefined> | number | undefined;

interface Lane {
  readonly key: string;
  readonly tasks: LaneTask[];
  /** Running, waiting for a place, or pausing: in any case not to be started again. */
  busy: boolean;
}

export interface LaneLimits {
  /** Keys that run side by side. */
  readonly concurrency: number;
  /** Tasks that may be there, running and waiting, before the reader is held up. */
  readonly capacity: number;
}

/** Keeps the order within a key and runs keys side by side. A key that pauses gives its place to another. */
export class KeyLanes {
  private readonly lanes = new Map<string, Lane>();
  private readonly ready: Lane[] = [];
  private readonly pauses = new Set<() => void>();
  private readonly waitingForRoom: (() => void)[] = [];
  private readonly waitingForIdle: (() => void)[] = [];
  private running = 0;
  private tasks = 0;
  private isClosed = false;
  private isStarting = false;

  constructor(
    private readonly clock: Clock,
    private readonly limits: LaneLimits,
  ) {}

  /** Tasks running and waiting. */
  get size(): number {
    return this.tasks;
  }

  get isFull(): boolean {
    return this.tasks >= this.limits.capacity;
  }

  /** Runs the task after everything that was submitted for its key before. Nothing any more once closed. */
  submit(key: string, task: LaneTask): void {
    if (this.isClosed) return;
    this.tasks += 1;
    const lane = this.laneOf(key);
    lane.tasks.push(task);
    if (!lane.busy) this.enter(lane);
  }

  /** Settles when there is room for more, or the lanes are closed. */
  async whenRoom(): Promise<void> {
    if (!this.isFull || this.isClosed) return;
    await new Promise<void>((resolve) => {
      this.waitingForRoom.push(resolve);
    });
  }

  /** Starts nothing any more and settles when what runs has finished. What has not started is dropped. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.ready.length = 0;
    for (const takeBack of this.pauses) takeBack();
    this.pauses.clear();
    for (const resolve of this.waitingForRoom.splice(0)) resolve();
    if (this.running === 0) return;
    await new Promise<void>((resolve) => {
      this.waitingForIdle.push(resolve);
    });
  }

  private laneOf(key: string): Lane {
    const known = this.lanes.get(key);
    if (known !== undefined) return known;
    const lane: Lane = { key, tasks: [], busy: false };
    this.lanes.set(key, lane);
    return lane;
  }

  private enter(lane: Lane): void {
    lane.busy = true;
    if (this.isClosed) return;
    if (this.running >= this.limits.concurrency) this.ready.push(lane);
    else this.run(lane);
  }

  /** Runs tasks of the lane until one of them takes time. */
  private run(lane: Lane): void {
    this.running += 1;
    for (let [task] = lane.tasks; task !== undefined && !this.isClosed; [task] = lane.tasks) {
      const result = task();
      if (result instanceof Promise) {
        result.then(
          (pauseMs) => this.afterTask(lane, pauseMs),
          // A task that throws breaks its contract; the lane must not stand still for it.
          () => this.afterTask(lane, undefined),
        );
        return;
      }
      if (result !== undefined) return this.afterTask(lane, result);
      this.finish(lane);
    }
    this.leave(lane);
  }

  private afterTask(lane: Lane, pauseMs: number | undefined): void {
    if (pauseMs !== undefined) return this.pause(lane, pauseMs);
    this.finish(lane);
    // Others first: one busy key must not keep the rest waiting.
    if (lane.tasks.length > 0 && this.ready.length > 0) {
      this.running -= 1;
      this.ready.push(lane);
      return this.startNext();
    }
    this.running -= 1;
    if (this.isClosed) return this.startNext();
    this.run(lane);
  }

  private pause(lane: Lane, pauseMs: number): void {
    this.running -= 1;
    if (!this.isClosed) {
      const takeBack = this.clock.schedule(pauseMs, () => {
        this.pauses.delete(takeBack);
        this.enter(lane);
      });
      this.pauses.add(takeBack);
    }
    this.startNext();
  }

  private leave(lane: Lane): void {
    this.running -= 1;
    lane.busy = false;
    if (lane.tasks.length === 0) this.lanes.delete(lane.key);
    this.startNext();
  }

  private finish(lane: Lane): void {
    lane.tasks.shift();
    this.tasks -= 1;
    // Only when half of it is free: waking the reader for every single place costs more than it brings.
    if (this.tasks <= this.limits.capacity / 2)
      for (const resolve of this.waitingForRoom.splice(0)) resolve();
  }

  private startNext(): void {
    if (this.isClosed) {
      if (this.running === 0) for (const resolve of this.waitingForIdle.splice(0)) resolve();
      return;
    }
    // A loop and not a recursion: lanes whose tasks are done at once would pile up on the stack.
    if (this.isStarting) return;
    this.isStarting = true;
    while (this.running < this.limits.concurrency) {
      const next = this.ready.shift();
      if (next === undefined) break;
      this.run(next);
    }
    this.isStarting = false;
  }
}
