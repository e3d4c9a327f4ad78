/** Counts by key. */
export class Tally {
  private readonly counts = new Map<string, number>();

  add(key: string, by = 1): void {
    this.counts.set(key, (this.counts.get(key) ?? 0) + by);
  }

  count(key: string): number {
    return this.counts.get(key) ?? 0;
  }

  /** The most frequent first; equal ones by key. */
  sorted(): ReadonlyMap<string, number> {
    return new Map([...this.counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])));
  }
}
