/** The only source of new ids. */
export interface Ids {
  /** A random UUID. */
  random(): string;
  /** The UUIDv5 of `name`: the same name gives the same id on every machine. */
  derived(name: string): string;
}

export const IDS = Symbol('Ids');
