import type { Person, PersonClaim, PersonVault } from '../../../src/application/ports/person-vault.js';
import { MemoryPersonVault } from '../../../src/infrastructure/memory/memory-person-vault.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Life } from '../kernel/life.js';
import { overWire } from './simulated-port.js';

class VaultOutOfOrder extends Error {
  constructor() {
    super('the vault is out of order on purpose');
    this.name = 'VaultOutOfOrder';
  }
}

/** Where persons are: outlives every engine, and shows whom it holds. */
export class Vault extends MemoryPersonVault {
  /** By reference. */
  readonly held = new Map<string, Person>();
  /** For which order each was put. */
  readonly putFor = new Map<string, string>();

  override async put(tenant: string, reference: string, person: Person, claim?: PersonClaim): Promise<void> {
    await super.put(tenant, reference, person, claim);
    this.held.set(reference, person);
    if (claim) this.putFor.set(reference, claim.orderId);
  }

  override async erase(tenant: string, reference: string): Promise<boolean> {
    const wasThere = await super.erase(tenant, reference);
    this.held.delete(reference);
    return wasThere;
  }

  /** What one process has of it. Settling is not waited for, and lost with the process. */
  lineOf(kernel: Kernel, life: Life): PersonVault {
    const wired: PersonVault = overWire<PersonVault>(this, kernel, life, {
      label: 'vault',
      unavailable: 'vaultUnavailable',
      lostAnswer: 'vaultLostAnswer',
      error: () => new VaultOutOfOrder(),
    });
    return {
      put: (...args) => wired.put(...args),
      get: (...args) => wired.get(...args),
      erase: (...args) => wired.erase(...args),
      unsettled: (...args) => wired.unsettled(...args),
      settle: (tenant, reference) =>
        kernel.deliver(life, 'settle a person', () => this.settle(tenant, reference)),
    };
  }
}
