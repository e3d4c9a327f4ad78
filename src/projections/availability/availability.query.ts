import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { VIEW_STORE, type ViewReader } from '../../application/ports/view-store.js';
import { type Answer } from '../shared/answer.view.js';
import { answer } from '../shared/answers.js';
import { skuAvailability } from './availability.figures.js';
import { AVAILABILITY } from './availability.projection.js';
import type { AvailabilityFigures, SkuAvailability } from './availability.view.js';

/**
 * What can be had of each sku, by node and over the network, in the order asked. With a channel its own safety stock
 * counts, else the one that is withheld from every channel.
 */
export class AvailabilityQuery extends Query<Answer<readonly SkuAvailability[]>> {
  constructor(
    readonly tenant: string,
    readonly skus: readonly string[],
    readonly channel?: string,
  ) {
    super();
  }
}

@QueryHandler(AvailabilityQuery)
export class AvailabilityQueryHandler implements IQueryHandler<AvailabilityQuery> {
  constructor(@Inject(VIEW_STORE) private readonly views: ViewReader) {}

  /** @throws ViewStoreUnavailable */
  async execute({ tenant, skus, channel }: AvailabilityQuery): Promise<Answer<readonly SkuAvailability[]>> {
    const found = await this.views.groups<AvailabilityFigures>(AVAILABILITY, tenant, skus);
    const value = skus.map((sku, at) => skuAvailability(sku, channel ?? null, found.value[at] ?? new Map()));
    return answer(value, found);
  }
}
