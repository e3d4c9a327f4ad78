/** Counts by group and name: what has happened how often. Plain data, so that it can pass between threads. */
export type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Adds up what runs have exercised. */
export class Tally {
  private readonly groups = new Map<string, Map<string, number>>();

  add(group: string, name: string, times = 1): void {
    const names = this.groups.get(group) ?? new Map<string, number>();
    this.groups.set(group, names.set(name, (names.get(name) ?? 0) + times));
  }

  merge(counts: Counts): void {
    for (const [group, names] of Object.entries(counts)) {
      for (const [name, times] of Object.entries(names)) this.add(group, name, times);
    }
  }

  count(group: string, name: string): number {
    return this.groups.get(group)?.get(name) ?? 0;
  }

  counts(): Counts {
    return Object.fromEntries([...this.groups].map(([group, names]) => [group, Object.fromEntries(names)]));
  }

  /** A histogram for people: every group from its most to its least frequent entry. */
  describe(): string {
    return [...this.groups].map(([group, names]) => `${group}\n${rows(names)}`).join('\n');
  }
}

const BAR = 24;

function rows(names: ReadonlyMap<string, number>): string {
  const sorted = [...names].sort(([left, a], [right, b]) => b - a || left.localeCompare(right));
  // Frequent and rare differ by orders of magnitude; a rare one must still be seen.
  const full = Math.log2(1 + (sorted[0]?.[1] ?? 0));
  return sorted
    .map(([name, times]) => {
      const bar = '▇'.repeat(Math.ceil((BAR * Math.log2(1 + times)) / full));
      return `  ${name.padEnd(52)} ${String(times).padStart(9)} ${bar}`;
    })
    .join('\n');
}
