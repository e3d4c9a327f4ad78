import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { CLOCK, type Clock } from '../../application/ports/clock.js';
import { type IndexRange, VIEW_STORE, type ViewReader } from '../../application/ports/view-store.js';
import type { Instant } from '../../domain/shared/time.js';
import { ORDER_STATUS } from '../order-status/order-status.projection.js';
import { isLate } from '../order-status/order-status.query.js';
import type { OrderStatus, OrderStatusView } from '../order-status/order-status.view.js';
import type { Answer, Page } from '../shared/answer.view.js';
import { answer } from '../shared/answers.js';
import { cursorOf, idOfMember, memberOf, type PageRequest, sortableTime } from '../shared/paging.js';
import { indexFor, matches, type OrderSearchFilter, statusOfIndex } from './order-search.index.js';
import type { OrderSummary } from './order-search.view.js';

/** Index pages that one search looks at, at most: a rare combination is answered in part, with a cursor to go on. */
const LOOKS_LIMIT = 10;

/** Orders that match, the newest first. */
export class OrderSearchQuery extends Query<Answer<Page<OrderSummary>>> {
  constructor(
    readonly tenant: string,
    readonly filter: OrderSearchFilter,
    readonly page: PageRequest,
  ) {
    super();
  }
}

/** How many orders there are in each status; one without orders may be left out. */
export class OrderCountsQuery extends Query<Answer<Readonly<Partial<Record<OrderStatus, number>>>>> {
  constructor(readonly tenant: string) {
    super();
  }
}

@QueryHandler(OrderSearchQuery)
export class OrderSearchQueryHandler implements IQueryHandler<OrderSearchQuery> {
  constructor(
    @Inject(VIEW_STORE) private readonly views: ViewReader,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws InvalidCursor, ViewStoreUnavailable */
  async execute({ tenant, filter, page }: OrderSearchQuery): Promise<Answer<Page<OrderSummary>>> {
    const index = indexFor(filter);
    const now = this.clock.now();
    const items: OrderSummary[] = [];
    let after = page.cursor === undefined ? undefined : memberOf(page.cursor);
    for (let looks = 1; ; looks += 1) {
      const range = rangeOf(filter, after, page.limit - items.length + 1);
      const found = await this.views.members(ORDER_STATUS, tenant, index, range);
      const shown = found.value.slice(0, range.limit - 1);
      const orders = await this.views.documents<OrderStatusView>(ORDER_STATUS, tenant, shown.map(idOfMember));
      for (const view of orders.value) if (view && matches(view, filter)) items.push(summary(view, now));
      after = shown.at(-1);
      const isLast = found.value.length < range.limit || after === undefined;
      if (isLast || items.length >= page.limit || looks >= LOOKS_LIMIT) {
        return answer({ items, nextCursor: isLast || after === undefined ? null : cursorOf(after) }, found);
      }
    }
  }
}

@QueryHandler(OrderCountsQuery)
export class OrderCountsQueryHandler implements IQueryHandler<OrderCountsQuery> {
  constructor(@Inject(VIEW_STORE) private readonly views: ViewReader) {}

  /** @throws ViewStoreUnavailable */
  async execute({
    tenant,
  }: OrderCountsQuery): Promise<Answer<Readonly<Partial<Record<OrderStatus, number>>>>> {
    const found = await this.views.counts(ORDER_STATUS, tenant);
    const byStatus = Object.entries(found.value).flatMap(([index, count]) => {
      const status = statusOfIndex(index);
      return status === null ? [] : [[status, count]];
    });
    return answer(Object.fromEntries(byStatus) as Partial<Record<OrderStatus, number>>, found);
  }
}

function rangeOf(filter: OrderSearchFilter, after: string | undefined, limit: number): IndexRange {
  return {
    order: 'descending',
    limit,
    ...(after === undefined ? {} : { after }),
    ...(filter.placedFrom === undefined ? {} : { from: sortableTime(filter.placedFrom) }),
    ...(filter.placedTo === undefined ? {} : { until: sortableTime(filter.placedTo) }),
  };
}

function summary(view: OrderStatusView, now: Instant): OrderSummary {
  const { orderId, externalId, channel, customerRef, status, placedAt, priority, revision } = view;
  return {
    orderId,
    externalId,
    channel,
    customerRef,
    status,
    placedAt,
    promisedBy: view.promise.promisedBy,
    late: isLate(view, now),
    priority,
    units: view.lines.reduce((units, line) => units + line.ordered, 0),
    lines: view.lines.length,
    revision,
  };
}
