import type { RecordedEvent } from '../../application/ports/event-store.js';
import { RecentMap } from '../../application/runtime/recent-map.js';
import { StreamGap } from '../../application/runtime/runner-errors.js';

/** Streams whose last revision is remembered. A stream that was quiet for longer is believed at its next event. */
const STREAMS_REMEMBERED = 100_000;

/** Sees that a consumer is given every event of each stream, once and in order: a silent gap would lose an order. */
export class RevisionGuard {
  private readonly last: RecentMap<string, bigint>;
  private hasForgotten: boolean;

  /**
   * @param fromBeginning whether the consumer reads the log from its very start, so that each stream starts at 0
   * @param limit streams that are remembered at the most
   */
  constructor(fromBeginning: boolean, limit = STREAMS_REMEMBERED) {
    this.hasForgotten = !fromBeginning;
    this.last = new RecentMap(limit, () => {
      this.hasForgotten = true;
    });
  }

  /** `seen` for an event that was given before, which is to be skipped. @throws StreamGap */
  check({ stream, revision }: RecordedEvent): 'next' | 'seen' {
    const known = this.last.get(stream);
    if (known === undefined) {
      if (!this.hasForgotten && revision !== 0n) throw new StreamGap(stream, 0n, revision);
    } else if (revision <= known) {
      return 'seen';
    } else if (revision !== known + 1n) {
      throw new StreamGap(stream, known + 1n, revision);
    }
    this.last.set(stream, revision);
    return 'next';
  }
}
