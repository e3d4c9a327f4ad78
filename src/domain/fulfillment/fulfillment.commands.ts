import type { Message } from '../shared/decider.js';
import type { LineQuantity, Quantity } from '../shared/quantities.js';
import type { Instant } from '../shared/time.js';
import type { FulfillmentReleased, Parcel, RejectionReason } from './fulfillment.events.js';

type FulfillmentCommandOf<Type extends string, Data> = Message<
  Type,
  { readonly fulfillmentId: string; readonly at: Instant } & Data
>;

/** Units by order line, as a node names them: it knows the line, not always the sku. */
export interface PickedLine {
  readonly lineId: string;
  readonly quantity: Quantity;
}

export type ReleaseFulfillment = Message<'ReleaseFulfillment', FulfillmentReleased['data']>;
export type AcceptFulfillment = FulfillmentCommandOf<'AcceptFulfillment', Record<never, never>>;
/** Lines left out mean the whole fulfillment. */
export type RejectFulfillment = FulfillmentCommandOf<
  'RejectFulfillment',
  { readonly lines?: readonly PickedLine[]; readonly reason: RejectionReason; readonly note?: string }
>;
/** Sent when a deadline is due; the aggregate decides whether it still matters. */
export type TimeOutFulfillment = FulfillmentCommandOf<'TimeOutFulfillment', Record<never, never>>;
export type StartPicking = FulfillmentCommandOf<'StartPicking', Record<never, never>>;
/** What was found, line by line; a line left out was picked in full when `lines` is absent, not at all when it is present. */
export type PickFulfillment = FulfillmentCommandOf<
  'PickFulfillment',
  { readonly lines?: readonly PickedLine[] }
>;
export type PackFulfillment = FulfillmentCommandOf<
  'PackFulfillment',
  { readonly parcels: readonly Parcel[] }
>;
export type ShipFulfillment = FulfillmentCommandOf<
  'ShipFulfillment',
  { readonly parcels?: readonly Parcel[]; readonly shippedAt: Instant }
>;
export type DeliverFulfillment = FulfillmentCommandOf<
  'DeliverFulfillment',
  { readonly deliveredAt: Instant }
>;
export type MakeReadyForPickup = FulfillmentCommandOf<'MakeReadyForPickup', Record<never, never>>;
export type CollectFulfillment = FulfillmentCommandOf<
  'CollectFulfillment',
  { readonly collectedAt: Instant }
>;
export type ExpirePickup = FulfillmentCommandOf<'ExpirePickup', Record<never, never>>;
/** Lines left out mean all units on their way. */
export type ReportDamage = FulfillmentCommandOf<
  'ReportDamage',
  { readonly lines?: readonly PickedLine[]; readonly reason: string }
>;
export type ReportLoss = FulfillmentCommandOf<
  'ReportLoss',
  { readonly lines?: readonly PickedLine[]; readonly reason: string }
>;
/**
 * The centre takes units back. Refused once the goods are too far: see the transition table.
 * Withdrawing from a fulfillment that was never released must be remembered, so that a late release is refused.
 */
export type WithdrawLines = FulfillmentCommandOf<
  'WithdrawLines',
  {
    readonly orderId: string;
    readonly nodeId: string;
    readonly lines: readonly LineQuantity[];
    readonly purpose: 'cancel' | 'supersede' | 'pull-back';
    readonly replacedBy?: readonly string[];
    /** The node was thought silent: once it has accepted, it keeps the work. */
    readonly unlessAccepted?: true;
    readonly reason: string;
  }
>;

export type FulfillmentCommand =
  | ReleaseFulfillment
  | AcceptFulfillment
  | RejectFulfillment
  | TimeOutFulfillment
  | StartPicking
  | PickFulfillment
  | PackFulfillment
  | ShipFulfillment
  | DeliverFulfillment
  | MakeReadyForPickup
  | CollectFulfillment
  | ExpirePickup
  | ReportDamage
  | ReportLoss
  | WithdrawLines;
