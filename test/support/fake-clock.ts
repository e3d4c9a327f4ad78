import type { Clock } from '../../src/application/ports/clock.js';
import type { Instant } from '../../src/domain/shared/time.js';

interface Timer {
  readonly dueMs: number;
  readonly sequence: number;
  readonly wake: () => void;
}

/** A clock that stands still until a test turns it. Timers fire in order of their due time, then of their making. */
export class FakeClock implements Clock {
  private nowMs: number;
  private sequence = 0;
  private readonly timers = new Set<Timer>();

  constructor(start: Instant = '2026-03-01T09:00:00.000Z') {
    this.nowMs = Date.parse(start);
  }

  now(): Instant {
    return new Date(this.nowMs).toISOString();
  }

  schedule(delayMs: number, wake: () => void): () => void {
    this.sequence += 1;
    const timer = { dueMs: this.nowMs + delayMs, sequence: this.sequence, wake };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** Timers that wait. */
  get pending(): number {
    return this.timers.size;
  }

  /** Moves time on and fires what falls due on the way, letting promises settle after each timer. */
  async advance(milliseconds: number): Promise<void> {
    const endMs = this.nowMs + milliseconds;
    for (let next = this.nextDue(endMs); next !== undefined; next = this.nextDue(endMs)) {
      this.timers.delete(next);
      this.nowMs = Math.max(this.nowMs, next.dueMs);
      next.wake();
      await settled();
    }
    this.nowMs = endMs;
    await settled();
  }

  private nextDue(endMs: number): Timer | undefined {
    const due = [...this.timers].filter((timer) => timer.dueMs <= endMs);
    return due.sort((a, b) => a.dueMs - b.dueMs || a.sequence - b.sequence)[0];
  }
}

/** Resolves once every promise that can settle without time or I/O has done so. */
export async function settled(): Promise<void> {
  await new Promise<void>((resolve) => {
    setImmediate(resolve);
  });
}

/** Turns the clock until `work` has settled: for code that waits on timers nobody knows the number of. */
export async function turnUntilSettled<T>(clock: FakeClock, work: Promise<T>, stepMs = 1_000): Promise<T> {
  let done = false;
  const mark = (): void => {
    done = true;
  };
  work.then(mark, mark);
  for (let turns = 0; turns < 10_000 && !done; turns += 1) {
    await (clock.pending > 0 ? clock.advance(stepMs) : settled());
  }
  return work;
}
