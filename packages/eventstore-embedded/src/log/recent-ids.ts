/** Where an event with a known id was written. */
export interface EventPlace {
  readonly streamNumber: number;
  readonly revision: number;
  readonly position: number;
}

/**
 * The ids of the last events written, so that a repeated append that expects "any" revision is
 * recognised. The window is bounded, as it is in the real server: such appends are idempotent
 * for recent events only. Appends with an exact expected revision do not depend on it.
 */
export class RecentIds {
  readonly #places = new Map<string, EventPlace>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  find(id: string): EventPlace | undefined {
    return this.#places.get(id);
  }

  add(id: string, place: EventPlace): void {
    this.#places.set(id, place);
    if (this.#places.size <= this.#capacity) return;
    const oldest = this.#places.keys().next();
    if (!oldest.done) this.#places.delete(oldest.value);
  }
}
