/** Remembered at most, in characters of both texts. */
const BUDGET = 16 * 1024 * 1024;

interface Derived {
  readonly from: string | null;
  readonly text: string;
  /** Since it was last looked at whether to forget it. */
  isUsed: boolean;
}

/**
 * What was made of a stored text, for as long as the stored text is the same. Nothing here can be out of date: the text
 * is read anew for every answer, and only the work on it is spared. What was not used for a while is forgotten first.
 */
export class DerivedTexts {
  private readonly entries = new Map<string, Derived>();
  private held = 0;

  constructor(private readonly budget = BUDGET) {}

  /** @param name of what is derived, for which `make` always makes the same of the same text */
  of(name: string, from: string | null, make: (from: string | null) => string): string {
    const known = this.entries.get(name);
    if (known?.from === from) {
      known.isUsed = true;
      return known.text;
    }
    if (known !== undefined) this.drop(name, known);
    const derived = { from, text: make(from), isUsed: false };
    this.entries.set(name, derived);
    this.held += sizeOf(name, derived);
    this.forget();
    return derived.text;
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

  private drop(name: string, entry: Derived): void {
    this.entries.delete(name);
    this.held -= sizeOf(name, entry);
  }
}

function sizeOf(name: string, { from, text }: Derived): number {
  return name.length + (from?.length ?? 0) + text.length;
}
