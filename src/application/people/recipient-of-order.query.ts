import { Query } from '@nestjs/cqrs';
import type { Person } from '../ports/person-vault.js';

/** The recipient of an order, by the log and the vault; undefined when it was placed without one, null when erased. */
export class RecipientOfOrderQuery extends Query<Person | null | undefined> {
  constructor(
    readonly tenant: string,
    readonly orderId: string,
  ) {
    super();
  }
}
