import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { groupOf, VIEW_STORE, type ViewReader } from '../../application/ports/view-store.js';
import type { Answer, JsonText } from '../shared/answer.view.js';
import { answer } from '../shared/answers.js';
import { DerivedTexts } from '../shared/derived-texts.js';
import { skuAvailability } from './availability.figures.js';
import { AVAILABILITY } from './availability.projection.js';
import type { AvailabilityFigures, SkuAvailability } from './availability.view.js';

/**
 * What can be had of each sku, by node and over the network, in the order asked. With a channel its own safety stock
 * counts, else the one that is withheld from every channel. Answered as text, ready to be sent: many ask for the same
 * sku, and its figures change far less often than they are read.
 */
export class AvailabilityQuery extends Query<Answer<JsonText<readonly SkuAvailability[]>>> {
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
  private readonly texts = new DerivedTexts();

  constructor(@Inject(VIEW_STORE) private readonly views: ViewReader) {}

  /** @throws ViewStoreUnavailable */
  async execute({
    tenant,
    skus,
    channel,
  }: AvailabilityQuery): Promise<Answer<JsonText<readonly SkuAvailability[]>>> {
    const found = await this.views.groupTexts(AVAILABILITY, tenant, skus);
    const items = skus.map((sku, at) =>
      // No channel is empty, and none of the names has a line break.
      this.texts.of(`${tenant}\n${sku}\n${channel ?? ''}`, found.value[at] ?? null, (text) =>
        JSON.stringify(skuAvailability(sku, channel ?? null, groupOf<AvailabilityFigures>(text))),
      ),
    );
    return answer(`[${items.join(',')}]`, found);
  }
}
