/** Remembered at most, in characters of both texts. */
const BUDGET = 16 * 1024 * 1024;

interface Derived {
  readonly from: string | null;
  readonly text: string;
}

/**
 * What was made of a stored text, for as long as the stored text is the same. Nothing here can be out of date: the text
 * is read anew for every answer, and only the work on it is spared. What was used longest ago is forgotten first.
 */
export class DerivedTexts {
  private readonly entries = new Map<string, Derived>();
  private held = 0;

  constructor(private readonly budget = BUDGET) {}

  /** @param name of what is derived, for which `make` always makes the same of the same text */
  of(name: string, from: string | null, make: (from: string | null) => string): string {
    const known = this.entries.get(name);
    if (known !== undefined) {
      this.entries.delete(name);
      if (known.from === from) {
        this.entries.set(name, known);
        return known.text;
      }
      this.held -= sizeOf(name, known);
    }
    const derived = { from, text: make(from) };
    this.entries.set(name, derived);
    this.held += sizeOf(name, derived);
    this.forget();
    return derived.text;
  }

  private forget(): void {
    for (const [name, entry] of this.entries) {
      if (this.held <= this.budget) return;
      this.entries.delete(name);
      this.held -= sizeOf(name, entry);
    }
  }
}

function sizeOf(name: string, { from, text }: Derived): number {
  return name.length + (from?.length ?? 0) + text.length;
}
