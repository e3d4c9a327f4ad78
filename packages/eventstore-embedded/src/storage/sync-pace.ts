/** A commit that is over sooner is not worth the way to another thread and back. */
const SLOW_MS = 3;

/** Weight of the latest commit in the average: a single slow one (a checkpoint) does not change the pace. */
const WEIGHT = 1 / 8;

/** Commits beside the thread before the disk is given another chance. */
const PATIENCE = 512;

/**
 * Where the disk is waited for. With a quick one that is done best in the commit itself: measured here, groups grow
 * while it works, and the thread saves the way to the pool and back. With a slow one the thread goes on meanwhile.
 */
export class SyncPace {
  #averageMs = 0;
  #besideLeft = 0;

  get isBeside(): boolean {
    return this.#besideLeft > 0;
  }

  /** @param ms that a commit took, with its sync if that was not beside the thread */
  note(ms: number): void {
    if (this.#besideLeft > 0) {
      this.#besideLeft -= 1;
      return;
    }
    this.#averageMs += (ms - this.#averageMs) * WEIGHT;
    if (this.#averageMs <= SLOW_MS) return;
    this.#averageMs = 0;
    this.#besideLeft = PATIENCE;
  }
}
