import type { Clock } from '../../application/ports/clock.js';

/** Reads how far the live views have come; null when one of them has never been built. */
export type ReadPosition = () => Promise<string | null>;

/** How often the store is asked while somebody waits for another process. */
const POLL_INTERVAL_MS = 20;

/**
 * Lets callers wait until the views reflect a position. A runner in this process says how far it is; without one the
 * stored position is asked for while somebody waits, once for all who do.
 */
export class PositionBoard {
  private readonly waiting = new Set<() => void>();
  private told: string | null = null;
  private reading: Promise<string | null> | null = null;
  private cancelPoll: (() => void) | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly read: ReadPosition,
  ) {}

  /** The runner has written. `position`: what all live views reflect; null when it cannot say. */
  advanced(position: string | null): void {
    this.told = position;
    this.wakeAll();
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
      this.wakeAll();
    });
    try {
      for (;;) {
        const turn = this.nextTurn();
        try {
          const reached = this.told !== null && this.told >= position ? this.told : await this.sharedRead();
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

  private wakeAll(): void {
    this.stopPolling();
    const waiting = [...this.waiting];
    this.waiting.clear();
    for (const wake of waiting) wake();
  }

  private sharedRead(): Promise<string | null> {
    this.reading ??= this.read().finally(() => {
      this.reading = null;
    });
    return this.reading;
  }

  /** Taken before the position is read, so that nothing that happens in between is missed. */
  private nextTurn(): { readonly promise: Promise<void>; readonly cancel: () => void } {
    let cancel = (): void => {};
    const promise = new Promise<void>((resolve) => {
      this.waiting.add(resolve);
      cancel = () => {
        this.waiting.delete(resolve);
        if (this.waiting.size === 0) this.stopPolling();
      };
    });
    this.cancelPoll ??= this.clock.schedule(POLL_INTERVAL_MS, () => this.wakeAll());
    return { promise, cancel };
  }

  private stopPolling(): void {
    this.cancelPoll?.();
    this.cancelPoll = null;
  }
}
