import type { Clock } from '../../application/ports/clock.js';
import type { Instant } from '../../domain/shared/time.js';

/** The clock of the machine. */
export class SystemClock implements Clock {
  private lastMs = Number.NaN;
  private lastText = '';

  /** The text is made once a millisecond: every event and every command asks for it. */
  now(): Instant {
    const ms = Date.now();
    if (ms !== this.lastMs) {
      this.lastMs = ms;
      this.lastText = new Date(ms).toISOString();
    }
    return this.lastText;
  }

  schedule(delayMs: number, wake: () => void): () => void {
    const timer = setTimeout(wake, delayMs);
    return () => clearTimeout(timer);
  }
}
