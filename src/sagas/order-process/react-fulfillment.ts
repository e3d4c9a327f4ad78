import type { FulfillmentEvent, RejectionReason } from '../../domain/fulfillment/index.js';
import type { RecordProgress, ResourcingCause, WithdrawalPurpose } from '../../domain/order/index.js';
import { type LineQuantity, sumBySku } from '../../domain/shared/quantities.js';
import { addSeconds, type Instant } from '../../domain/shared/time.js';
import type { Instruction, ReactContext } from './order-process.types.js';

/** With these reasons the node says that the stock itself is not as booked. */
const IN_DOUBT: ReadonlySet<RejectionReason> = new Set(['not-found', 'damaged']);

type Step = RecordProgress['data']['step'];
type Place = Pick<FulfillmentEvent['data'], 'fulfillmentId' | 'orderId' | 'nodeId' | 'at'>;
type Lines = readonly LineQuantity[];

/** What follows from an event of a fulfillment: the order's memory of it, and picked and departed units on the stock. */
export function reactToFulfillment(event: FulfillmentEvent, context: ReactContext): readonly Instruction[] {
  const { data } = event;
  switch (event.type) {
    case 'FulfillmentReleased':
      return [progress(event.data, 'released', event.data.lines, data.at, context)];
    case 'FulfillmentRejected':
      return [reopen(data, 'rejected', event.data.lines, context, IN_DOUBT.has(event.data.reason))];
    case 'FulfillmentAccepted':
      return event.data.late ? [progress(data, 'accepted', [], data.at, context)] : [];
    case 'FulfillmentTimedOut':
      return [reopen(data, 'acceptance-timeout', undefined, context)];
    case 'FulfillmentPicked':
      return picked(data, event.data.lines, context);
    case 'FulfillmentShortPicked':
      return [
        ...(event.data.picked.length > 0 ? picked(data, event.data.picked, context) : []),
        reopen(data, 'short-pick', event.data.short, context, true),
      ];
    case 'FulfillmentShipped': {
      const { lines, shippedAt } = event.data;
      return [
        progress(data, 'shipped', lines, shippedAt, context),
        ...onStock('ConsumeReservation', data, lines, context),
      ];
    }
    case 'FulfillmentDelivered':
      return [progress(data, 'delivered', event.data.lines, event.data.deliveredAt, context)];
    case 'FulfillmentReadyForPickup': {
      const { lines, pickupBy } = event.data;
      return [progress(data, 'ready-for-pickup', lines, data.at, context, pickupBy)];
    }
    case 'FulfillmentCollected': {
      const { lines, collectedAt } = event.data;
      return [
        progress(data, 'collected', lines, collectedAt, context),
        ...onStock('ConsumeReservation', data, lines, context),
      ];
    }
    case 'FulfillmentNotCollected':
      return [progress(data, 'not-collected', event.data.lines, data.at, context)];
    case 'FulfillmentDamaged':
      return [reopen(data, 'damaged-in-carriage', event.data.lines, context)];
    case 'FulfillmentLost':
      return [reopen(data, 'lost-in-carriage', event.data.lines, context)];
    case 'FulfillmentReduced':
      return [withdrawn(data, event.data.purpose, event.data.lines, context)];
    case 'FulfillmentCancelled':
      return [withdrawn(data, 'cancel', event.data.lines, context)];
    case 'FulfillmentSuperseded':
      return [withdrawn(data, 'supersede', event.data.lines, context)];
    case 'FulfillmentPulledBack':
      return [withdrawn(data, 'pull-back', event.data.lines, context)];
    default:
      return [];
  }
}

function picked(place: Place, lines: Lines, context: ReactContext): readonly Instruction[] {
  return [
    progress(place, 'picked', lines, place.at, context),
    ...onStock('CommitReservation', place, lines, context),
  ];
}

function progress(
  { orderId, fulfillmentId }: Place,
  step: Step,
  lines: Lines,
  occurredAt: Instant,
  { now }: ReactContext,
  pickupBy?: Instant,
): Instruction {
  const data = { orderId, fulfillmentId, step, lines, occurredAt, at: now };
  return {
    kind: 'order',
    command: { type: 'RecordProgress', data: pickupBy === undefined ? data : { ...data, pickupBy } },
  };
}

/** A carrier's failure says nothing against the node: it is not left out. */
function reopen(
  { orderId, fulfillmentId }: Place,
  cause: ResourcingCause,
  lines: Lines | undefined,
  { now, timings }: ReactContext,
  isSuspect = false,
): Instruction {
  const isCarrier = cause === 'damaged-in-carriage' || cause === 'lost-in-carriage';
  const excludedUntil = isCarrier ? now : addSeconds(now, timings.excludeFailedNodeSeconds);
  const data = {
    orderId,
    fulfillmentId,
    cause,
    ...(lines ? { lines } : {}),
    excludedUntil,
    ...(isSuspect ? { suspect: true as const } : {}),
    at: now,
  };
  return { kind: 'order', command: { type: 'ReopenDemand', data } };
}

function withdrawn(
  { orderId, fulfillmentId }: Place,
  purpose: WithdrawalPurpose,
  lines: Lines,
  { now }: ReactContext,
): Instruction {
  return {
    kind: 'order',
    command: { type: 'RecordWithdrawal', data: { orderId, fulfillmentId, lines, purpose, at: now } },
  };
}

function onStock(
  type: 'CommitReservation' | 'ConsumeReservation',
  { orderId, fulfillmentId, nodeId }: Place,
  lines: Lines,
  { now }: ReactContext,
): readonly Instruction[] {
  return [...sumBySku(lines)].map(([sku, quantity]) => ({
    kind: 'stock',
    command: { type, data: { sku, nodeId, fulfillmentId, orderId, quantity, at: now } },
  }));
}
