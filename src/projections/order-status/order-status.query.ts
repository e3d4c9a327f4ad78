import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { CLOCK, type Clock } from '../../application/ports/clock.js';
import { VIEW_STORE, type ViewReader } from '../../application/ports/view-store.js';
import { type Instant, isBefore } from '../../domain/shared/time.js';
import { type Answer, type JsonBytes, withField } from '../shared/answer.view.js';
import { answer } from '../shared/answers.js';
import { Derived } from '../shared/derived.js';
import { ORDER_STATUS } from './order-status.projection.js';
import type { OrderStatusAnswer, OrderStatusView } from './order-status.view.js';

/** An order as it is sent, with what its readers need to know of it. */
export interface OrderStatusText {
  readonly json: JsonBytes<OrderStatusAnswer>;
  /** Revision of the order stream. */
  readonly revision: number;
  /** Reference into the vault of personal data. */
  readonly personRef?: string;
}

/**
 * One order with its lines, fulfillments, holds and what is parked; null for an id that no order has. Answered as it is
 * stored, which is as it is sent: an order is taken apart again only when it has changed since it was last asked for.
 */
export class OrderStatusQuery extends Query<Answer<OrderStatusText | null>> {
  constructor(
    readonly tenant: string,
    readonly orderId: string,
  ) {
    super();
  }
}

@QueryHandler(OrderStatusQuery)
export class OrderStatusQueryHandler implements IQueryHandler<OrderStatusQuery> {
  private readonly orders = new Derived<ReadOrder>();

  constructor(
    @Inject(VIEW_STORE) private readonly views: ViewReader,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws ViewStoreUnavailable */
  async execute({ tenant, orderId }: OrderStatusQuery): Promise<Answer<OrderStatusText | null>> {
    const found = await this.views.documentTexts(ORDER_STATUS, tenant, [orderId]);
    const text = found.value[0] ?? null;
    if (text === null) return answer(null, found);
    const order = this.orders.of(`${tenant}\n${orderId}`, text, (stored) => new ReadOrder(stored));
    return answer(order.at(this.clock.now()), found);
  }
}

/** A stored order, as it is answered before and after it is late. */
class ReadOrder {
  /** Characters of the text that is kept, and what is made of it at most, but for the odd letter. */
  readonly length: number;
  private readonly view: Pick<OrderStatusView, 'ended' | 'status' | 'promise' | 'revision' | 'personRef'>;
  private inTime: OrderStatusText | undefined;
  private late: OrderStatusText | undefined;

  constructor(private readonly stored: string) {
    const { ended, status, promise, revision, personRef } = JSON.parse(stored) as OrderStatusView;
    this.view = { status, promise, revision, ...(ended && { ended }), ...(personRef && { personRef }) };
    this.length = 2 * stored.length;
  }

  at(now: Instant): OrderStatusText {
    return isLate(this.view, now) ? (this.late ??= this.text(true)) : (this.inTime ??= this.text(false));
  }

  private text(late: boolean): OrderStatusText {
    const { revision, personRef } = this.view;
    const json = withField(Buffer.from(this.stored), 'late', late);
    return { json, revision, ...(personRef !== undefined && { personRef }) };
  }
}

/** Ended late, or not complete and the promised date has passed. */
export function isLate(view: Pick<OrderStatusView, 'ended' | 'status' | 'promise'>, now: Instant): boolean {
  if (view.ended) return view.ended.late;
  return view.status !== 'completed' && isBefore(view.promise.promisedBy, now);
}
