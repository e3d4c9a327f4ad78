import type {
  Person,
  PersonClaim,
  PersonVault,
  UnsettledPerson,
} from '../../application/ports/person-vault.js';
import { type Instant, isBefore } from '../../domain/shared/time.js';
import { immutableCopy } from './immutable-copy.js';

/** Twin of the vault on disk. */
export class MemoryPersonVault implements PersonVault {
  private readonly persons = new Map<string, Person>();
  private readonly claims = new Map<string, UnsettledPerson>();

  async put(tenant: string, reference: string, person: Person, claim?: PersonClaim): Promise<void> {
    await Promise.resolve();
    const key = keyOf(tenant, reference);
    this.persons.set(key, immutableCopy(person));
    if (claim === undefined) this.claims.delete(key);
    else this.claims.set(key, { tenant, reference, ...claim });
  }

  settle(tenant: string, reference: string): void {
    this.claims.delete(keyOf(tenant, reference));
  }

  async unsettled(before: Instant, limit: number): Promise<readonly UnsettledPerson[]> {
    await Promise.resolve();
    return [...this.claims.values()]
      .filter(({ since }) => isBefore(since, before))
      .sort((one, other) => (isBefore(one.since, other.since) ? -1 : 1))
      .slice(0, limit);
  }

  async get(tenant: string, reference: string): Promise<Person | null> {
    await Promise.resolve();
    return this.persons.get(keyOf(tenant, reference)) ?? null;
  }

  async erase(tenant: string, reference: string): Promise<boolean> {
    await Promise.resolve();
    this.claims.delete(keyOf(tenant, reference));
    return this.persons.delete(keyOf(tenant, reference));
  }
}

/** No tenant contains a line break, so two pairs never share a key. */
function keyOf(tenant: string, reference: string): string {
  return `${tenant}\n${reference}`;
}
