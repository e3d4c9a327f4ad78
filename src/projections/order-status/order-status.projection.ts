import type { RecordedEvent } from '../../application/ports/event-store.js';
import type { FulfillmentEvent } from '../../domain/fulfillment/index.js';
import type { OrderEvent } from '../../domain/order/index.js';
import { isStreamOf } from '../../domain/shared/stream-names.js';
import { searchIndexes } from '../order-search/order-search.index.js';
import { parkedIndexes } from '../parked-demand/parked-demand.index.js';
import { NO_TARGETS, type Target, type ViewProjection } from '../runtime/projection.js';
import { evolveOrderFulfillment, evolveOrderStatus } from './order-status.evolve.js';
import type { OrderStatusView } from './order-status.view.js';

export const ORDER_STATUS = 'order-status';

/**
 * A document for each order, fed by its own stream and those of its fulfillments. The search and the list of parked
 * demand are indexes over the same documents, so they can never contradict them.
 */
export const orderStatusProjection: ViewProjection<OrderStatusView> = {
  kind: 'view',
  name: ORDER_STATUS,
  version: 1,
  targets,
  evolve: (view, recorded) => {
    const revision = Number(recorded.revision);
    return isOrder(recorded)
      ? evolveOrderStatus(view, recorded.event as OrderEvent, revision)
      : evolveOrderFulfillment(view, recorded.event as FulfillmentEvent, revision);
  },
  seen,
  begins: (recorded) => recorded.revision === 0n && isOrder(recorded),
  indexes: (view) => [...searchIndexes(view), ...parkedIndexes(view)],
  cachedViews: 5_000,
};

function targets(recorded: RecordedEvent): readonly Target[] {
  if (!isOrder(recorded) && !isStreamOf('fulfillment', recorded.stream)) return NO_TARGETS;
  return [{ key: (recorded.event as OrderEvent | FulfillmentEvent).data.orderId }];
}

function seen(view: OrderStatusView | null, recorded: RecordedEvent): number | null | undefined {
  if (isOrder(recorded)) return view?.revision ?? null;
  const { fulfillmentId } = (recorded.event as FulfillmentEvent).data;
  return view?.fulfillments.find((each) => each.fulfillmentId === fulfillmentId)?.revision;
}

function isOrder(recorded: RecordedEvent): boolean {
  return isStreamOf('order', recorded.stream);
}
