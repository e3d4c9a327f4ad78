import type { Message } from '../shared/decider.js';
import type { CoarseDestination } from '../shared/place.js';
import type { LineQuantity } from '../shared/quantities.js';
import type { Instant } from '../shared/time.js';

export type FulfillmentMethodName = 'ship' | 'drop-ship' | 'pickup';

/** What a node says when it declines: only the first two put the stock itself in doubt. */
export type RejectionReason = 'not-found' | 'damaged' | 'no-capacity' | 'closed' | 'other';

export interface Parcel {
  readonly parcelId: string;
  readonly carrier?: string;
  readonly trackingNumber?: string;
}

/** Every event names its order and node, so that a reader needs no other stream to place it. */
type FulfillmentEventOf<Type extends string, Data> = Message<
  Type,
  {
    readonly fulfillmentId: string;
    readonly orderId: string;
    readonly nodeId: string;
    readonly at: Instant;
  } & Data
>;

/** The node has the work. First event of the stream. */
export type FulfillmentReleased = FulfillmentEventOf<
  'FulfillmentReleased',
  {
    readonly channel: string;
    readonly method: FulfillmentMethodName;
    readonly lines: readonly LineQuantity[];
    readonly destination: CoarseDestination;
    readonly personRef?: string;
    readonly promisedBy: Instant;
    /** No acceptance by then is a time-out. */
    readonly acceptBy: Instant;
    /** Seconds that a pickup order waits for its customer once it is ready. */
    readonly pickupWindowSeconds: number;
  }
>;
/** `late`: after its time-out. A search for another node, begun for its silence, ends. */
export type FulfillmentAccepted = FulfillmentEventOf<'FulfillmentAccepted', { readonly late?: true }>;
/** The node declines `lines`; `remaining` are the ones it keeps. Nothing remaining ends the fulfillment. */
export type FulfillmentRejected = FulfillmentEventOf<
  'FulfillmentRejected',
  {
    readonly lines: readonly LineQuantity[];
    readonly remaining: readonly LineQuantity[];
    readonly reason: RejectionReason;
    readonly note?: string;
  }
>;
/** The node was silent until `acceptBy`. The work stands, and may still be accepted late, until another node has taken over. */
export type FulfillmentTimedOut = FulfillmentEventOf<'FulfillmentTimedOut', { readonly acceptBy: Instant }>;
export type PickingStarted = FulfillmentEventOf<'PickingStarted', Record<never, never>>;
export type FulfillmentPicked = FulfillmentEventOf<
  'FulfillmentPicked',
  { readonly lines: readonly LineQuantity[] }
>;
/** `short` could not be found. Nothing picked at all (a zero pick) ends the fulfillment. */
export type FulfillmentShortPicked = FulfillmentEventOf<
  'FulfillmentShortPicked',
  { readonly picked: readonly LineQuantity[]; readonly short: readonly LineQuantity[] }
>;
export type FulfillmentPacked = FulfillmentEventOf<
  'FulfillmentPacked',
  { readonly parcels: readonly Parcel[] }
>;
export type FulfillmentShipped = FulfillmentEventOf<
  'FulfillmentShipped',
  {
    readonly lines: readonly LineQuantity[];
    readonly parcels: readonly Parcel[];
    readonly shippedAt: Instant;
  }
>;
export type FulfillmentDelivered = FulfillmentEventOf<
  'FulfillmentDelivered',
  { readonly lines: readonly LineQuantity[]; readonly deliveredAt: Instant }
>;
export type FulfillmentReadyForPickup = FulfillmentEventOf<
  'FulfillmentReadyForPickup',
  { readonly lines: readonly LineQuantity[]; readonly pickupBy: Instant }
>;
export type FulfillmentCollected = FulfillmentEventOf<
  'FulfillmentCollected',
  { readonly lines: readonly LineQuantity[]; readonly collectedAt: Instant }
>;
/** No-show: the window closed. The goods go back on the shelf. */
export type FulfillmentNotCollected = FulfillmentEventOf<
  'FulfillmentNotCollected',
  { readonly lines: readonly LineQuantity[]; readonly pickupBy: Instant }
>;
/** Units lost (`FulfillmentLost`) or spoiled (`FulfillmentDamaged`) with the carrier; `remaining` are still on their way. */
export type FulfillmentDamaged = FulfillmentEventOf<
  'FulfillmentDamaged',
  {
    readonly lines: readonly LineQuantity[];
    readonly remaining: readonly LineQuantity[];
    readonly reason: string;
  }
>;
export type FulfillmentLost = FulfillmentEventOf<
  'FulfillmentLost',
  {
    readonly lines: readonly LineQuantity[];
    readonly remaining: readonly LineQuantity[];
    readonly reason: string;
  }
>;
/** The centre took some units back; the node goes on with `remaining`. */
export type FulfillmentReduced = FulfillmentEventOf<
  'FulfillmentReduced',
  {
    readonly lines: readonly LineQuantity[];
    readonly remaining: readonly LineQuantity[];
    readonly purpose: 'cancel' | 'supersede' | 'pull-back';
  }
>;
/** Terminal: the customer no longer wants it. */
export type FulfillmentCancelled = FulfillmentEventOf<
  'FulfillmentCancelled',
  { readonly lines: readonly LineQuantity[]; readonly reason: string }
>;
/** Terminal: others took over. */
export type FulfillmentSuperseded = FulfillmentEventOf<
  'FulfillmentSuperseded',
  { readonly lines: readonly LineQuantity[]; readonly supersededBy: readonly string[] }
>;
/** Terminal: the stock behind it is not there. */
export type FulfillmentPulledBack = FulfillmentEventOf<
  'FulfillmentPulledBack',
  { readonly lines: readonly LineQuantity[]; readonly reason: string }
>;

export type FulfillmentEvent =
  | FulfillmentReleased
  | FulfillmentAccepted
  | FulfillmentRejected
  | FulfillmentTimedOut
  | PickingStarted
  | FulfillmentPicked
  | FulfillmentShortPicked
  | FulfillmentPacked
  | FulfillmentShipped
  | FulfillmentDelivered
  | FulfillmentReadyForPickup
  | FulfillmentCollected
  | FulfillmentNotCollected
  | FulfillmentDamaged
  | FulfillmentLost
  | FulfillmentReduced
  | FulfillmentCancelled
  | FulfillmentSuperseded
  | FulfillmentPulledBack;
