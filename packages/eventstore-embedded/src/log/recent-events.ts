import type { StoredEvent } from '../storage/stored-event.js';

/** There is room for the places of so many events of this size; of smaller ones fewer bytes are kept. */
const LEAST_EVENT_BYTES = 512;

/** Different types of events whose names are kept once. */
const KNOWN_TYPES = 1_024;

/**
 * The last events of the log, in memory: whoever follows the log live never reads the disk.
 * Bounded in bytes; a reader that has fallen out of it reads from storage.
 *
 * They lie as bytes in one ring, with their numbers in arrays beside it: kept as objects they would be what the
 * collector spends its time on, because each of them lives just long enough to be copied twice.
 */
export class RecentEvents {
  readonly #maxBytes: number;
  readonly #slots: number;
  #ring: Ring | undefined;
  readonly #types = new Map<string, string>();
  /** Position of the oldest event, and how many there are: positions have no gaps in one run of the server. */
  #first = 1;
  #count = 0;
  /** Position of the event in the first slot, in the first round: the slots are filled from there on. */
  #base = 1;
  /** Where the next record is put. */
  #end = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#slots = Math.ceil(maxBytes / LEAST_EVENT_BYTES);
  }

  add(events: readonly StoredEvent[]): void {
    const ring = (this.#ring ??= ringOf(this.#maxBytes, this.#slots));
    for (const event of events) {
      if (event.position !== this.#first + this.#count) this.#count = 0;
      if (event.record.length > this.#maxBytes) this.#count = 0;
      else this.#put(ring, event);
    }
  }

  /**
   * Events from `position` on, or undefined if that position is no longer, or not yet, here. They are copies: what is
   * here is overwritten, whoever still reads it.
   */
  from(position: number, maxEvents: number): StoredEvent[] | undefined {
    const ring = this.#ring;
    if (ring === undefined || this.#count === 0 || position < this.#first) return undefined;
    const end = Math.min(position + maxEvents, this.#first + this.#count);
    const events: StoredEvent[] = [];
    for (let next = position; next < end; next += 1) events.push(this.#eventAt(ring, next));
    return events;
  }

  #put(ring: Ring, event: StoredEvent): void {
    const { position, record } = event;
    if (this.#count === 0) this.#begin(position);
    if (this.#end + record.length > this.#maxBytes) {
      this.#forget(ring, this.#maxBytes);
      this.#end = 0;
    }
    this.#forget(ring, this.#end + record.length);
    if (this.#count === this.#slots) this.#forgetOldest();
    const slot = this.#slotOf(position);
    ring.bytes.set(record, this.#end);
    ring.offsets[slot] = this.#end;
    ring.lengths[slot] = record.length;
    ring.streamNumbers[slot] = event.streamNumber;
    ring.revisions[slot] = event.revision;
    ring.createdMs[slot] = event.createdMs;
    ring.streamNames[slot] = event.streamName;
    ring.types[slot] = this.#knownType(event.type);
    this.#end += record.length;
    this.#count += 1;
  }

  #slotOf(position: number): number {
    return (position - this.#base) % this.#slots;
  }

  #begin(position: number): void {
    this.#first = position;
    this.#base = position;
    this.#end = 0;
  }

  /** Forgets what lies between the end and there: it is older than all that lies before the end. */
  #forget(ring: Ring, until: number): void {
    while (this.#count > 0) {
      const offset = ring.offsets[this.#slotOf(this.#first)] ?? 0;
      if (offset < this.#end || offset >= until) return;
      this.#forgetOldest();
    }
  }

  #forgetOldest(): void {
    this.#first += 1;
    this.#count -= 1;
  }

  #eventAt(ring: Ring, position: number): StoredEvent {
    const slot = this.#slotOf(position);
    const offset = ring.offsets[slot] ?? 0;
    return {
      position,
      streamNumber: ring.streamNumbers[slot] ?? 0,
      streamName: ring.streamNames[slot] ?? '',
      revision: ring.revisions[slot] ?? 0,
      type: ring.types[slot] ?? '',
      createdMs: ring.createdMs[slot] ?? 0,
      record: Buffer.from(ring.bytes.subarray(offset, offset + (ring.lengths[slot] ?? 0))),
    };
  }

  /** The same text for all events of the type: each request brings one of its own. */
  #knownType(type: string): string {
    const known = this.#types.get(type);
    if (known !== undefined) return known;
    if (this.#types.size >= KNOWN_TYPES) this.#types.clear();
    this.#types.set(type, type);
    return type;
  }
}

/** The records one behind the other, and by position what belongs to each. */
interface Ring {
  readonly bytes: Buffer;
  readonly offsets: Uint32Array;
  readonly lengths: Uint32Array;
  readonly streamNumbers: Float64Array;
  readonly revisions: Float64Array;
  readonly createdMs: Float64Array;
  readonly streamNames: string[];
  readonly types: string[];
}

/** It takes memory as it fills: the system gives pages when they are written. */
function ringOf(bytes: number, slots: number): Ring {
  return {
    bytes: Buffer.allocUnsafeSlow(bytes),
    offsets: new Uint32Array(slots),
    lengths: new Uint32Array(slots),
    streamNumbers: new Float64Array(slots),
    revisions: new Float64Array(slots),
    createdMs: new Float64Array(slots),
    streamNames: [],
    types: [],
  };
}
