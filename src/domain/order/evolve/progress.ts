import { isBefore } from '../../shared/time.js';
import { compact } from '../order.lines.js';
import type {
  LinesCollected,
  LinesDelivered,
  LinesPicked,
  LinesReadyForPickup,
  LinesReleased,
  LinesShipped,
} from '../order.events.js';
import type { AllocationMemory, AllocationStatus, PlacedOrder } from '../order.state.js';
import { patchAllocation, patchLines, patchUnits, shift } from './moves.js';

/** A step of the node. What it works on was reserved, whether or not the order has heard of that. */
function reach(allocation: AllocationMemory, status: AllocationStatus): AllocationMemory {
  return {
    ...allocation,
    status,
    reservations: allocation.reservations.map(({ sku }) => ({ sku, status: 'held' })),
  };
}

export function released(state: PlacedOrder, { fulfillmentId }: LinesReleased['data']): PlacedOrder {
  return patchAllocation(state, fulfillmentId, (one) => reach(one, 'released'));
}

/** With the goods in hand it no longer matters that the books had nothing behind them. */
export function picked(state: PlacedOrder, { fulfillmentId }: LinesPicked['data']): PlacedOrder {
  const withdrawals = state.withdrawals.filter(
    (pending) => pending.fulfillmentId !== fulfillmentId || pending.purpose !== 'pull-back',
  );
  return patchAllocation({ ...state, withdrawals }, fulfillmentId, (one) => reach(one, 'picked'));
}

export function ready(state: PlacedOrder, data: LinesReadyForPickup['data']): PlacedOrder {
  return patchAllocation(state, data.fulfillmentId, (allocation) => ({
    ...reach(allocation, 'ready-for-pickup'),
    readyAt: data.at,
    pickupBy: data.pickupBy,
  }));
}

export function shipped(state: PlacedOrder, { fulfillmentId, lines }: LinesShipped['data']): PlacedOrder {
  const gone = patchAllocation(state, fulfillmentId, (allocation) =>
    patchUnits(reach(allocation, 'shipped'), lines, (line, units) => ({
      ...line,
      quantity: line.quantity - units,
      fulfilled: line.fulfilled + units,
    })),
  );
  return shift(gone, lines, 'inFulfillment', 'fulfilled');
}

export function delivered(state: PlacedOrder, data: LinesDelivered['data']): PlacedOrder {
  return arrived(state, data, data.deliveredAt);
}

/** A pickup is in time when it was ready in time: the customer may come later. */
export function collected(state: PlacedOrder, data: LinesCollected['data']): PlacedOrder {
  const allocation = state.allocations.find((one) => one.fulfillmentId === data.fulfillmentId);
  return arrived(
    shipped(state, { ...data, shippedAt: data.collectedAt }),
    data,
    allocation?.readyAt ?? data.collectedAt,
  );
}

function arrived(
  state: PlacedOrder,
  { fulfillmentId, lines }: Pick<LinesDelivered['data'], 'fulfillmentId' | 'lines'>,
  arrivedAt: string,
): PlacedOrder {
  const units = compact(lines);
  const there = patchAllocation(state, fulfillmentId, (allocation) =>
    patchUnits(allocation, units, (line, count) => ({ ...line, delivered: line.delivered + count })),
  );
  const counted = patchLines(there, units, (line, count) => ({ ...line, delivered: line.delivered + count }));
  return { ...counted, late: state.late || isBefore(state.placed.promise.promisedBy, arrivedAt) };
}
