import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { groupOf, VIEW_STORE, type ViewReader } from '../../application/ports/view-store.js';
import type { Answer, JsonBytes } from '../shared/answer.view.js';
import { answer } from '../shared/answers.js';
import { Derived } from '../shared/derived.js';
import { skuAvailability } from './availability.figures.js';
import { AVAILABILITY } from './availability.projection.js';
import type { AvailabilityFigures, SkuAvailability } from './availability.view.js';

/** `{"items":[…]}`, in the order asked. */
export interface SkuAvailabilities {
  readonly items: readonly SkuAvailability[];
}

/**
 * What can be had of each sku, by node and over the network, in the order asked. With a channel its own safety stock
 * counts, else the one that is withheld from every channel. Answered as it is sent: many ask for the same sku, and its
 * figures change far less often than they are read.
 */
export class AvailabilityQuery extends Query<Answer<JsonBytes<SkuAvailabilities>>> {
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
  /** A list of the one sku, by tenant, sku and channel. */
  private readonly lists = new Derived<JsonBytes<SkuAvailabilities>>();

  constructor(@Inject(VIEW_STORE) private readonly views: ViewReader) {}

  /** @throws ViewStoreUnavailable */
  async execute({ tenant, skus, channel }: AvailabilityQuery): Promise<Answer<JsonBytes<SkuAvailabilities>>> {
    const found = await this.views.groupTexts(AVAILABILITY, tenant, skus);
    const lists = skus.map((sku, at) =>
      // No channel is empty, and none of the names has a line break.
      this.lists.of(`${tenant}\n${sku}\n${channel ?? ''}`, found.value[at] ?? null, (text) =>
        listOf(JSON.stringify(skuAvailability(sku, channel ?? null, groupOf<AvailabilityFigures>(text)))),
      ),
    );
    return answer(together(lists), found);
  }
}

const BEFORE = '{"items":[';
const BEHIND = ']}';

function listOf(items: string): Buffer {
  return Buffer.from(`${BEFORE}${items}${BEHIND}`);
}

/** The items of all lists in one. */
function together(lists: readonly Buffer[]): Buffer {
  const [only] = lists;
  if (only !== undefined && lists.length === 1) return only;
  const parts = lists.flatMap((list, at) => [
    Buffer.from(at === 0 ? BEFORE : ','),
    list.subarray(BEFORE.length, list.length - BEHIND.length),
  ]);
  return Buffer.concat([...parts, Buffer.from(lists.length === 0 ? `${BEFORE}${BEHIND}` : BEHIND)]);
}
