/** The environment: names and texts. An empty text counts as unset, as compose files write it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One thing that is wrong with the environment, for people; it never quotes a value that may hold a password. */
export type Complaint = string;

/** Reads variables and gathers what is wrong with them, so that one start tells all of it. */
export class Variables {
  readonly complaints: Complaint[] = [];
  private readonly known = new Set<string>();

  constructor(private readonly environment: Environment) {}

  text(name: string, fallback: string): string {
    return this.value(name) ?? fallback;
  }

  /** A whole number within bounds, both included. */
  integer(name: string, fallback: number, least: number, greatest: number): number {
    const text = this.value(name);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= greatest) return value;
    this.complain(name, `must be a whole number from ${least} to ${greatest}, not '${text}'`);
    return fallback;
  }

  oneOf<T extends string>(name: string, fallback: T, allowed: readonly T[]): T {
    const text = this.value(name);
    if (text === undefined) return fallback;
    const found = allowed.find((one) => one === text);
    if (found === undefined) this.complain(name, `must be one of ${allowed.join(', ')}, not '${text}'`);
    return found ?? fallback;
  }

  /** A list with commas between; at least one, each once. */
  someOf<T extends string>(name: string, allowed: readonly T[]): readonly T[] {
    const text = this.value(name);
    if (text === undefined) return allowed;
    const parts = text.split(',').map((part) => part.trim());
    const wrong = parts.filter((part) => !allowed.some((one) => one === part));
    if (wrong.length === 0) return allowed.filter((one) => parts.includes(one));
    this.complain(name, `must be some of ${allowed.join(',')}, not '${text}'`);
    return allowed;
  }

  /** An address with one of the given schemes. The value is a secret: it may hold a password. */
  address(name: string, schemes: readonly string[]): string | undefined {
    const text = this.value(name);
    if (text === undefined) return undefined;
    if (schemes.some((scheme) => text.startsWith(scheme) && text.length > scheme.length)) return text;
    this.complain(name, `must start with ${schemes.join(' or ')}`);
    return undefined;
  }

  complain(name: string, problem: string): void {
    this.complaints.push(`${name} ${problem}`);
  }

  /** Names that look as if they were meant for the engine, and that nobody has asked for. */
  unknown(prefix: string): readonly string[] {
    const names = Object.keys(this.environment).filter((name) => name.startsWith(prefix));
    return names.filter((name) => !this.known.has(name)).sort();
  }

  private value(name: string): string | undefined {
    this.known.add(name);
    const text = this.environment[name]?.trim();
    return text === '' ? undefined : text;
  }
}
