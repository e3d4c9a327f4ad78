import type { CancellationRefused, CancellationRequested, LinesCancelled } from '../../domain/order/index.js';
import { openUnits, pool, takeOpen } from './order-status.ledger.js';
import { unpark } from './order-status.parked.js';
import type { OrderStatusView, PendingCancellation } from './order-status.view.js';

export function requested(view: OrderStatusView, data: CancellationRequested['data']): OrderStatusView {
  const { reason, wholeOrder, lines, fulfillmentIds, at } = data;
  const pending = { reason, wholeOrder, lines, requestedAt: at, awaits: fulfillmentIds };
  const next = { ...view, cancellations: [...view.cancellations, pending] };
  return wholeOrder ? { ...next, cancelRequested: { reason, at } } : next;
}

export function refused(view: OrderStatusView, data: CancellationRefused['data']): OrderStatusView {
  return { ...view, cancellations: answered(view.cancellations, data.fulfillmentId) };
}

export function cancelled(view: OrderStatusView, data: LinesCancelled['data']): OrderStatusView {
  const { lines, fulfillmentId, from } = data;
  const booked = pool(view, lines, 'cancelled', 1);
  if (from === 'parked') {
    return pool({ ...booked, parked: unpark(booked.parked, lines, undefined) }, lines, 'parked', -1);
  }
  if (from === 'unsourced' || fulfillmentId === undefined) return pool(booked, lines, 'unsourced', -1);
  const given = takeOpen(booked, fulfillmentId, lines);
  return from === 'allocation'
    ? given
    : { ...given, cancellations: answered(given.cancellations, fulfillmentId) };
}

/** The oldest request that waits for this fulfillment has its answer. */
function answered(
  pending: readonly PendingCancellation[],
  fulfillmentId: string,
): readonly PendingCancellation[] {
  const at = pending.findIndex(({ awaits }) => awaits.includes(fulfillmentId));
  return pending.map((request, index) =>
    index === at ? { ...request, awaits: request.awaits.filter((each) => each !== fulfillmentId) } : request,
  );
}

/** A fulfillment without units has none to give back; a request that waits for nobody is done. */
export function settleCancellations(view: OrderStatusView): OrderStatusView {
  if (view.cancellations.length === 0) return view;
  const able = new Set(
    view.fulfillments
      .filter(({ lines }) => lines.some((line) => openUnits(line) > 0))
      .map(({ fulfillmentId }) => fulfillmentId),
  );
  const cancellations = view.cancellations
    .map((request) => ({ ...request, awaits: request.awaits.filter((each) => able.has(each)) }))
    .filter(({ awaits }) => awaits.length > 0);
  return { ...view, cancellations };
}
