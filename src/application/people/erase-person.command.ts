import { Command } from '@nestjs/cqrs';

/** Erases the recipient of an order from the vault. Answers whether there was one; null for an unknown order. */
export class ErasePersonCommand extends Command<boolean | null> {
  constructor(
    readonly tenant: string,
    readonly orderId: string,
  ) {
    super();
  }
}
