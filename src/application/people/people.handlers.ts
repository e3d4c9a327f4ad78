import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { OrderEvent } from '../../domain/order/index.js';
import { streamName } from '../../domain/shared/stream-names.js';
import { EVENT_STORE, type EventStore } from '../ports/event-store.js';
import { PERSON_VAULT, type PersonVault } from '../ports/person-vault.js';
import { ErasePersonCommand } from './erase-person.command.js';

/** The reference is read from the order's first event: the log is right where a view may still lag. */
@CommandHandler(ErasePersonCommand)
export class ErasePersonHandler implements ICommandHandler<ErasePersonCommand> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(PERSON_VAULT) private readonly vault: PersonVault,
  ) {}

  async execute({ tenant, orderId }: ErasePersonCommand): Promise<boolean | null> {
    for await (const { event } of this.store.readStream(streamName('order', tenant, orderId))) {
      const placed = event as OrderEvent;
      if (placed.type !== 'OrderPlaced') return false;
      const { personRef } = placed.data;
      return personRef === undefined ? false : this.vault.erase(tenant, personRef);
    }
    return null;
  }
}
