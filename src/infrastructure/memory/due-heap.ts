interface Entry<Item> {
  readonly dueMs: number;
  readonly item: Item;
}

/** A heap by due time: the earliest first, in O(log n) each. */
export class DueHeap<Item> {
  private readonly entries: Entry<Item>[] = [];

  get size(): number {
    return this.entries.length;
  }

  push(dueMs: number, item: Item): void {
    const { entries } = this;
    let index = entries.length;
    entries.push({ dueMs, item });
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (this.dueAt(parent) <= dueMs) break;
      this.swap(index, parent);
      index = parent;
    }
  }

  /** The earliest item when it is due by `nowMs`. */
  peek(nowMs: number): Item | undefined {
    const [first] = this.entries;
    return first !== undefined && first.dueMs <= nowMs ? first.item : undefined;
  }

  pop(): Item | undefined {
    const [first] = this.entries;
    const last = this.entries.pop();
    if (first === undefined || last === undefined || this.entries.length === 0) return first?.item;
    this.entries[0] = last;
    this.sink();
    return first.item;
  }

  private sink(): void {
    for (let index = 0; ; ) {
      const left = 2 * index + 1;
      const smaller = this.dueAt(left + 1) < this.dueAt(left) ? left + 1 : left;
      if (this.dueAt(smaller) >= this.dueAt(index)) return;
      this.swap(index, smaller);
      index = smaller;
    }
  }

  private dueAt(index: number): number {
    return this.entries[index]?.dueMs ?? Number.POSITIVE_INFINITY;
  }

  private swap(one: number, other: number): void {
    const first = this.entries[one] as Entry<Item>;
    this.entries[one] = this.entries[other] as Entry<Item>;
    this.entries[other] = first;
  }
}
