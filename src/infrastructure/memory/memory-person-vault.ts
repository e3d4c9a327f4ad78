import type { Person, PersonVault } from '../../application/ports/person-vault.js';
import { immutableCopy } from './immutable-copy.js';

/** Twin of the vault on disk. */
export class MemoryPersonVault implements PersonVault {
  private readonly persons = new Map<string, Person>();

  async put(tenant: string, reference: string, person: Person): Promise<void> {
    await Promise.resolve();
    this.persons.set(keyOf(tenant, reference), immutableCopy(person));
  }

  async get(tenant: string, reference: string): Promise<Person | null> {
    await Promise.resolve();
    return this.persons.get(keyOf(tenant, reference)) ?? null;
  }

  async erase(tenant: string, reference: string): Promise<boolean> {
    await Promise.resolve();
    return this.persons.delete(keyOf(tenant, reference));
  }
}

/** No tenant contains a line break, so two pairs never share a key. */
function keyOf(tenant: string, reference: string): string {
  return `${tenant}\n${reference}`;
}
