import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { VIEW_STORE, type ViewReader } from '../../application/ports/view-store.js';
import { ORDER_STATUS } from '../order-status/order-status.projection.js';
import type { OrderStatusView } from '../order-status/order-status.view.js';
import type { Answer, Page } from '../shared/answer.view.js';
import { answer } from '../shared/answers.js';
import { indexPage } from '../shared/index-page.js';
import type { PageRequest } from '../shared/paging.js';
import { PARKED_INDEX, parkedOrder } from './parked-demand.index.js';
import type { ParkedOrder } from './parked-demand.view.js';

/** Orders with parked demand: high priority first, then those that have waited longest. */
export class ParkedDemandQuery extends Query<Answer<Page<ParkedOrder>>> {
  constructor(
    readonly tenant: string,
    readonly page: PageRequest,
  ) {
    super();
  }
}

@QueryHandler(ParkedDemandQuery)
export class ParkedDemandQueryHandler implements IQueryHandler<ParkedDemandQuery> {
  constructor(@Inject(VIEW_STORE) private readonly views: ViewReader) {}

  /** @throws InvalidCursor, ViewStoreUnavailable */
  async execute({ tenant, page }: ParkedDemandQuery): Promise<Answer<Page<ParkedOrder>>> {
    const where = { view: ORDER_STATUS, tenant, index: PARKED_INDEX };
    const found = await indexPage<OrderStatusView>(this.views, where, page);
    // Read a moment later than the index: what was freed in between is not shown.
    const items = found.value.items.filter((view) => view.parked.length > 0).map(parkedOrder);
    return answer({ items, nextCursor: found.value.nextCursor }, found);
  }
}
