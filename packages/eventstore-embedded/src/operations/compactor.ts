import { type CompactionResult, compactionSteps } from '../log/compaction.js';
import type { EventLog } from '../log/event-log.js';
import { breath } from '../server/breath.js';
import type { EventStorage } from '../storage/event-storage.js';

/** Compacts the log of a running server, a little at a time between its other work. */
export class Compactor {
  readonly #log: EventLog;
  readonly #storage: EventStorage;
  readonly #onRemoved: (events: number) => void;
  #running: Promise<CompactionResult> | undefined;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;

  /** @param onRemoved told after each run how many events it has taken out */
  constructor(log: EventLog, storage: EventStorage, onRemoved: (events: number) => void) {
    this.#log = log;
    this.#storage = storage;
    this.#onRemoved = onRemoved;
  }

  /** Runs once; whoever asks while it runs gets the result of the run that is on. */
  run(): Promise<CompactionResult> {
    this.#running ??= this.#compact().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Runs again and again, with so long a pause before each. */
  runEvery(pauseMs: number, tell: (outcome: CompactionResult | Error) => void): void {
    this.#timer = setTimeout(() => {
      void this.#runOnce().then((outcome) => {
        tell(outcome);
        if (!this.#isStopped) this.runEvery(pauseMs, tell);
      });
    }, pauseMs);
    this.#timer.unref();
  }

  /** Leaves off after the step that is on: what is left over is done by the next run. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running?.catch(() => undefined);
  }

  async #runOnce(): Promise<CompactionResult | Error> {
    try {
      return await this.run();
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  async #compact(): Promise<CompactionResult> {
    const steps = compactionSteps(this.#log, this.#storage);
    for (;;) {
      if (this.#isStopped || this.#log.hasFailed) return { streams: 0, events: 0 };
      const step = steps.next();
      if (step.done) {
        this.#onRemoved(step.value.events);
        return step.value;
      }
      await breath();
    }
  }
}
