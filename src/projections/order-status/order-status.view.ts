import type {
  DeliveryPromise,
  FulfillmentMethod,
  HoldType,
  OrderMethod,
  ResourcingCause,
} from '../../domain/order/index.js';
import type { Money } from '../../domain/shared/money.js';
import type { CoarseDestination } from '../../domain/shared/place.js';
import type { LineQuantity, Quantity } from '../../domain/shared/quantities.js';
import type { Instant } from '../../domain/shared/time.js';

/** Derived from holds, ledger and fulfillments; the order itself stores no status. */
export type OrderStatus =
  | 'received'
  | 'held'
  | 'sourcing'
  | 'parked'
  | 'partially-sourced'
  | 'sourced'
  | 'in-fulfillment'
  | 'partially-ready-for-pickup'
  | 'ready-for-pickup'
  | 'partially-shipped'
  | 'shipped'
  | 'partially-completed'
  | 'completed'
  | 'cancelling'
  | 'cancelled'
  | 'closed';

/** `ordered = cancelled + parked + unsourced + inFulfillment + fulfilled`. The rest are parts of those. */
export interface OrderLineView {
  readonly lineId: string;
  readonly sku: string;
  readonly unitPrice: Money;
  readonly ordered: Quantity;
  readonly cancelled: Quantity;
  readonly parked: Quantity;
  readonly unsourced: Quantity;
  /** With an allocation: planned, secured or in the hands of a node. */
  readonly inFulfillment: Quantity;
  /** Shipped or collected. */
  readonly fulfilled: Quantity;
  /** Part of inFulfillment: a node has been handed the work. */
  readonly released: Quantity;
  /** Part of released. */
  readonly picked: Quantity;
  /** Part of picked. */
  readonly readyForPickup: Quantity;
  /** Part of fulfilled. */
  readonly shipped: Quantity;
  /** Part of shipped. */
  readonly delivered: Quantity;
  /** Part of fulfilled. */
  readonly collected: Quantity;
}

/** `dropped`: never released, its units went elsewhere. `abandoned`: a replacement that was not needed any more. */
export type FulfillmentStatus =
  | 'planned'
  | 'secured'
  | 'dropped'
  | 'abandoned'
  | 'released'
  | 'timed-out'
  | 'accepted'
  | 'picking'
  | 'picked'
  | 'packed'
  | 'shipped'
  | 'delivered'
  | 'ready-for-pickup'
  | 'collected'
  | 'not-collected'
  | 'rejected'
  | 'zero-picked'
  | 'damaged'
  | 'lost'
  | 'cancelled'
  | 'superseded'
  | 'pulled-back';

/** Units of one line with one fulfillment, as the order has booked them. `quantity` is all that it has or has brought. */
export interface FulfillmentLineView extends LineQuantity {
  /** In the picker's hands and not gone yet. */
  readonly picked: Quantity;
  /** Part of picked. */
  readonly readyForPickup: Quantity;
  readonly shipped: Quantity;
  /** Part of shipped. */
  readonly delivered: Quantity;
  readonly collected: Quantity;
}

export interface OrderFulfillmentView {
  readonly fulfillmentId: string;
  readonly nodeId: string;
  readonly method: FulfillmentMethod;
  readonly status: FulfillmentStatus;
  /** Lines with units that it still has or has brought; empty when all of them went elsewhere. */
  readonly lines: readonly FulfillmentLineView[];
  /** When it should be with the customer, or ready at the counter, as of the plan. The promise stays beside it. */
  readonly estimatedBy?: Instant;
  readonly acceptBy?: Instant;
  readonly pickupBy?: Instant;
  readonly parcels: readonly {
    readonly parcelId: string;
    readonly carrier?: string;
    readonly trackingNumber?: string;
  }[];
  /** The standing fulfillment that this one is to take over from, until it has. */
  readonly replaces?: string;
  readonly replacedBy?: readonly string[];
  /** Why a replacement is being sought while this one stands. */
  readonly replacementSought?: ResourcingCause;
  /** Revision of its stream; null before it has been released. */
  readonly revision: number | null;
}

/** Demand that no node can do now. */
export interface ParkedPart {
  readonly lines: readonly LineQuantity[];
  readonly reason: string;
  readonly since: Instant;
  readonly until: Instant;
  readonly thenAction: 'retry' | 'cancel';
  /** Set when a replacement was sought: this fulfillment stands meanwhile. */
  readonly replaces?: string;
}

/** A cancellation that fulfillments still have to answer. */
export interface PendingCancellation {
  readonly reason: string;
  readonly wholeOrder: boolean;
  readonly lines: readonly LineQuantity[];
  readonly requestedAt: Instant;
  readonly awaits: readonly string[];
}

/** The document kept for each order. */
export interface OrderStatusView {
  readonly orderId: string;
  readonly externalId: string;
  readonly channel: string;
  readonly customerRef: string;
  /** Reference into the vault of personal data. */
  readonly personRef?: string;
  readonly method: OrderMethod;
  readonly pickupNodeId?: string;
  readonly destination: CoarseDestination;
  readonly promise: DeliveryPromise;
  readonly priority: number;
  readonly tags: readonly string[];
  readonly placedAt: Instant;
  readonly status: OrderStatus;
  /** Revision of the order stream: the ETag. */
  readonly revision: number;
  readonly lines: readonly OrderLineView[];
  /** In the order in which they were planned. */
  readonly fulfillments: readonly OrderFulfillmentView[];
  readonly holds: readonly {
    readonly holdType: HoldType;
    readonly reason: string;
    readonly since: Instant;
  }[];
  readonly parked: readonly ParkedPart[];
  readonly cancellations: readonly PendingCancellation[];
  /** The customer wants nothing of it any more. */
  readonly cancelRequested?: { readonly reason: string; readonly at: Instant };
  /** Times that demand was opened again after it had been planned. */
  readonly resourcings: number;
  /** The end: set with status `closed` or `cancelled`. */
  readonly ended?: { readonly at: Instant; readonly late: boolean; readonly reason?: string };
}

/** The document with what depends on the time of asking. */
export interface OrderStatusAnswer extends OrderStatusView {
  /** Ended late, or not complete and the promised date has passed. */
  readonly late: boolean;
}
