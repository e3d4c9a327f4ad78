import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { VIEW_STORE, type ViewReader } from '../../application/ports/view-store.js';
import type { Answer, Page } from '../shared/answer.view.js';
import { answer } from '../shared/answers.js';
import { cursorOf, offsetOf, type PageRequest } from '../shared/paging.js';
import { ORDER_TIMELINE } from './order-timeline.projection.js';
import type { TimelineEntry } from './order-timeline.view.js';

/** All that happened to an order, oldest first. Nothing for an unknown order. */
export class OrderTimelineQuery extends Query<Answer<Page<TimelineEntry>>> {
  constructor(
    readonly tenant: string,
    readonly orderId: string,
    readonly page: PageRequest,
  ) {
    super();
  }
}

@QueryHandler(OrderTimelineQuery)
export class OrderTimelineQueryHandler implements IQueryHandler<OrderTimelineQuery> {
  constructor(@Inject(VIEW_STORE) private readonly views: ViewReader) {}

  /** @throws InvalidCursor, ViewStoreUnavailable */
  async execute({ tenant, orderId, page }: OrderTimelineQuery): Promise<Answer<Page<TimelineEntry>>> {
    const offset = offsetOf(page.cursor);
    const range = { offset, limit: page.limit + 1 };
    const found = await this.views.entries<TimelineEntry>(ORDER_TIMELINE, tenant, orderId, range);
    const items = found.value.slice(0, page.limit);
    const hasMore = found.value.length > page.limit && items.length > 0;
    return answer({ items, nextCursor: hasMore ? cursorOf(String(offset + items.length)) : null }, found);
  }
}
