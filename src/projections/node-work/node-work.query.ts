import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { VIEW_STORE, type ViewReader } from '../../application/ports/view-store.js';
import type { Answer, Page } from '../shared/answer.view.js';
import { answer } from '../shared/answers.js';
import { indexPage } from '../shared/index-page.js';
import type { PageRequest } from '../shared/paging.js';
import { NODE_WORK, openIndex, statusIndex } from './node-work.projection.js';
import type { NodeWorkView, WorkStatus } from './node-work.view.js';

/** What a node has to do, what is promised first comes first; with a status only the work that is there. */
export class NodeWorkQuery extends Query<Answer<Page<NodeWorkView>>> {
  constructor(
    readonly tenant: string,
    readonly nodeId: string,
    readonly status: WorkStatus | undefined,
    readonly page: PageRequest,
  ) {
    super();
  }
}

/** One fulfillment, also after its end; null for an id that was never released. */
export class FulfillmentQuery extends Query<Answer<NodeWorkView | null>> {
  constructor(
    readonly tenant: string,
    readonly fulfillmentId: string,
  ) {
    super();
  }
}

@QueryHandler(NodeWorkQuery)
export class NodeWorkQueryHandler implements IQueryHandler<NodeWorkQuery> {
  constructor(@Inject(VIEW_STORE) private readonly views: ViewReader) {}

  /** @throws InvalidCursor, ViewStoreUnavailable */
  async execute({ tenant, nodeId, status, page }: NodeWorkQuery): Promise<Answer<Page<NodeWorkView>>> {
    const index = status === undefined ? openIndex(nodeId) : statusIndex(nodeId, status);
    const found = await indexPage<NodeWorkView>(this.views, { view: NODE_WORK, tenant, index }, page);
    // Read a moment later than the index: what was done in between is not shown.
    const items = found.value.items.filter((work) => work.open && (status ?? work.status) === work.status);
    return answer({ items, nextCursor: found.value.nextCursor }, found);
  }
}

@QueryHandler(FulfillmentQuery)
export class FulfillmentQueryHandler implements IQueryHandler<FulfillmentQuery> {
  constructor(@Inject(VIEW_STORE) private readonly views: ViewReader) {}

  /** @throws ViewStoreUnavailable */
  async execute({ tenant, fulfillmentId }: FulfillmentQuery): Promise<Answer<NodeWorkView | null>> {
    const found = await this.views.documents<NodeWorkView>(NODE_WORK, tenant, [fulfillmentId]);
    return answer(found.value[0] ?? null, found);
  }
}
