import { assertNever } from '../shared/decider.js';
import type { LineQuantity } from '../shared/quantities.js';
import type { FulfillmentEvent, FulfillmentReleased } from './fulfillment.events.js';
import { without } from './fulfillment.lines.js';
import type { FulfillmentState, FulfillmentStatus, FulfillmentWork } from './fulfillment.state.js';

/** The fold. Total: it takes down what it is told. */
export function evolveFulfillment(state: FulfillmentState, event: FulfillmentEvent): FulfillmentState {
  const step = (status: FulfillmentStatus, change: Partial<FulfillmentWork> = {}): FulfillmentState => ({
    status,
    work: state.work && { ...state.work, ...change },
  });
  /** Units left; with none remaining the fulfillment has come to `end`. */
  const lose = (lines: readonly LineQuantity[], end: FulfillmentStatus): FulfillmentState =>
    without(state.work?.lines ?? [], lines).length === 0
      ? step(end, gone(state.work, lines))
      : step(state.status, gone(state.work, lines));
  const withdrawn = (end: FulfillmentStatus, lines: readonly LineQuantity[]): FulfillmentState =>
    state.work ? step(end, gone(state.work, lines)) : { status: 'never-released', work: null };
  switch (event.type) {
    case 'FulfillmentReleased':
      return released(event);
    case 'FulfillmentAccepted':
      return step('accepted');
    case 'FulfillmentRejected':
      return lose(event.data.lines, 'rejected');
    case 'FulfillmentTimedOut':
      return step('timed-out');
    case 'PickingStarted':
      return step('picking');
    case 'FulfillmentPicked':
      return step('picked');
    case 'FulfillmentShortPicked':
      return step(
        event.data.picked.length === 0 ? 'zero-picked' : 'picked',
        gone(state.work, event.data.short),
      );
    case 'FulfillmentPacked':
      return step('packed', { parcels: event.data.parcels });
    case 'FulfillmentShipped':
      return step('shipped', { parcels: event.data.parcels });
    case 'FulfillmentDelivered':
      return step('delivered');
    case 'FulfillmentReadyForPickup':
      return step('ready-for-pickup', { pickupBy: event.data.pickupBy });
    case 'FulfillmentCollected':
      return step('collected');
    case 'FulfillmentNotCollected':
      return step('not-collected', gone(state.work, event.data.lines));
    case 'FulfillmentDamaged':
      return lose(event.data.lines, 'damaged');
    case 'FulfillmentLost':
      return lose(event.data.lines, 'lost');
    case 'FulfillmentReduced':
      return step(state.status, gone(state.work, event.data.lines));
    case 'FulfillmentCancelled':
      return withdrawn('cancelled', event.data.lines);
    case 'FulfillmentSuperseded':
      return withdrawn('superseded', event.data.lines);
    case 'FulfillmentPulledBack':
      return withdrawn('pulled-back', event.data.lines);
    default:
      return assertNever(event);
  }
}

function released({ data }: FulfillmentReleased): FulfillmentState {
  const { orderId, nodeId, method, lines, acceptBy, pickupWindowSeconds } = data;
  return {
    status: 'released',
    work: {
      orderId,
      nodeId,
      method,
      released: lines,
      lines,
      gone: [],
      acceptBy,
      pickupWindowSeconds,
      pickupBy: null,
      parcels: [],
    },
  };
}

function gone(work: FulfillmentWork | null, lines: readonly LineQuantity[]): Partial<FulfillmentWork> {
  return work ? { lines: without(work.lines, lines), gone: [...work.gone, ...lines] } : {};
}
