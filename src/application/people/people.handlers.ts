import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler, type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { EVENT_STORE, type EventStore } from '../ports/event-store.js';
import { PERSON_VAULT, type Person, type PersonVault } from '../ports/person-vault.js';
import { ErasePersonCommand } from './erase-person.command.js';
import { personOf } from './person-of-order.js';
import { RecipientOfOrderQuery } from './recipient-of-order.query.js';

/** The reference is read from the order's first event: the log is right where a view may still lag. */
@CommandHandler(ErasePersonCommand)
export class ErasePersonHandler implements ICommandHandler<ErasePersonCommand> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(PERSON_VAULT) private readonly vault: PersonVault,
  ) {}

  async execute({ tenant, orderId }: ErasePersonCommand): Promise<boolean | null> {
    const reference = await personOf(this.store, tenant, orderId);
    if (reference === null) return null;
    return reference === undefined ? false : this.vault.erase(tenant, reference);
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
