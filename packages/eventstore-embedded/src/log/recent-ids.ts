import { randomInt } from 'node:crypto';

/** Where an event with a known id was written. */
export interface EventPlace {
  readonly streamNumber: number;
  readonly revision: number;
  readonly position: number;
}

const WORDS = 4;
const DIGITS_OF_WORD = 8;
const EMPTY = -1;
const DASH = 0x2d;

/** Spreads ids that differ in few bits over the table. */
const MULTIPLIER = 0x9e37_79b1;

/**
 * The ids of the last events written, so that a repeated append that expects "any" revision is
 * recognised. The window is bounded, as it is in the real server: such appends are idempotent
 * for recent events only. Appends with an exact expected revision do not depend on it.
 *
 * A hash table over typed arrays, with the sixteen bytes of each id. In a map of texts every id would be some objects
 * that the collector copies and later finds dead, and to find the oldest of a map takes the longer the more were deleted.
 */
export class RecentIds {
  readonly #capacity: number;
  /** Of each entry, in the order in which they came; the oldest is overwritten. */
  readonly #ids: Uint32Array;
  readonly #streams: Float64Array;
  readonly #revisions: Float64Array;
  readonly #positions: Float64Array;
  /** Numbers of entries, by hash; an entry lies behind its place if others were there before. */
  readonly #table: Int32Array;
  readonly #mask: number;
  /** Of this process alone: nobody can choose ids that all have one place. */
  readonly #seed = randomInt(2 ** 32);
  /** The id that is looked for. */
  readonly #wanted = new Uint32Array(WORDS);
  #count = 0;
  #next = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#ids = new Uint32Array(capacity * WORDS);
    this.#streams = new Float64Array(capacity);
    this.#revisions = new Float64Array(capacity);
    this.#positions = new Float64Array(capacity);
    // At most half full, so that entries lie near their places.
    const places = 2 ** Math.ceil(Math.log2(capacity * 2));
    this.#table = new Int32Array(places).fill(EMPTY);
    this.#mask = places - 1;
  }

  /** @param id text of a UUID, in lower case */
  find(id: string): EventPlace | undefined {
    readId(id, this.#wanted);
    const entry = this.#table[this.#placeOf(this.#wanted, 0)] ?? EMPTY;
    if (entry === EMPTY) return undefined;
    return {
      streamNumber: this.#streams[entry] ?? 0,
      revision: this.#revisions[entry] ?? 0,
      position: this.#positions[entry] ?? 0,
    };
  }

  /** An id that is known already keeps its age. */
  add(id: string, { streamNumber, revision, position }: EventPlace): void {
    readId(id, this.#wanted);
    let place = this.#placeOf(this.#wanted, 0);
    let entry = this.#table[place] ?? EMPTY;
    if (entry === EMPTY) {
      entry = this.#next;
      if (this.#count === this.#capacity) {
        this.#forget(entry);
        place = this.#placeOf(this.#wanted, 0);
      } else {
        this.#count += 1;
      }
      this.#ids.set(this.#wanted, entry * WORDS);
      this.#table[place] = entry;
      this.#next = (entry + 1) % this.#capacity;
    }
    this.#streams[entry] = streamNumber;
    this.#revisions[entry] = revision;
    this.#positions[entry] = position;
  }

  /** Place in the table of the id at `at`, or the free one where it would be put. */
  #placeOf(ids: Uint32Array, at: number): number {
    for (let place = this.#homeOf(ids, at); ; place = (place + 1) & this.#mask) {
      const entry = this.#table[place] ?? EMPTY;
      if (entry === EMPTY || this.#isEqual(entry * WORDS, ids, at)) return place;
    }
  }

  #homeOf(ids: Uint32Array, at: number): number {
    let hash = this.#seed;
    for (let word = 0; word < WORDS; word += 1) {
      hash = Math.imul(hash ^ (ids[at + word] ?? 0), MULTIPLIER);
      hash ^= hash >>> 15;
    }
    return hash & this.#mask;
  }

  #isEqual(ownAt: number, ids: Uint32Array, at: number): boolean {
    for (let word = 0; word < WORDS; word += 1) {
      if (this.#ids[ownAt + word] !== ids[at + word]) return false;
    }
    return true;
  }

  /** What lies behind it moves up, so that every search may end at the first free place. */
  #forget(entry: number): void {
    let free = this.#placeOf(this.#ids, entry * WORDS);
    for (let place = (free + 1) & this.#mask; ; place = (place + 1) & this.#mask) {
      const moved = this.#table[place] ?? EMPTY;
      if (moved === EMPTY) break;
      const home = this.#homeOf(this.#ids, moved * WORDS);
      if (((place - home) & this.#mask) < ((place - free) & this.#mask)) continue;
      this.#table[free] = moved;
      free = place;
    }
    this.#table[free] = EMPTY;
  }
}

/** Reads the 32 digits of the text into four words. */
function readId(id: string, words: Uint32Array): void {
  let word = 0;
  let digits = 0;
  let at = 0;
  for (let index = 0; index < id.length && at < WORDS; index += 1) {
    const code = id.charCodeAt(index);
    if (code === DASH) continue;
    // '0' to '9' and 'a' to 'f'.
    word = (word << 4) | (code > 0x39 ? code - 0x57 : code - 0x30);
    digits += 1;
    if (digits % DIGITS_OF_WORD === 0) {
      words[at] = word;
      at += 1;
      word = 0;
    }
  }
}
