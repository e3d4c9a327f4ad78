import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 15;
/** Far more than anything takes on a busy machine: whoever waits this long waits for something that will not happen. */
const PATIENCE_MS = 30_000;

/**
 * Looks again and again until what is read is as wanted, and answers it.
 * @throws with what was read last, when that does not happen in time
 */
export async function eventually<T>(
  what: string,
  read: () => Promise<T> | T,
  isWanted: (value: T) => boolean,
  withinMs = PATIENCE_MS,
  /** Tells of progress by another number: the time counts from the last one, so that what is slow is not given up. */
  progress: (value: T) => number = () => 0,
): Promise<T> {
  let giveUpAt = Date.now() + withinMs;
  let before = NaN;
  for (;;) {
    const value = await read();
    if (isWanted(value)) return value;
    const now = progress(value);
    if (now !== before) giveUpAt = Date.now() + withinMs;
    before = now;
    if (Date.now() > giveUpAt) {
      throw new Error(`not within ${withinMs / 1000} s: ${what}; last seen: ${JSON.stringify(value)}`);
    }
    await pause(LOOK_EVERY_MS);
  }
}
