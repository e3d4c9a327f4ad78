import type { Clock } from '../../application/ports/clock.js';

/** Reads how far the live views have come; null when one of them has never been built. */
export type ReadPosition = () => Promise<string | null>;

/** How often the store is asked while somebody waits for another process. */
const POLL_INTERVAL_MS = 20;

/**
 * Lets callers wait until the views reflect a position. A runner in this process wakes them at once; without one, or
 * besides, the stored position is asked for while somebody waits.
 */
export class PositionBoard {
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly clock: Clock,
    private readonly read: ReadPosition,
  ) {}

  /** The runner has written. */
  advanced(): void {
    for (const wake of this.waiting) wake();
  }

  /**
   * Whether the views reflect `position` (20 digits), and the position they do reflect, as soon as they do or when
   * `timeoutMs` have passed.
   */
  async waitFor(
    position: string,
    timeoutMs: number,
  ): Promise<{ readonly reached: boolean; readonly position: string | null }> {
    const deadline = { passed: false };
    const cancel = this.clock.schedule(timeoutMs, () => {
      deadline.passed = true;
      this.advanced();
    });
    try {
      for (;;) {
        const turn = this.nextTurn();
        try {
          const reached = await this.read();
          if (reached !== null && reached >= position) return { reached: true, position: reached };
          if (deadline.passed) return { reached: false, position: reached };
          await turn.promise;
        } finally {
          turn.cancel();
        }
      }
    } finally {
      cancel();
    }
  }

  /** Taken before the position is read, so that nothing that happens in between is missed. */
  private nextTurn(): { readonly promise: Promise<void>; readonly cancel: () => void } {
    let cancel = (): void => {};
    const promise = new Promise<void>((resolve) => {
      const wake = (): void => {
        cancel();
        resolve();
      };
      const stopTimer = this.clock.schedule(POLL_INTERVAL_MS, wake);
      this.waiting.add(wake);
      cancel = () => {
        stopTimer();
        this.waiting.delete(wake);
      };
    });
    return { promise, cancel };
  }
}
