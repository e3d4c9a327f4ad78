/** Remembered at most, in characters of the stored texts and bytes of what was made of them. */
const BUDGET = 16 * 1024 * 1024;

/** What was made of a stored text, and knows how long it is. */
interface Sized {
  readonly length: number;
}

interface Entry<T extends Sized> {
  readonly from: string | null;
  readonly made: T;
  /** Since it was last looked at whether to forget it. */
  isUsed: boolean;
}

/**
 * What was made of a stored text, for as long as the stored text is the same. Nothing here can be out of date: the text
 * is read anew for every answer, and only the work on it is spared. What was not used for a while is forgotten first.
 */
export class Derived<T extends Sized> {
  private readonly entries = new Map<string, Entry<T>>();
  private held = 0;

  constructor(private readonly budget = BUDGET) {}

  /** @param name of what is derived, for which `make` always makes the same of the same text */
  of<From extends string | null>(name: string, from: From, make: (from: From) => T): T {
    const known = this.entries.get(name);
    if (known?.from === from) {
      known.isUsed = true;
      return known.made;
    }
    if (known !== undefined) this.drop(name, known);
    const entry = { from, made: make(from), isUsed: false };
    this.entries.set(name, entry);
    this.held += sizeOf(name, entry);
    this.forget();
    return entry.made;
  }

  /** From the oldest on; what was used meanwhile goes to the end once. */
  private forget(): void {
    for (const [name, entry] of this.entries) {
      if (this.held <= this.budget) return;
      this.drop(name, entry);
      if (!entry.isUsed) continue;
      entry.isUsed = false;
      this.entries.set(name, entry);
      this.held += sizeOf(name, entry);
    }
  }

  private drop(name: string, entry: Entry<T>): void {
    this.entries.delete(name);
    this.held -= sizeOf(name, entry);
  }
}

function sizeOf(name: string, { from, made }: Entry<Sized>): number {
  return name.length + (from?.length ?? 0) + made.length;
}
