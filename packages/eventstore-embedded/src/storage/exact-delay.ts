/** A timer may be late, or early, by a millisecond; so long before the end the event loop is asked each turn instead. */
const TIMER_SLACK_MS = 2;

interface Waiting {
  readonly dueMs: number;
  readonly resolve: () => void;
}

/**
 * A delay as a slow disk would make it: never shorter than it says, and hardly longer. Timers are of whole milliseconds
 * and may be off by one either way, which is half of a delay of two; a thread that sleeps is exact, and then waits up to
 * three milliseconds for a processor. So the event loop looks at the clock, turn by turn, for as long as somebody waits.
 */
export class ExactDelay {
  readonly #delayMs: number;
  /** Of those who wait, in the order in which they began; equal delays end in that order. */
  readonly #waiting: Waiting[] = [];
  #isLooking = false;

  constructor(delayMs: number) {
    this.#delayMs = delayMs;
  }

  run(): Promise<void> {
    const dueMs = performance.now() + this.#delayMs;
    return new Promise((resolve) => {
      this.#waiting.push({ dueMs, resolve });
      if (!this.#isLooking) this.#lookLater(this.#delayMs);
    });
  }

  /** Nobody waits any more; who did is not told. */
  close(): void {
    this.#waiting.length = 0;
  }

  readonly #look = (): void => {
    this.#isLooking = false;
    const now = performance.now();
    for (let [first] = this.#waiting; first !== undefined && first.dueMs <= now; [first] = this.#waiting) {
      this.#waiting.shift();
      first.resolve();
    }
    const [next] = this.#waiting;
    if (next !== undefined) this.#lookLater(next.dueMs - now);
  };

  #lookLater(leftMs: number): void {
    this.#isLooking = true;
    if (leftMs > 2 * TIMER_SLACK_MS) setTimeout(this.#look, leftMs - TIMER_SLACK_MS);
    else setImmediate(this.#look);
  }
}
