import { Worker } from 'node:worker_threads';

/** Sleeps until the instant that it is told, one after the other, and says when. */
const SLEEPER = `
  const { parentPort } = require('node:worker_threads');
  const never = new Int32Array(new SharedArrayBuffer(4));
  parentPort.on('message', (due) => {
    for (let rest; (rest = due - Number(process.hrtime.bigint()) / 1e6) > 0; ) Atomics.wait(never, 0, 0, rest);
    parentPort.postMessage(0);
  });
`;

/**
 * A delay as a slow disk would make it: never shorter than it says, and hardly longer. Timers are of whole milliseconds
 * and may be off by one either way, which is half of a delay of two. So a thread of its own sleeps.
 */
export class ExactDelay {
  readonly #delayMs: number;
  /** Of those who wait, in the order in which they began; equal delays end in that order. */
  readonly #waiting: (() => void)[] = [];
  #sleeper: Worker | undefined;

  constructor(delayMs: number) {
    this.#delayMs = delayMs;
  }

  run(): Promise<void> {
    const due = Number(process.hrtime.bigint()) / 1e6 + this.#delayMs;
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      (this.#sleeper ??= this.#start()).postMessage(due, []);
    });
  }

  close(): void {
    void this.#sleeper?.terminate();
    this.#sleeper = undefined;
  }

  #start(): Worker {
    const sleeper = new Worker(SLEEPER, { eval: true });
    sleeper.on('message', () => this.#waiting.shift()?.());
    return sleeper;
  }
}
