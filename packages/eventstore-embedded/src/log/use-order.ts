/** A value, between the one used before it and the one used after it. */
interface Entry<Value> {
  readonly key: string;
  readonly value: Value;
  older: Entry<Value> | undefined;
  newer: Entry<Value> | undefined;
}

/**
 * Values by key that know in which order they were used. A map alone could do it, by taking each out and putting it in
 * again; but such a map is made anew all the time, and to find its first key takes the longer the more were taken out.
 */
export class UseOrder<Value> {
  readonly #entries = new Map<string, Entry<Value>>();
  #oldest: Entry<Value> | undefined;
  #newest: Entry<Value> | undefined;

  /** The value, which counts as used last from now on. */
  use(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (entry !== this.#newest) {
      this.#unlink(entry);
      this.#link(entry);
    }
    return entry.value;
  }

  /** Adds a key that is not there. */
  add(key: string, value: Value): void {
    const entry: Entry<Value> = { key, value, older: undefined, newer: undefined };
    this.#entries.set(key, entry);
    this.#link(entry);
  }

  /** Forgets what was used longest ago, until so many are left, but nothing that must stay. */
  trim(maxEntries: number, mayGo: (value: Value) => boolean): void {
    let entry = this.#oldest;
    while (entry !== undefined && this.#entries.size > maxEntries) {
      const { newer } = entry;
      if (mayGo(entry.value)) {
        this.#unlink(entry);
        this.#entries.delete(entry.key);
      }
      entry = newer;
    }
  }

  #link(entry: Entry<Value>): void {
    entry.older = this.#newest;
    entry.newer = undefined;
    if (this.#newest === undefined) this.#oldest = entry;
    else this.#newest.newer = entry;
    this.#newest = entry;
  }

  #unlink({ older, newer }: Entry<Value>): void {
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
  }
}
