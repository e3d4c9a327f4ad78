import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler, type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { EVENT_STORE, type EventStore } from '../ports/event-store.js';
import { PERSON_VAULT, type Person, type PersonVault } from '../ports/person-vault.js';
import { ErasePersonCommand } from './erase-person.command.js';
import { personOf } from './person-of-order.js';
import { RecipientOfOrderQuery } from './recipient-of-order.query.js';

/** Later than anybody was put. */
const AT_LAST = '9999-12-31T23:59:59.999Z';
/** So many are unsettled only after a long outage; what is left behind then goes with the sweep. */
const MOST_UNSETTLED = 100_000;

/**
 * The reference is read from the order's first event: the log is right where a view may still lag. What other requests
 * for the order have left in the vault is no use to anybody once the order is in, and goes along.
 */
@CommandHandler(ErasePersonCommand)
export class ErasePersonHandler implements ICommandHandler<ErasePersonCommand> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(PERSON_VAULT) private readonly vault: PersonVault,
  ) {}

  async execute({ tenant, orderId }: ErasePersonCommand): Promise<boolean | null> {
    const reference = await personOf(this.store, tenant, orderId);
    if (reference === null) return null;
    let wasThere = false;
    for (const one of new Set([reference, ...(await this.unsettledOf(tenant, orderId))])) {
      if (one !== undefined && (await this.vault.erase(tenant, one))) wasThere = true;
    }
    return wasThere;
  }

  private async unsettledOf(tenant: string, orderId: string): Promise<readonly string[]> {
    const persons = await this.vault.unsettled(AT_LAST, MOST_UNSETTLED);
    return persons
      .filter((person) => person.tenant === tenant && person.orderId === orderId)
      .map((person) => person.reference);
  }
}

@QueryHandler(RecipientOfOrderQuery)
export class RecipientOfOrderHandler implements IQueryHandler<RecipientOfOrderQuery> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(PERSON_VAULT) private readonly vault: PersonVault,
  ) {}

  async execute({ tenant, orderId }: RecipientOfOrderQuery): Promise<Person | null | undefined> {
    const reference = await personOf(this.store, tenant, orderId);
    return typeof reference === 'string' ? this.vault.get(tenant, reference) : reference;
  }
}
