import type { FulfillmentEvent } from '../../domain/fulfillment/index.js';
import { patchFulfillment } from './order-status.ledger.js';
import type { FulfillmentStatus, OrderFulfillmentView, OrderStatusView } from './order-status.view.js';

/**
 * What a node says of its fulfillment. Only its status and dates follow from that: the units are booked when the order
 * says so, since the order is what counts them.
 */
export function evolveFulfillmentOf(
  view: OrderStatusView,
  event: FulfillmentEvent,
  revision: number,
): OrderStatusView {
  return patchFulfillment(view, event.data.fulfillmentId, (fulfillment) => ({
    ...stepped(fulfillment, event),
    revision,
  }));
}

function stepped(fulfillment: OrderFulfillmentView, event: FulfillmentEvent): OrderFulfillmentView {
  const to = (status: FulfillmentStatus): OrderFulfillmentView => ({ ...fulfillment, status });
  switch (event.type) {
    case 'FulfillmentReleased':
      return { ...fulfillment, status: 'released', acceptBy: event.data.acceptBy };
    case 'FulfillmentAccepted':
      return to('accepted');
    case 'FulfillmentRejected':
      return ends(event.data.remaining) ? to('rejected') : fulfillment;
    case 'FulfillmentTimedOut':
      return to('timed-out');
    case 'PickingStarted':
      return to('picking');
    case 'FulfillmentPicked':
      return to('picked');
    case 'FulfillmentShortPicked':
      return to(ends(event.data.picked) ? 'zero-picked' : 'picked');
    case 'FulfillmentPacked':
      return { ...fulfillment, status: 'packed', parcels: event.data.parcels };
    case 'FulfillmentShipped':
      return { ...fulfillment, status: 'shipped', parcels: event.data.parcels };
    case 'FulfillmentDelivered':
      return to('delivered');
    case 'FulfillmentReadyForPickup':
      return { ...fulfillment, status: 'ready-for-pickup', pickupBy: event.data.pickupBy };
    case 'FulfillmentCollected':
      return to('collected');
    case 'FulfillmentNotCollected':
      return to('not-collected');
    case 'FulfillmentDamaged':
      return ends(event.data.remaining) ? to('damaged') : fulfillment;
    case 'FulfillmentLost':
      return ends(event.data.remaining) ? to('lost') : fulfillment;
    case 'FulfillmentReduced':
      return fulfillment;
    case 'FulfillmentCancelled':
      return to('cancelled');
    case 'FulfillmentSuperseded':
      return { ...fulfillment, status: 'superseded', replacedBy: event.data.supersededBy };
    case 'FulfillmentPulledBack':
      return to('pulled-back');
    default:
      return fulfillment;
  }
}

function ends(remaining: readonly unknown[]): boolean {
  return remaining.length === 0;
}
