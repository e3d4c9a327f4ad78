import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { CLOCK, type Clock } from '../../application/ports/clock.js';
import { VIEW_STORE, type ViewReader } from '../../application/ports/view-store.js';
import { type Instant, isBefore } from '../../domain/shared/time.js';
import type { Answer } from '../shared/answer.view.js';
import { answer } from '../shared/answers.js';
import { ORDER_STATUS } from './order-status.projection.js';
import type { OrderStatusAnswer, OrderStatusView } from './order-status.view.js';

/** One order with its lines, fulfillments, holds and what is parked; null for an id that no order has. */
export class OrderStatusQuery extends Query<Answer<OrderStatusAnswer | null>> {
  constructor(
    readonly tenant: string,
    readonly orderId: string,
  ) {
    super();
  }
}

@QueryHandler(OrderStatusQuery)
export class OrderStatusQueryHandler implements IQueryHandler<OrderStatusQuery> {
  constructor(
    @Inject(VIEW_STORE) private readonly views: ViewReader,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws ViewStoreUnavailable */
  async execute({ tenant, orderId }: OrderStatusQuery): Promise<Answer<OrderStatusAnswer | null>> {
    const found = await this.views.documents<OrderStatusView>(ORDER_STATUS, tenant, [orderId]);
    const view = found.value[0] ?? null;
    return answer(view && { ...view, late: isLate(view, this.clock.now()) }, found);
  }
}

/** Ended late, or not complete and the promised date has passed. */
export function isLate(view: OrderStatusView, now: Instant): boolean {
  if (view.ended) return view.ended.late;
  return view.status !== 'completed' && isBefore(view.promise.promisedBy, now);
}
