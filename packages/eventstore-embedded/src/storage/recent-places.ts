/** Slots that a table has from the start; it grows when one commit is larger than that. */
const SLOTS = 4_096;

/** No event of the stream before this one is in the table. */
const NONE = -1;

/** Where an event is. */
export type PlaceEntry = readonly [stream: number, revision: number, position: number];

/** Called with places of a stream, the newest first; false ends it. */
export type VisitPlace = (revision: number, position: number) => boolean;

/**
 * Which events of the streams lie at consecutive positions: one slot for each position, and from each slot the way to
 * the event before it in the same stream. Plain numbers in flat arrays, so that the collector has nothing to visit.
 */
export class RecentPlaces {
  readonly #first: number;
  /** Number of the stream, or 0 in a slot whose event was taken out. */
  #streams = new Float64Array(SLOTS);
  #revisions = new Float64Array(SLOTS);
  #before = new Int32Array(SLOTS);
  readonly #newest = new Map<number, number>();
  #size = 0;

  /** @param first position of the first slot */
  constructor(first: number) {
    this.#first = first;
  }

  /** Position of the first slot. */
  get first(): number {
    return this.#first;
  }

  /** Number of slots, those without an event included. */
  get size(): number {
    return this.#size;
  }

  /** Position that the next slot will have. */
  get next(): number {
    return this.#first + this.#size;
  }

  /** Adds an event behind all others. Positions that are left out were taken out of the log. */
  add(position: number, stream: number, revision: number): void {
    const slot = position - this.#first;
    if (slot >= this.#streams.length) this.#grow(slot + 1);
    this.#streams[slot] = stream;
    this.#revisions[slot] = revision;
    this.#before[slot] = this.#newest.get(stream) ?? NONE;
    this.#newest.set(stream, slot);
    this.#size = slot + 1;
  }

  /** Forgets an event that was taken out of the log. */
  remove(position: number): void {
    const slot = position - this.#first;
    if (slot >= 0 && slot < this.#size) this.#streams[slot] = 0;
  }

  /** Shows the events of a stream, the newest first; false when it was ended. */
  visit(stream: number, visit: VisitPlace): boolean {
    for (let slot = this.#newest.get(stream) ?? NONE; slot !== NONE; slot = this.#before[slot] ?? NONE) {
      const isThere = this.#streams[slot] !== 0;
      if (isThere && !visit(this.#revisions[slot] ?? 0, this.#first + slot)) return false;
    }
    return true;
  }

  /** All events, by stream and revision: as numbers that {@link at} understands. */
  sorted(): Float64Array {
    const keys = new Float64Array(this.#size);
    // One number holds both: in a stream the revisions follow the slots.
    for (let slot = 0; slot < this.#size; slot++) keys[slot] = (this.#streams[slot] ?? 0) * this.#size + slot;
    return keys.sort();
  }

  /** The event of a sorted number; undefined if it was taken out since. */
  at(key: number): PlaceEntry | undefined {
    const slot = key % this.#size;
    const stream = this.#streams[slot] ?? 0;
    return stream === 0 ? undefined : [stream, this.#revisions[slot] ?? 0, this.#first + slot];
  }

  #grow(slots: number): void {
    const length = Math.max(slots, this.#streams.length * 2);
    this.#streams = copied(new Float64Array(length), this.#streams);
    this.#revisions = copied(new Float64Array(length), this.#revisions);
    this.#before = copied(new Int32Array(length), this.#before);
  }
}

function copied<T extends Float64Array | Int32Array>(target: T, source: T): T {
  target.set(source);
  return target;
}
