import type { Clock } from '../../application/ports/clock.js';
import type { Instant } from '../../domain/shared/time.js';

/** The clock of the machine. */
export class SystemClock implements Clock {
  now(): Instant {
    return new Date().toISOString();
  }

  schedule(delayMs: number, wake: () => void): () => void {
    const timer = setTimeout(wake, delayMs);
    return () => clearTimeout(timer);
  }
}
