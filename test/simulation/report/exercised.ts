import type { RecordedEvent } from '../../../src/application/ports/event-store.js';
import type { FulfillmentEvent } from '../../../src/domain/fulfillment/index.js';
import type { NodeEvent } from '../../../src/domain/node/index.js';
import type { NoticeEvent } from '../../../src/domain/notice/index.js';
import type { OrderEvent } from '../../../src/domain/order/index.js';
import type { PolicyEvent } from '../../../src/domain/policy/index.js';
import type { StockEvent } from '../../../src/domain/stock/index.js';
import { FAULTS } from '../kernel/faults.js';
import type { Tally } from './tally.js';

type AnyEvent = OrderEvent | FulfillmentEvent | StockEvent | NodeEvent | PolicyEvent | NoticeEvent;
/** The receiver of notices comes back before any is given up. */
type Unseen = 'NoticeFailed' | 'NoticeResendRequested';
type Cause = Extract<OrderEvent, { type: 'DemandReopened' }>['data']['cause'];
type Wake = Extract<OrderEvent, { type: 'ParkedDemandRetried' }>['data']['cause'];

/** A list that the compiler accepts only when it is complete. */
const allOf =
  <Name extends string>() =>
  <const List extends readonly Name[]>(
    list: [Name] extends [List[number]] ? List : readonly ['missing', Exclude<Name, List[number]>],
  ): readonly string[] =>
    list;

const EVENT_TYPES = allOf<Exclude<AnyEvent['type'], Unseen>>()([
  'OrderPlaced',
  'OrderHeld',
  'OrderHoldReleased',
  'SourcingPlanned',
  'DemandParked',
  'ParkedDemandRetried',
  'ReservationConfirmed',
  'AllocationSecured',
  'DemandReopened',
  'FulfillmentReplaced',
  'ReplacementAbandoned',
  'LinesReleased',
  'LinesPicked',
  'LinesShipped',
  'LinesReadyForPickup',
  'LinesCollected',
  'LinesDelivered',
  'CancellationRequested',
  'CancellationRefused',
  'LinesCancelled',
  'OrderCancelled',
  'OrderClosed',
  'FulfillmentReleased',
  'FulfillmentAccepted',
  'FulfillmentRejected',
  'FulfillmentTimedOut',
  'PickingStarted',
  'FulfillmentPicked',
  'FulfillmentShortPicked',
  'FulfillmentPacked',
  'FulfillmentShipped',
  'FulfillmentDelivered',
  'FulfillmentReadyForPickup',
  'FulfillmentCollected',
  'FulfillmentNotCollected',
  'FulfillmentDamaged',
  'FulfillmentLost',
  'FulfillmentReduced',
  'FulfillmentCancelled',
  'FulfillmentSuperseded',
  'FulfillmentPulledBack',
  'StockReceived',
  'StockAdjusted',
  'StockCounted',
  'StockDamaged',
  'SafetyStockDefined',
  'StockReserved',
  'StockReservationRefused',
  'ReservationCommitted',
  'ReservationConsumed',
  'ReservationReleased',
  'NodeRegistered',
  'NodeProfileRevised',
  'NodeSuspended',
  'NodeResumed',
  'PolicyDrafted',
  'PolicyValidated',
  'PolicyActivated',
  'NoticeIssued',
  'NoticeDelivered',
]);
const CAUSES = allOf<Cause>()([
  'reservation-refused',
  'rejected',
  'short-pick',
  'acceptance-timeout',
  'node-suspended',
  'count-below-reserved',
  'damaged-in-carriage',
  'lost-in-carriage',
  'manual',
]);
const WAKES = allOf<Wake>()(['stock-arrived', 'deadline', 'manual']);

export const EVENTS = 'events';
export const CAUSE_GROUP = 'demand reopened because of';
export const WAKE_GROUP = 'parked demand woken by';
export const FAULT_GROUP = 'faults';
export const ANSWER_GROUP = 'answers to clients';
export const OTHER_GROUP = 'also';
/** What becomes of the question to erase somebody: done, nobody there any more, no such order. */
const ERASURES = [true, false, null].map(erasureOutcome);
/** The engine died, or lost the log, between the person and the order. */
export const ORPHANED = 'a person waits for the sweep';

export function erasureOutcome(answer: boolean | null): string {
  return `person erased: ${answer}`;
}

/** Counts what the log tells. */
export function countEvents(log: readonly RecordedEvent[], tally: Tally): void {
  for (const { event: recorded } of log) {
    const event = recorded as AnyEvent;
    tally.add(EVENTS, event.type);
    if (event.type === 'DemandReopened') tally.add(CAUSE_GROUP, event.data.cause);
    if (event.type === 'ParkedDemandRetried') tally.add(WAKE_GROUP, event.data.cause);
  }
}

/** What should have happened in some run and has not: where these runs are blind. */
export function blindSpots(tally: Tally): readonly string[] {
  const wanted: readonly (readonly [group: string, names: readonly string[]])[] = [
    [EVENTS, EVENT_TYPES],
    [CAUSE_GROUP, CAUSES],
    [WAKE_GROUP, WAKES],
    [FAULT_GROUP, FAULTS],
    [ANSWER_GROUP, ERASURES],
    [OTHER_GROUP, [ORPHANED]],
  ];
  return wanted.flatMap(([group, names]) =>
    names.filter((name) => tally.count(group, name) === 0).map((name) => `${group}: ${name}`),
  );
}
