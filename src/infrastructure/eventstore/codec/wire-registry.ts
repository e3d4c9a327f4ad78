import type { ParkedWorkEvent } from '../../../application/ports/parked-work.js';
import type { FulfillmentEvent } from '../../../domain/fulfillment/index.js';
import type { NodeEvent } from '../../../domain/node/index.js';
import type { NoticeEvent } from '../../../domain/notice/index.js';
import type { OrderEvent } from '../../../domain/order/index.js';
import type { PolicyEvent } from '../../../domain/policy/index.js';
import type { StockEvent } from '../../../domain/stock/index.js';
import { SOURCING_RECORD_V2 } from './upcasters/sourcing-record.v2.js';
import { WireNames } from './wire-names.js';
import type { Upcaster } from './wire-names.js';

/** Every event that any aggregate can write. */
export type DomainEvent = OrderEvent | StockEvent | FulfillmentEvent | NodeEvent | PolicyEvent | NoticeEvent;

/** Every event that the engine can write: those of the aggregates, and those of its own bookkeeping. */
type EngineEvent = DomainEvent | ParkedWorkEvent;

/** One name for each event; an event that is missing here does not compile. */
type NameOfEach<Event extends { readonly type: string }> = {
  readonly [Type in Event['type']]: `${Type}.v${number}`;
};

/**
 * The name under which each event is written now. Once written, a name and its shape are for ever: an additive
 * optional field keeps the version, anything else is the next version plus an upcaster from the last one.
 */
export const LATEST_WIRE_NAMES: NameOfEach<EngineEvent> = {
  OrderPlaced: 'OrderPlaced.v1',
  OrderHeld: 'OrderHeld.v1',
  OrderHoldReleased: 'OrderHoldReleased.v1',
  SourcingPlanned: 'SourcingPlanned.v2',
  DemandParked: 'DemandParked.v2',
  ParkedDemandRetried: 'ParkedDemandRetried.v1',
  ReservationConfirmed: 'ReservationConfirmed.v1',
  AllocationSecured: 'AllocationSecured.v1',
  DemandReopened: 'DemandReopened.v1',
  FulfillmentReplaced: 'FulfillmentReplaced.v1',
  ReplacementAbandoned: 'ReplacementAbandoned.v1',
  LinesReleased: 'LinesReleased.v1',
  LinesPicked: 'LinesPicked.v1',
  LinesShipped: 'LinesShipped.v1',
  LinesReadyForPickup: 'LinesReadyForPickup.v1',
  LinesCollected: 'LinesCollected.v1',
  LinesDelivered: 'LinesDelivered.v1',
  CancellationRequested: 'CancellationRequested.v1',
  CancellationRefused: 'CancellationRefused.v1',
  LinesCancelled: 'LinesCancelled.v2',
  OrderCancelled: 'OrderCancelled.v1',
  OrderClosed: 'OrderClosed.v1',

  StockReceived: 'StockReceived.v1',
  StockAdjusted: 'StockAdjusted.v1',
  StockCounted: 'StockCounted.v1',
  StockDamaged: 'StockDamaged.v1',
  SafetyStockDefined: 'SafetyStockDefined.v1',
  StockReserved: 'StockReserved.v1',
  StockReservationRefused: 'StockReservationRefused.v1',
  ReservationCommitted: 'ReservationCommitted.v1',
  ReservationConsumed: 'ReservationConsumed.v1',
  ReservationReleased: 'ReservationReleased.v1',

  FulfillmentReleased: 'FulfillmentReleased.v1',
  FulfillmentAccepted: 'FulfillmentAccepted.v1',
  FulfillmentRejected: 'FulfillmentRejected.v1',
  FulfillmentTimedOut: 'FulfillmentTimedOut.v1',
  PickingStarted: 'PickingStarted.v1',
  FulfillmentPicked: 'FulfillmentPicked.v1',
  FulfillmentShortPicked: 'FulfillmentShortPicked.v1',
  FulfillmentPacked: 'FulfillmentPacked.v1',
  FulfillmentShipped: 'FulfillmentShipped.v1',
  FulfillmentDelivered: 'FulfillmentDelivered.v1',
  FulfillmentReadyForPickup: 'FulfillmentReadyForPickup.v1',
  FulfillmentCollected: 'FulfillmentCollected.v1',
  FulfillmentNotCollected: 'FulfillmentNotCollected.v1',
  FulfillmentDamaged: 'FulfillmentDamaged.v1',
  FulfillmentLost: 'FulfillmentLost.v1',
  FulfillmentReduced: 'FulfillmentReduced.v1',
  FulfillmentCancelled: 'FulfillmentCancelled.v1',
  FulfillmentSuperseded: 'FulfillmentSuperseded.v1',
  FulfillmentPulledBack: 'FulfillmentPulledBack.v1',

  NodeRegistered: 'NodeRegistered.v1',
  NodeProfileRevised: 'NodeProfileRevised.v1',
  NodeSuspended: 'NodeSuspended.v1',
  NodeResumed: 'NodeResumed.v1',

  PolicyDrafted: 'PolicyDrafted.v1',
  PolicyValidated: 'PolicyValidated.v1',
  PolicyActivated: 'PolicyActivated.v1',

  NoticeIssued: 'NoticeIssued.v1',
  NoticeDelivered: 'NoticeDelivered.v1',
  NoticeFailed: 'NoticeFailed.v1',
  NoticeResendRequested: 'NoticeResendRequested.v1',

  EventParked: 'EventParked.v1',
  ParkedEventReplayRequested: 'ParkedEventReplayRequested.v1',
  ParkedEventReplayed: 'ParkedEventReplayed.v1',
  ParkedEventReplayFailed: 'ParkedEventReplayFailed.v1',
};

/** From each old version to the next one. */
export const UPCASTERS: readonly Upcaster[] = [...SOURCING_RECORD_V2];

/** The registry that the engine runs with. */
export const WIRE_NAMES = new WireNames(LATEST_WIRE_NAMES, UPCASTERS);
