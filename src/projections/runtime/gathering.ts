import type { Clock } from '../../application/ports/clock.js';
import { type Gather, oneTurn } from './batches.js';
import { pause } from './pause.js';

/** At the end of the log a batch of this size gains nothing from waiting. */
export const LARGE_ENOUGH = 250;

/**
 * How long the messages of a batch wait for others. At the end of the log a little, for somebody waits for the view.
 * Before it, where the log comes in as fast as it can be read, until the batch is full: an order is some ten events,
 * spread over hundreds, and what lands on it in one batch is read, written as JSON and sent once.
 */
export class Gathering {
  private isBehind = true;

  constructor(
    private readonly limit: number,
    private readonly gatherMs: number,
    private readonly clock: Clock,
    private readonly stopping: AbortSignal,
  ) {}

  /** The log is read from a place that may lie far back. */
  begin(): void {
    this.isBehind = true;
  }

  /** The log has been read to its end. */
  atEnd(): void {
    this.isBehind = false;
  }

  readonly gather: Gather = async (waiting) => {
    if (this.isBehind) return this.untilFull(waiting);
    return waiting() < LARGE_ENOUGH ? this.aWhile() : oneTurn(waiting);
  };

  /** Ends as well when nothing more has come for a while. */
  private async untilFull(waiting: () => number): Promise<void> {
    for (let before = -1; waiting() > before && waiting() < this.limit; ) {
      before = waiting();
      await this.aWhile();
    }
  }

  private aWhile(): Promise<void> {
    return pause(this.clock, this.gatherMs, this.stopping);
  }
}
