import type { FulfillmentEvent } from '../../domain/fulfillment/index.js';
import type { OrderEvent, OrderPlaced } from '../../domain/order/index.js';
import * as cancellation from './order-status.cancellation.js';
import { deriveStatus } from './order-status.derive.js';
import { evolveFulfillmentOf } from './order-status.fulfillment.js';
import { patchFulfillment, patchUnits, recount } from './order-status.ledger.js';
import * as sourcing from './order-status.sourcing.js';
import type { OrderStatusView } from './order-status.view.js';

/** One event of the order's own stream. Pure and total; nothing comes before `OrderPlaced`. */
export function evolveOrderStatus(
  view: OrderStatusView | null,
  event: OrderEvent,
  revision: number,
): OrderStatusView | null {
  if (event.type === 'OrderPlaced') return view ?? settled({ ...placed(event.data), revision });
  return view && settled({ ...booked(view, event), revision });
}

/** One event of a fulfillment of the order. */
export function evolveOrderFulfillment(
  view: OrderStatusView | null,
  event: FulfillmentEvent,
  revision: number,
): OrderStatusView | null {
  return view && settled(evolveFulfillmentOf(view, event, revision));
}

/** What follows from every event alike. */
function settled(view: OrderStatusView): OrderStatusView {
  const counted = cancellation.settleCancellations(recount(view));
  const status = deriveStatus(counted);
  return status === counted.status ? counted : { ...counted, status };
}

function placed({ lines, at: _, ...order }: OrderPlaced['data']): OrderStatusView {
  const nothing = { cancelled: 0, parked: 0, inFulfillment: 0, fulfilled: 0, released: 0, picked: 0 };
  const beyond = { readyForPickup: 0, shipped: 0, delivered: 0, collected: 0 };
  return {
    ...order,
    status: 'received',
    revision: 0,
    lines: lines.map(({ lineId, sku, unitPrice, quantity }) => ({
      lineId,
      sku,
      unitPrice,
      ordered: quantity,
      unsourced: quantity,
      ...nothing,
      ...beyond,
    })),
    fulfillments: [],
    holds: [],
    parked: [],
    cancellations: [],
    resourcings: 0,
  };
}

function booked(view: OrderStatusView, event: Exclude<OrderEvent, OrderPlaced>): OrderStatusView {
  switch (event.type) {
    case 'OrderHeld': {
      const { holdType, reason, at } = event.data;
      return { ...view, holds: [...otherHolds(view, holdType), { holdType, reason, since: at }] };
    }
    case 'OrderHoldReleased':
      return { ...view, holds: otherHolds(view, event.data.holdType) };
    case 'SourcingPlanned':
      return sourcing.planned(view, event.data);
    case 'DemandParked':
      return sourcing.parked(view, event.data);
    case 'ParkedDemandRetried':
      return sourcing.retried(view, event.data);
    case 'ReservationConfirmed':
      return view;
    case 'AllocationSecured':
      return patchFulfillment(view, event.data.fulfillmentId, (each) => ({ ...each, status: 'secured' }));
    case 'DemandReopened':
      return sourcing.reopened(view, event.data);
    case 'FulfillmentReplaced':
      return sourcing.replaced(view, event.data);
    case 'ReplacementAbandoned':
      return sourcing.abandoned(view, event.data);
    case 'CancellationRequested':
      return cancellation.requested(view, event.data);
    case 'CancellationRefused':
      return cancellation.refused(view, event.data);
    case 'LinesCancelled':
      return cancellation.cancelled(view, event.data);
    case 'OrderCancelled':
      return { ...view, ended: { at: event.data.at, late: false, reason: event.data.reason } };
    case 'OrderClosed':
      return { ...view, ended: { at: event.data.at, late: event.data.late } };
    default:
      return progressed(view, event);
  }
}

type Progress = Extract<
  OrderEvent,
  {
    readonly type:
      | 'LinesReleased'
      | 'LinesPicked'
      | 'LinesShipped'
      | 'LinesReadyForPickup'
      | 'LinesCollected'
      | 'LinesDelivered';
  }
>;

/** The node's own words set the status of its fulfillment; what is booked here are the units. */
function progressed(view: OrderStatusView, event: Progress): OrderStatusView {
  const { fulfillmentId, lines } = event.data;
  switch (event.type) {
    case 'LinesReleased':
      return view;
    case 'LinesPicked':
      return patchUnits(view, fulfillmentId, lines, (line, units) => ({
        ...line,
        picked: line.picked + units,
      }));
    case 'LinesShipped':
      return patchUnits(view, fulfillmentId, lines, (line, units) => ({
        ...line,
        shipped: line.shipped + units,
      }));
    case 'LinesReadyForPickup':
      return patchUnits(view, fulfillmentId, lines, (line, units) => ({
        ...line,
        readyForPickup: line.readyForPickup + units,
      }));
    case 'LinesCollected':
      return patchUnits(view, fulfillmentId, lines, (line, units) => ({
        ...line,
        collected: line.collected + units,
      }));
    case 'LinesDelivered':
      return patchUnits(view, fulfillmentId, lines, (line, units) => ({
        ...line,
        delivered: line.delivered + units,
      }));
    default:
      return view;
  }
}

function otherHolds(view: OrderStatusView, holdType: string): OrderStatusView['holds'] {
  return view.holds.filter((hold) => hold.holdType !== holdType);
}
