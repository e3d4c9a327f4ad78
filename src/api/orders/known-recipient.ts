import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { RecipientOfOrderQuery } from '../../application/people/recipient-of-order.query.js';
import { sameJson } from '../../domain/shared/same-json.js';
import { streamName } from '../../domain/shared/stream-names.js';
import { rejectionProblem } from '../errors/rejection-problem.js';
import type { Call } from '../http/call.js';
import { personOf, type Placed } from './place-order.js';
import type { PlaceOrderDto } from './place-order.dto.js';

/**
 * The order in the log knows no person, so to it the same order for another recipient is a repeat. Answered as one, the
 * caller would believe that the new address is taken, and the goods would go to the old.
 */
@Injectable()
export class KnownRecipient {
  constructor(private readonly queries: QueryBus) {}

  /** @throws ProblemError ORDER_ALREADY_PLACED; EventStoreUnavailable, VaultUnavailable */
  async check({ tenant }: Call, order: PlaceOrderDto, { orderId, result }: Placed): Promise<void> {
    if (result.outcome !== 'unchanged' || order.recipient === undefined) return;
    const known = await this.queries.execute(new RecipientOfOrderQuery(tenant, orderId));
    // Who was erased cannot be compared with, and does not come back by a repeat.
    if (known === null || sameJson(known, personOf(order.recipient))) return;
    throw rejectionProblem({
      outcome: 'rejected',
      stream: streamName('order', tenant, orderId),
      revision: result.revision,
      code: 'ORDER_ALREADY_PLACED',
      detail: `order ${orderId} was placed with another recipient`,
      allowed: [],
    });
  }
}
