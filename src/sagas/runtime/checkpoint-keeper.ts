import type { CheckpointStore } from '../../application/ports/checkpoint-store.js';
import type { Clock } from '../../application/ports/clock.js';

export interface CheckpointHabits {
  readonly everyEvents: number;
  readonly everyMs: number;
}

/**
 * Stores how far a consumer has come: after so many events or so much time, one write at a time, and only when events
 * were worked off since. (A position that merely passed by is not worth a write: the write itself moves the log on.)
 */
export class CheckpointKeeper {
  private finishedSince = 0;
  private stored: bigint | null = null;
  private writing: Promise<void> | null = null;
  private takeBack: (() => void) | null = null;

  constructor(
    private readonly store: CheckpointStore,
    private readonly clock: Clock,
    private readonly name: string,
    private readonly habits: CheckpointHabits,
    private readonly completed: () => bigint | null,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  async load(): Promise<bigint | null> {
    this.stored = await this.store.load(this.name);
    return this.stored;
  }

  /** An event was worked off. */
  finished(): void {
    this.finishedSince += 1;
    if (this.finishedSince >= this.habits.everyEvents) this.write();
    else this.later();
  }

  /** Stores what is done by now and settles when it is stored, or has failed to be. */
  async flush(): Promise<void> {
    await this.writing;
    this.write();
    await this.writing;
    this.forgetTimer();
  }

  private write(): void {
    this.forgetTimer();
    const position = this.completed();
    if (this.writing !== null || position === null || this.finishedSince === 0) return;
    if (this.stored !== null && position <= this.stored) return;
    this.finishedSince = 0;
    this.writing = this.store.store(this.name, position).then(
      () => {
        this.stored = position;
        this.writing = null;
        // What was finished meanwhile may have found no turn of its own, and nothing more may come.
        if (this.finishedSince > 0) this.later();
      },
      (error: unknown) => {
        this.writing = null;
        this.onFailure(error);
        // Not stored: so many events more are not safe yet. The timer tries again.
        this.finished();
      },
    );
  }

  private later(): void {
    this.takeBack ??= this.clock.schedule(this.habits.everyMs, () => this.write());
  }

  private forgetTimer(): void {
    this.takeBack?.();
    this.takeBack = null;
  }
}
