import type { Instant } from '../../domain/shared/time.js';

/** Personal data of one recipient. Never enters an event, a log line or a view. */
export interface Person {
  readonly name: string;
  readonly street?: string;
  readonly email?: string;
  readonly phone?: string;
}

/** For which order a person was put, and when. It stands until the order is known to carry the person. */
export interface PersonClaim {
  readonly orderId: string;
  readonly since: Instant;
}

/** A person whose order is not known to be in the log. */
export interface UnsettledPerson extends PersonClaim {
  readonly tenant: string;
  readonly reference: string;
}

/** The vault cannot be read or written now: it is locked by another process, or its disk is full or failing. */
export class VaultUnavailable extends Error {
  constructor(cause: unknown) {
    super(`the vault of personal data cannot be used: ${String(cause)}`, { cause });
    this.name = 'VaultUnavailable';
  }
}

/**
 * Where personal data lives. Events carry the reference only, so that a person can be erased while the log stays whole.
 * What waits for an answer is refused with {@link VaultUnavailable} where the vault fails.
 */
export interface PersonVault {
  /**
   * Keeps a person under `reference`; the same reference again overwrites. Durable when it answers. With a claim the
   * person is unsettled.
   */
  put(tenant: string, reference: string, person: Person, claim?: PersonClaim): Promise<void>;
  /** Its order is in the log. Costs nothing now; a crash may lose it, and then it is found out again. */
  settle(tenant: string, reference: string): void;
  /** Persons put before an instant whose order nobody has settled yet, the oldest first. */
  unsettled(before: Instant, limit: number): Promise<readonly UnsettledPerson[]>;
  /** Null when unknown or erased. */
  get(tenant: string, reference: string): Promise<Person | null>;
  /** True when something was erased. */
  erase(tenant: string, reference: string): Promise<boolean>;
}

export const PERSON_VAULT = Symbol('PersonVault');
