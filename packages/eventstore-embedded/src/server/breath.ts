import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Lets everything else have its turn. Reading from storage is synchronous: a reader that goes
 * through the whole log takes a breath between two pages, so that writers never wait for it.
 */
export function breath(): Promise<void> {
  return nextTurn();
}
