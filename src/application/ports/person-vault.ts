/** Personal data of one recipient. Never enters an event, a log line or a view. */
export interface Person {
  readonly name: string;
  readonly street?: string;
  readonly email?: string;
  readonly phone?: string;
}

/** Where personal data lives. Events carry the reference only, so that a person can be erased while the log stays whole. */
export interface PersonVault {
  /** Keeps a person under `reference`; the same reference again overwrites. Durable when it answers. */
  put(tenant: string, reference: string, person: Person): Promise<void>;
  /** Null when unknown or erased. */
  get(tenant: string, reference: string): Promise<Person | null>;
  /** True when something was erased. */
  erase(tenant: string, reference: string): Promise<boolean>;
}

export const PERSON_VAULT = Symbol('PersonVault');
