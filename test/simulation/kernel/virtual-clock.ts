import type { Clock } from '../../../src/application/ports/clock.js';
import type { Instant } from '../../../src/domain/shared/time.js';
import { DueHeap } from '../../../src/infrastructure/memory/due-heap.js';
import type { Life } from './life.js';
import type { Scheduler } from './scheduler.js';

interface Timer {
  readonly dueMs: number;
  readonly life: Life;
  readonly wake: () => void;
  isOff: boolean;
}

export const START_MS = Date.parse('2026-03-01T09:00:00.000Z');

/** Time that stands still until the simulation moves it. Timers that fall due wait for their turn like all else. */
export class VirtualClock {
  nowMs = START_MS;
  private readonly timers = new DueHeap<Timer>();
  private shownMs = Number.NaN;
  private shown: Instant = '';

  constructor(private readonly scheduler: Scheduler) {}

  /**
   * The clock of one process.
   * @param stretch how much longer its timers take: polls of a few seconds would fill a run that takes hours
   */
  of(life: Life, stretch = 1): Clock {
    return {
      now: () => this.instant(this.nowMs + life.skewMs),
      schedule: (delayMs, wake) => this.schedule(life, delayMs * stretch, wake),
    };
  }

  now(): Instant {
    return this.instant(this.nowMs);
  }

  /** When the next timer falls due; null when there is none. */
  nextDueMs(): number | null {
    for (let timer = this.timers.peek(Number.POSITIVE_INFINITY); timer; ) {
      if (!timer.isOff && !timer.life.isDead) return timer.dueMs;
      this.timers.pop();
      timer = this.timers.peek(Number.POSITIVE_INFINITY);
    }
    return null;
  }

  advanceTo(ms: number): void {
    this.nowMs = Math.max(this.nowMs, ms);
    for (let timer = this.timers.peek(this.nowMs); timer; timer = this.timers.peek(this.nowMs)) {
      this.timers.pop();
      if (!timer.isOff) this.fire(timer);
    }
  }

  private fire(timer: Timer): void {
    this.scheduler.post(timer.life, 'a timer', () => {
      if (!timer.isOff) timer.wake();
    });
  }

  schedule(life: Life, delayMs: number, wake: () => void): () => void {
    const timer: Timer = { dueMs: this.nowMs + Math.max(0, delayMs), life, wake, isOff: false };
    if (!life.isDead) this.timers.push(timer.dueMs, timer);
    return () => {
      timer.isOff = true;
    };
  }

  private instant(ms: number): Instant {
    const whole = Math.floor(ms);
    if (whole !== this.shownMs) {
      this.shownMs = whole;
      this.shown = new Date(whole).toISOString();
    }
    return this.shown;
  }
}
