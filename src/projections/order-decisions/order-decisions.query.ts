import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { EVENT_STORE, type EventStore, type RecordedEvent } from '../../application/ports/event-store.js';
import { formatPosition } from '../../application/ports/position.js';
import type { OrderEvent } from '../../domain/order/index.js';
import { streamName } from '../../domain/shared/stream-names.js';
import { type Answer, NO_POSITION } from '../shared/answer.view.js';
import type { OrderDecision } from './order-decisions.view.js';

/**
 * The sourcing runs of an order, oldest first. Read from the order's own stream: a record is large, is asked for
 * seldom and must be exactly what was recorded. Empty for an unknown order.
 */
export class OrderDecisionsQuery extends Query<Answer<readonly OrderDecision[]>> {
  constructor(
    readonly tenant: string,
    readonly orderId: string,
  ) {
    super();
  }
}

@QueryHandler(OrderDecisionsQuery)
export class OrderDecisionsQueryHandler implements IQueryHandler<OrderDecisionsQuery> {
  constructor(@Inject(EVENT_STORE) private readonly eventStore: EventStore) {}

  /** @throws EventStoreUnavailable */
  async execute({ tenant, orderId }: OrderDecisionsQuery): Promise<Answer<readonly OrderDecision[]>> {
    const decisions: OrderDecision[] = [];
    let position = NO_POSITION;
    for await (const recorded of this.eventStore.readStream(streamName('order', tenant, orderId))) {
      position = formatPosition(recorded.position);
      const found = decisionOf(recorded.event as OrderEvent);
      if (found) decisions.push({ index: decisions.length, ...found, ...placeOf(recorded) });
    }
    return { value: decisions, position };
  }
}

type Found = Pick<OrderDecision, 'outcome' | 'allocations' | 'parked' | 'decision'>;

/** A run that planned a part and parked the rest is recorded once, with the plan. */
function decisionOf(event: OrderEvent): Found | null {
  if (event.type === 'SourcingPlanned') {
    const { allocations, decision } = event.data;
    return { outcome: 'planned', allocations, decision };
  }
  if (event.type === 'LinesCancelled' && event.data.decision) {
    return { outcome: 'cancelled', allocations: [], decision: event.data.decision };
  }
  if (event.type !== 'DemandParked' || !event.data.decision) return null;
  const { reason, until, replaces, decision } = event.data;
  const parked = replaces === undefined ? { reason, until } : { reason, until, replaces };
  return { outcome: 'parked', allocations: [], parked, decision };
}

function placeOf({ eventId, revision, position, metadata }: RecordedEvent) {
  return {
    eventId,
    revision: Number(revision),
    position: formatPosition(position),
    recordedAt: metadata.recordedAt,
  };
}
