import type { Clock } from '../ports/clock.js';

/** Waits on the port, so that tests and the simulation decide when time has passed. */
export function pause(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.schedule(delayMs, resolve);
  });
}

/**
 * The pause before try `attempt` (counted from 1): somewhere between half of the bound and the bound, which starts at
 * `baseMs` and doubles each time. The spread keeps competing writers from meeting again.
 */
export function backoffMs(baseMs: number, attempt: number, jitter: () => number): number {
  const boundMs = baseMs * 2 ** (attempt - 1);
  return boundMs / 2 + (boundMs / 2) * jitter();
}
