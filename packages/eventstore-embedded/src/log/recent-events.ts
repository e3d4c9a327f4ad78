import type { StoredEvent } from '../storage/stored-event.js';

/** Room that an event takes besides its encoding; a rough measure is enough for the bound. */
const OVERHEAD_BYTES = 200;

/** Forgotten slots at the front are cut off once there are this many. */
const COMPACT_AT = 4_096;

/**
 * The last events of the log, in memory: whoever follows the log live never reads the disk.
 * Bounded in bytes; a reader that has fallen out of it reads from storage.
 */
export class RecentEvents {
  readonly #maxBytes: number;
  #events: (StoredEvent | undefined)[] = [];
  #first = 0;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(events: readonly StoredEvent[]): void {
    for (const event of events) {
      this.#events.push(event);
      this.#bytes += sizeOf(event);
    }
    while (this.#bytes > this.#maxBytes) this.#forgetOldest();
    if (this.#first >= COMPACT_AT) {
      this.#events = this.#events.slice(this.#first);
      this.#first = 0;
    }
  }

  /** Events from `position` on, or undefined if that position is no longer, or not yet, here. */
  from(position: number, maxEvents: number): StoredEvent[] | undefined {
    const oldest = this.#events[this.#first];
    if (oldest === undefined || position < oldest.position) return undefined;
    // Positions have no gaps among the events of one run of the server.
    const start = this.#first + (position - oldest.position);
    // Only slots before the first are empty.
    return this.#events.slice(start, start + maxEvents) as StoredEvent[];
  }

  #forgetOldest(): void {
    const oldest = this.#events[this.#first];
    if (oldest === undefined) return;
    this.#bytes -= sizeOf(oldest);
    // Lets the memory go now; the slot itself goes with the next compaction.
    this.#events[this.#first] = undefined;
    this.#first++;
  }
}

function sizeOf(event: StoredEvent): number {
  return event.record.length + OVERHEAD_BYTES;
}
