import type { Message } from '../shared/decider.js';
import type { Money } from '../shared/money.js';
import type { CoarseDestination } from '../shared/place.js';
import type { LineQuantity, Quantity } from '../shared/quantities.js';
import type { Instant } from '../shared/time.js';
import type { SourcingRecord } from '../sourcing/sourcing.types.js';

/** How an order is to reach the customer. */
export type OrderMethod = 'ship' | 'pickup';
/** How a node fulfills: a drop-shipper ships on the retailer's behalf. */
export type FulfillmentMethod = 'ship' | 'drop-ship' | 'pickup';
export type HoldType = 'fraud' | 'address' | 'payment' | 'manual';

/** Why demand is sourced (again). Each is a fact that someone reported. */
export type ResourcingCause =
  | 'reservation-refused'
  | 'rejected'
  | 'short-pick'
  | 'acceptance-timeout'
  | 'node-suspended'
  | 'count-below-reserved'
  | 'damaged-in-carriage'
  | 'lost-in-carriage'
  | 'manual';

export interface OrderLine {
  readonly lineId: string;
  readonly sku: string;
  readonly quantity: Quantity;
  readonly unitPrice: Money;
}

/** The committed date; the estimate lives beside it and neither overwrites the other. */
export interface DeliveryPromise {
  readonly service: string;
  readonly promisedBy: Instant;
}

/** Lines of the order that one node is to do by one method. */
export interface Allocation {
  readonly fulfillmentId: string;
  readonly nodeId: string;
  readonly method: FulfillmentMethod;
  readonly lines: readonly LineQuantity[];
  /** The standing fulfillment that this one takes over from, once it is secured. */
  readonly replaces?: string;
  /** When it should be with the customer, or ready at the counter, as of the plan. Beside the promise, never in its place. */
  readonly estimatedBy?: Instant;
}

type OrderEventOf<Type extends string, Data> = Message<Type, { readonly orderId: string } & Data>;

/** The demand is in. Money and the coarse destination only; the person is a reference into the vault. */
export type OrderPlaced = OrderEventOf<
  'OrderPlaced',
  {
    readonly externalId: string;
    readonly channel: string;
    readonly customerRef: string;
    readonly personRef?: string;
    readonly method: OrderMethod;
    readonly pickupNodeId?: string;
    readonly destination: CoarseDestination;
    readonly promise: DeliveryPromise;
    /** Higher goes first where stock is short; 0 is normal. */
    readonly priority: number;
    readonly tags: readonly string[];
    readonly lines: readonly OrderLine[];
    /** Business time of the order. */
    readonly placedAt: Instant;
    readonly at: Instant;
  }
>;
export type OrderHeld = OrderEventOf<
  'OrderHeld',
  { readonly holdType: HoldType; readonly reason: string; readonly at: Instant }
>;
export type OrderHoldReleased = OrderEventOf<
  'OrderHoldReleased',
  { readonly holdType: HoldType; readonly at: Instant }
>;

/** A sourcing run placed at least a part of the demand. From here on the order knows every reservation it may hold. */
export type SourcingPlanned = OrderEventOf<
  'SourcingPlanned',
  {
    readonly round: number;
    readonly allocations: readonly Allocation[];
    readonly decision: SourcingRecord;
    readonly at: Instant;
  }
>;
/** No node now: the demand waits for stock or for `until`, then `thenAction` is taken. */
export type DemandParked = OrderEventOf<
  'DemandParked',
  {
    readonly lines: readonly LineQuantity[];
    readonly reason: string;
    readonly until: Instant;
    readonly thenAction: 'retry' | 'cancel';
    /** End of the wait, where `until` is an earlier try. It was set at the first parking; another does not put it off. */
    readonly waitsUntil?: Instant;
    /** Set when the demand is a replacement: the fulfillment that stands meanwhile. */
    readonly replaces?: string;
    /** The sourcing run that found no node; absent when the run also planned a part and the decision stands there. */
    readonly decision?: SourcingRecord;
    readonly at: Instant;
  }
>;
/** Parked demand is sourced again: stock arrived, its deadline passed, or a person asked. */
export type ParkedDemandRetried = OrderEventOf<
  'ParkedDemandRetried',
  {
    readonly lines: readonly LineQuantity[];
    readonly cause: 'stock-arrived' | 'deadline' | 'manual';
    readonly replaces?: string;
    readonly at: Instant;
  }
>;
export type ReservationConfirmed = OrderEventOf<
  'ReservationConfirmed',
  {
    readonly fulfillmentId: string;
    readonly nodeId: string;
    readonly sku: string;
    readonly quantity: Quantity;
    readonly at: Instant;
  }
>;
/** Every reservation of the fulfillment is in. */
export type AllocationSecured = OrderEventOf<
  'AllocationSecured',
  {
    readonly fulfillmentId: string;
    readonly nodeId: string;
    readonly lines: readonly LineQuantity[];
    readonly replaces?: string;
    readonly at: Instant;
  }
>;
/**
 * Units must be sourced (again), or (no lines) those sought already are sought for another cause now. `standing: false`: they have left `fulfillmentId` and are unsourced.
 * `standing: true`: they stay with `fulfillmentId` until a replacement is secured and the old node has given them up;
 * with the cause `count-below-reserved` until the node has given them up, since there is nothing behind them.
 */
export type DemandReopened = OrderEventOf<
  'DemandReopened',
  {
    readonly fulfillmentId: string;
    readonly lines: readonly LineQuantity[];
    readonly cause: ResourcingCause;
    readonly standing: boolean;
    readonly excludedNodeId: string;
    readonly excludedUntil: Instant;
    /** Times that one of these lines has been reopened since it was placed or last retried; counts from 1. */
    readonly attempt: number;
    /** The node could not find the units: what is given back of them awaits a count. */
    readonly suspect?: true;
    readonly at: Instant;
  }
>;
/** The old node gave the units up; the secured replacements now carry them and may be released. */
export type FulfillmentReplaced = OrderEventOf<
  'FulfillmentReplaced',
  {
    readonly fulfillmentId: string;
    readonly replacedBy: readonly string[];
    readonly lines: readonly LineQuantity[];
    readonly at: Instant;
  }
>;
/** The search for a replacement ends and the old fulfillment goes on; what was secured for it is given back. */
export type ReplacementAbandoned = OrderEventOf<
  'ReplacementAbandoned',
  {
    readonly fulfillmentId: string;
    readonly abandoned: readonly string[];
    readonly reason: string;
    readonly at: Instant;
  }
>;
/** The node has been handed the work. */
export type LinesReleased = OrderEventOf<
  'LinesReleased',
  {
    readonly fulfillmentId: string;
    readonly nodeId: string;
    readonly lines: readonly LineQuantity[];
    readonly at: Instant;
  }
>;
export type LinesPicked = OrderEventOf<
  'LinesPicked',
  { readonly fulfillmentId: string; readonly lines: readonly LineQuantity[]; readonly at: Instant }
>;
export type LinesShipped = OrderEventOf<
  'LinesShipped',
  {
    readonly fulfillmentId: string;
    readonly lines: readonly LineQuantity[];
    readonly shippedAt: Instant;
    readonly at: Instant;
  }
>;
export type LinesReadyForPickup = OrderEventOf<
  'LinesReadyForPickup',
  {
    readonly fulfillmentId: string;
    readonly lines: readonly LineQuantity[];
    readonly pickupBy: Instant;
    readonly at: Instant;
  }
>;
export type LinesCollected = OrderEventOf<
  'LinesCollected',
  {
    readonly fulfillmentId: string;
    readonly lines: readonly LineQuantity[];
    readonly collectedAt: Instant;
    readonly at: Instant;
  }
>;
export type LinesDelivered = OrderEventOf<
  'LinesDelivered',
  {
    readonly fulfillmentId: string;
    readonly lines: readonly LineQuantity[];
    readonly deliveredAt: Instant;
    readonly at: Instant;
  }
>;
/** Wanted, and owed to the open fulfillments concerned until each has answered. */
export type CancellationRequested = OrderEventOf<
  'CancellationRequested',
  {
    readonly lines: readonly LineQuantity[];
    readonly fulfillmentIds: readonly string[];
    readonly reason: string;
    readonly wholeOrder: boolean;
    readonly at: Instant;
  }
>;
/** A fulfillment is too far gone to give the units back. */
export type CancellationRefused = OrderEventOf<
  'CancellationRefused',
  {
    readonly fulfillmentId: string;
    readonly lines: readonly LineQuantity[];
    readonly reason: string;
    readonly at: Instant;
  }
>;
/** The units leave the order. `fulfillmentId` is the one that gave them up; absent when they were with none. */
export type LinesCancelled = OrderEventOf<
  'LinesCancelled',
  {
    readonly lines: readonly LineQuantity[];
    readonly reason: string;
    readonly fulfillmentId?: string;
    /**
     * Where the units were. `allocation`: with `fulfillmentId`, which no node had seen yet. Absent: `fulfillment` when
     * there is a `fulfillmentId`, else `unsourced`.
     */
    readonly from?: 'unsourced' | 'parked' | 'allocation' | 'fulfillment';
    /** The sourcing run that found no node, where the policy says to cancel then. */
    readonly decision?: SourcingRecord;
    readonly at: Instant;
  }
>;
/** Terminal: nothing of the order was fulfilled. */
export type OrderCancelled = OrderEventOf<
  'OrderCancelled',
  { readonly reason: string; readonly at: Instant }
>;
/** Terminal: every unit is delivered, collected or cancelled, and at least one reached the customer. */
export type OrderClosed = OrderEventOf<'OrderClosed', { readonly late: boolean; readonly at: Instant }>;

export type OrderEvent =
  | OrderPlaced
  | OrderHeld
  | OrderHoldReleased
  | SourcingPlanned
  | DemandParked
  | ParkedDemandRetried
  | ReservationConfirmed
  | AllocationSecured
  | DemandReopened
  | FulfillmentReplaced
  | ReplacementAbandoned
  | LinesReleased
  | LinesPicked
  | LinesShipped
  | LinesReadyForPickup
  | LinesCollected
  | LinesDelivered
  | CancellationRequested
  | CancellationRefused
  | LinesCancelled
  | OrderCancelled
  | OrderClosed;
