import type {
  Allocation,
  DemandParked,
  DemandReopened,
  FulfillmentReplaced,
  ParkedDemandRetried,
  ReplacementAbandoned,
  SourcingPlanned,
} from '../../domain/order/index.js';
import { patchFulfillment, patchUnits, pool, takeOpen } from './order-status.ledger.js';
import { unpark } from './order-status.parked.js';
import type { OrderFulfillmentView, OrderStatusView } from './order-status.view.js';

export function planned(view: OrderStatusView, { allocations }: SourcingPlanned['data']): OrderStatusView {
  const counted = allocations.filter(({ replaces }) => replaces === undefined).flatMap(({ lines }) => lines);
  const fulfillments = [...view.fulfillments, ...allocations.map(plannedFulfillment)];
  return pool({ ...view, fulfillments }, counted, 'unsourced', -1);
}

function plannedFulfillment({ lines, ...allocation }: Allocation): OrderFulfillmentView {
  return {
    ...allocation,
    status: 'planned',
    lines: lines.map((line) => ({
      ...line,
      picked: 0,
      readyForPickup: 0,
      shipped: 0,
      delivered: 0,
      collected: 0,
    })),
    parcels: [],
    revision: null,
  };
}

export function parked(view: OrderStatusView, data: DemandParked['data']): OrderStatusView {
  const { lines, reason, until, thenAction, replaces, at } = data;
  const part = { lines, reason, since: at, until, thenAction };
  if (replaces !== undefined) return { ...view, parked: [...view.parked, { ...part, replaces }] };
  const waiting = { ...view, parked: [...view.parked, part] };
  return pool(pool(waiting, lines, 'unsourced', -1), lines, 'parked', 1);
}

export function retried(view: OrderStatusView, data: ParkedDemandRetried['data']): OrderStatusView {
  const { lines, replaces } = data;
  const freed = { ...view, parked: unpark(view.parked, lines, replaces) };
  if (replaces !== undefined) return freed;
  return pool(pool(freed, lines, 'parked', -1), lines, 'unsourced', 1);
}

export function reopened(view: OrderStatusView, data: DemandReopened['data']): OrderStatusView {
  // A pull-back is told again when the node has given the units up: that is when it counts.
  if (data.standing && data.cause === 'count-below-reserved') return view;
  if (data.standing && data.lines.length === 0) return sought(view, data);
  const again = { ...view, resourcings: view.resourcings + 1 };
  return data.standing ? sought(again, data) : left(again, data);
}

/** The fulfillment stands while a replacement is sought. */
function sought(view: OrderStatusView, { fulfillmentId, cause }: DemandReopened['data']): OrderStatusView {
  return patchFulfillment(view, fulfillmentId, (each) => ({ ...each, replacementSought: cause }));
}

/** The units have left the fulfillment. Those of a stand-in were never counted with it. */
function left(
  view: OrderStatusView,
  { fulfillmentId, lines, cause }: DemandReopened['data'],
): OrderStatusView {
  if (cause === 'damaged-in-carriage' || cause === 'lost-in-carriage') {
    const lost = patchUnits(view, fulfillmentId, lines, (line, units) => ({
      ...line,
      quantity: line.quantity - units,
      shipped: line.shipped - units,
    }));
    return pool(lost, lines, 'unsourced', 1);
  }
  const isStandIn = view.fulfillments.some(
    (each) => each.fulfillmentId === fulfillmentId && each.replaces !== undefined,
  );
  const taken = takeOpen(view, fulfillmentId, lines);
  return isStandIn ? taken : pool(taken, lines, 'unsourced', 1);
}

export function replaced(view: OrderStatusView, data: FulfillmentReplaced['data']): OrderStatusView {
  const { fulfillmentId, lines, replacedBy } = data;
  const stepped = patchFulfillment(takeOpen(view, fulfillmentId, lines), fulfillmentId, (old) => ({
    ...settled(old),
    replacedBy,
  }));
  return {
    ...stepped,
    fulfillments: stepped.fulfillments.map((each) =>
      replacedBy.includes(each.fulfillmentId) ? takenOver(each) : each,
    ),
  };
}

export function abandoned(view: OrderStatusView, data: ReplacementAbandoned['data']): OrderStatusView {
  const goesOn = patchFulfillment(view, data.fulfillmentId, settled);
  return {
    ...goesOn,
    parked: goesOn.parked.filter(({ replaces }) => replaces !== data.fulfillmentId),
    fulfillments: goesOn.fulfillments.map((each) =>
      data.abandoned.includes(each.fulfillmentId) ? { ...each, status: 'abandoned', lines: [] } : each,
    ),
  };
}

function takenOver({ replaces: _, ...fulfillment }: OrderFulfillmentView): OrderFulfillmentView {
  return fulfillment;
}

function settled({ replacementSought: _, ...fulfillment }: OrderFulfillmentView): OrderFulfillmentView {
  return fulfillment;
}
