import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { formatPosition, parsePosition } from '../../application/ports/position.js';
import { VIEW_STORE, type ViewReader } from '../../application/ports/view-store.js';
import type { Answer, Page } from '../shared/answer.view.js';
import { answer } from '../shared/answers.js';
import { indexPage } from '../shared/index-page.js';
import { idOfMember, type PageRequest } from '../shared/paging.js';
import { FEED_INDEX, NOTICES_VIEW, orderIndex, progressIndex } from './notices.projection.js';
import type { NoticePage, NoticeProgress, NoticeView } from './notices.view.js';

const POSITION_DIGITS = 20;

/** Which part of the feed is wanted. */
export interface FeedRequest {
  /** Position of the last notice that the caller has; from the beginning when left out. */
  readonly after?: string;
  readonly status?: NoticeProgress;
  readonly limit: number;
}

/** All notices of a tenant in the order of the log, so that whoever goes on where they stopped misses none. */
export class NoticeFeedQuery extends Query<Answer<NoticePage>> {
  constructor(
    readonly tenant: string,
    readonly request: FeedRequest,
  ) {
    super();
  }
}

/** The notices of one order, oldest first. */
export class OrderNoticesQuery extends Query<Answer<Page<NoticeView>>> {
  constructor(
    readonly tenant: string,
    readonly orderId: string,
    readonly page: PageRequest,
  ) {
    super();
  }
}

/** One notice; null for an id that was never issued. */
export class NoticeQuery extends Query<Answer<NoticeView | null>> {
  constructor(
    readonly tenant: string,
    readonly noticeId: string,
  ) {
    super();
  }
}

@QueryHandler(NoticeFeedQuery)
export class NoticeFeedQueryHandler implements IQueryHandler<NoticeFeedQuery> {
  constructor(@Inject(VIEW_STORE) private readonly views: ViewReader) {}

  /** @throws ViewStoreUnavailable */
  async execute({ tenant, request }: NoticeFeedQuery): Promise<Answer<NoticePage>> {
    const { after, status, limit } = request;
    const index = status === undefined ? FEED_INDEX : progressIndex(status);
    const from = after === undefined ? {} : { from: formatPosition(parsePosition(after) + 1n) };
    const range = { order: 'ascending' as const, limit, ...from };
    const found = await this.views.members(NOTICES_VIEW, tenant, index, range);
    const documents = await this.views.documents<NoticeView>(
      NOTICES_VIEW,
      tenant,
      found.value.map(idOfMember),
    );
    // Read a moment later than the index: what has come further in between is not shown under its old status.
    const items = documents.value.filter((view) => view !== null && (status ?? view.status) === view.status);
    const last = found.value.at(-1)?.slice(0, POSITION_DIGITS);
    return answer({ items: items as readonly NoticeView[], next: last ?? after ?? null }, found);
  }
}

@QueryHandler(OrderNoticesQuery)
export class OrderNoticesQueryHandler implements IQueryHandler<OrderNoticesQuery> {
  constructor(@Inject(VIEW_STORE) private readonly views: ViewReader) {}

  /** @throws InvalidCursor, ViewStoreUnavailable */
  async execute({ tenant, orderId, page }: OrderNoticesQuery): Promise<Answer<Page<NoticeView>>> {
    const where = { view: NOTICES_VIEW, tenant, index: orderIndex(orderId) };
    const found = await indexPage<NoticeView>(this.views, where, page);
    return answer(found.value, found);
  }
}

@QueryHandler(NoticeQuery)
export class NoticeQueryHandler implements IQueryHandler<NoticeQuery> {
  constructor(@Inject(VIEW_STORE) private readonly views: ViewReader) {}

  /** @throws ViewStoreUnavailable */
  async execute({ tenant, noticeId }: NoticeQuery): Promise<Answer<NoticeView | null>> {
    const found = await this.views.documents<NoticeView>(NOTICES_VIEW, tenant, [noticeId]);
    return answer(found.value[0] ?? null, found);
  }
}
