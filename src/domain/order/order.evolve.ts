import { assertNever } from '../shared/decider.js';
import * as cancellation from './evolve/cancellation.js';
import * as progress from './evolve/progress.js';
import { settle } from './evolve/settle.js';
import * as sourcing from './evolve/sourcing.js';
import type { OrderEvent, OrderPlaced } from './order.events.js';
import type { OrderState, PlacedOrder } from './order.state.js';
import { isPlaced } from './order.state.js';

/** The fold. Total: an event that does not fit changes as little as it can, and nothing is thrown. */
export function evolveOrder(state: OrderState, event: OrderEvent): OrderState {
  if (event.type === 'OrderPlaced') return isPlaced(state) ? state : placed(event.data);
  return isPlaced(state) ? settle(apply(state, event)) : state;
}

function placed(data: OrderPlaced['data']): PlacedOrder {
  return {
    status: 'open',
    orderId: data.orderId,
    placed: data,
    lines: data.lines.map(({ lineId, sku, quantity }) => ({
      lineId,
      sku,
      ordered: quantity,
      cancelled: 0,
      parked: 0,
      unsourced: quantity,
      inFulfillment: 0,
      fulfilled: 0,
      delivered: 0,
      attempts: 0,
    })),
    allocations: [],
    replacements: [],
    withdrawals: [],
    parked: [],
    holds: [],
    exclusions: [],
    round: 1,
    nextFulfillment: 1,
    nextWithdrawal: 1,
    late: false,
  };
}

function apply(state: PlacedOrder, event: Exclude<OrderEvent, OrderPlaced>): PlacedOrder {
  switch (event.type) {
    case 'OrderHeld':
      return held(state, event.data);
    case 'OrderHoldReleased':
      return holdReleased(state, event.data);
    case 'SourcingPlanned':
      return sourcing.planned(state, event.data);
    case 'DemandParked':
      return sourcing.parked(state, event.data);
    case 'ParkedDemandRetried':
      return sourcing.retried(state, event.data);
    case 'ReservationConfirmed':
      return sourcing.confirmed(state, event.data);
    case 'AllocationSecured':
      return sourcing.secured(state, event.data);
    case 'DemandReopened':
      return sourcing.reopened(state, event.data);
    case 'FulfillmentReplaced':
      return sourcing.replaced(state, event.data);
    case 'ReplacementAbandoned':
      return sourcing.abandoned(state, event.data);
    case 'LinesReleased':
      return progress.released(state, event.data);
    case 'LinesPicked':
      return progress.picked(state, event.data);
    case 'LinesShipped':
      return progress.shipped(state, event.data);
    case 'LinesReadyForPickup':
      return progress.ready(state, event.data);
    case 'LinesCollected':
      return progress.collected(state, event.data);
    case 'LinesDelivered':
      return progress.delivered(state, event.data);
    case 'CancellationRequested':
      return cancellation.requested(state, event.data);
    case 'CancellationRefused':
      return cancellation.refused(state, event.data);
    case 'LinesCancelled':
      return cancellation.cancelled(state, event.data);
    case 'OrderCancelled':
      return { ...state, status: 'cancelled', cancelReason: event.data.reason };
    case 'OrderClosed':
      return { ...state, status: 'closed' };
    default:
      return assertNever(event);
  }
}

type Held = Extract<OrderEvent, { readonly type: 'OrderHeld' }>['data'];
type HoldReleased = Extract<OrderEvent, { readonly type: 'OrderHoldReleased' }>['data'];

function held(state: PlacedOrder, { holdType, reason }: Held): PlacedOrder {
  const others = state.holds.filter((hold) => hold.holdType !== holdType);
  return { ...state, holds: [...others, { holdType, reason }] };
}

function holdReleased(state: PlacedOrder, { holdType }: HoldReleased): PlacedOrder {
  const holds = state.holds.filter((hold) => hold.holdType !== holdType);
  return sourcing.letGo(settle({ ...state, holds }));
}
