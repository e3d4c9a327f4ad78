import type { Clock } from '../../application/ports/clock.js';

/** Waits; ends early when `signal` aborts. Leaves nothing behind on the signal, which outlives any number of pauses. */
export async function pause(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.schedule(delayMs, end);
    signal.addEventListener('abort', end, { once: true });
  });
}
