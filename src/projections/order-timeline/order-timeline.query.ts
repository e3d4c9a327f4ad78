import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { VIEW_STORE, type ViewReader } from '../../application/ports/view-store.js';
import type { Answer, JsonBytes, Page } from '../shared/answer.view.js';
import { answer } from '../shared/answers.js';
import { cursorOf, offsetOf, type PageRequest } from '../shared/paging.js';
import { ORDER_TIMELINE } from './order-timeline.projection.js';
import type { TimelineEntry } from './order-timeline.view.js';

/** A page of a timeline as it is sent. */
export interface TimelineText {
  readonly json: JsonBytes<Page<TimelineEntry>>;
  readonly isEmpty: boolean;
}

/** All that happened to an order, oldest first. Nothing for an unknown order. Answered as it is stored. */
export class OrderTimelineQuery extends Query<Answer<TimelineText>> {
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
  async execute({ tenant, orderId, page }: OrderTimelineQuery): Promise<Answer<TimelineText>> {
    const offset = offsetOf(page.cursor);
    const range = { offset, limit: page.limit + 1 };
    const found = await this.views.entryTexts(ORDER_TIMELINE, tenant, orderId, range);
    const hasMore = found.value.length > page.limit;
    const items = hasMore ? found.value.slice(0, page.limit) : found.value;
    const next = hasMore && items.length > 0 ? cursorOf(String(offset + items.length)) : null;
    const json = Buffer.from(`{"items":[${items.join(',')}],"nextCursor":${JSON.stringify(next)}}`);
    return answer({ json, isEmpty: items.length === 0 }, found);
  }
}
