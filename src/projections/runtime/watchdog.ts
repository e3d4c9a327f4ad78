import type { Clock } from '../../application/ports/clock.js';
import type { EventStore } from '../../application/ports/event-store.js';
import { formatPosition } from '../../application/ports/position.js';
import { GenerationLost } from './failures.js';
import type { Feeding } from './feeding.js';

const INTERVAL_MS = 2_000;
/** A subscription that stands still this many looks in a row, while the log is ahead of it, is dead. */
const STALLED_LOOKS = 3;

/** One watch over one subscription. */
export interface Watch {
  /** Why it was ended, if it was. */
  readonly failure: Error | null;
  stop(): void;
}

/**
 * Notices what nobody reports: a subscription that ended without an error, and views that were emptied while nothing
 * was being written. Either ends the subscription, and the runner opens both again.
 */
export class Watchdog {
  constructor(
    private readonly eventStore: EventStore,
    private readonly clock: Clock,
    private readonly feeding: Feeding,
  ) {}

  watch(end: () => void): Watch {
    const watch = { failure: null as Error | null, stop: (): void => {} };
    let stalledLooks = 0;
    let lastPosition: bigint | null = null;
    const look = async (): Promise<void> => {
      const position = this.feeding.lowestPosition();
      stalledLooks = position === lastPosition && (await this.isBehind(position)) ? stalledLooks + 1 : 0;
      lastPosition = position;
      watch.failure = (await this.lostView()) ?? (stalledLooks >= STALLED_LOOKS ? stalled(position) : null);
    };
    const again = (): void => {
      watch.stop = this.clock.schedule(INTERVAL_MS, () => {
        // A store that is away is noticed by the next batch; the watch goes on.
        void look()
          .catch(() => {})
          .then(() => (watch.failure ? end() : again()));
      });
    };
    again();
    return {
      get failure() {
        return watch.failure;
      },
      stop: () => watch.stop(),
    };
  }

  private async isBehind(position: bigint | null): Promise<boolean> {
    const head = await this.eventStore.headPosition();
    return head !== null && (position === null || position < head);
  }

  private async lostView(): Promise<GenerationLost | null> {
    for (const writer of this.feeding.writers()) {
      const left = writer.position;
      const found = await writer.storedPosition();
      if (found === null || (left !== null && found < formatPosition(left))) {
        return new GenerationLost(writer.at.view, found);
      }
    }
    for (const writer of this.feeding.servedWriters()) {
      // Emptied while two processes opened it, each may have given readers another one: what is fed must be what is read.
      if (!(await writer.isServed())) return new GenerationLost(writer.at.view, null);
    }
    return null;
  }
}

function stalled(position: bigint | null): Error {
  return new Error(`the subscription stands still at ${String(position)} while the log goes on`);
}
