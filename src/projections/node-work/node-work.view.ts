import type { FulfillmentMethodName, Parcel, RejectionReason } from '../../domain/fulfillment/index.js';
import type { CoarseDestination } from '../../domain/shared/place.js';
import type { LineQuantity } from '../../domain/shared/quantities.js';
import type { Instant } from '../../domain/shared/time.js';

/** `open` states come first: work of the node. The others are the ends. `shipped` is done for the node, not for the customer. */
export type WorkStatus =
  | 'released'
  | 'timed-out'
  | 'accepted'
  | 'picking'
  | 'picked'
  | 'packed'
  | 'ready-for-pickup'
  | 'shipped'
  | 'delivered'
  | 'collected'
  | 'not-collected'
  | 'rejected'
  | 'zero-picked'
  | 'damaged'
  | 'lost'
  | 'cancelled'
  | 'superseded'
  | 'pulled-back';

/** The document kept for each fulfillment, for the node that does it. */
export interface NodeWorkView {
  readonly fulfillmentId: string;
  readonly orderId: string;
  readonly nodeId: string;
  readonly status: WorkStatus;
  /** False once the node has nothing left to do. */
  readonly open: boolean;
  readonly channel: string;
  readonly method: FulfillmentMethodName;
  /** Units the node still has to do or has done; without those it declined, did not find or had taken back. */
  readonly lines: readonly LineQuantity[];
  /** All units it was given. */
  readonly releasedLines: readonly LineQuantity[];
  readonly destination: CoarseDestination | null;
  readonly personRef?: string;
  readonly releasedAt: Instant;
  readonly acceptBy: Instant;
  readonly promisedBy: Instant;
  readonly pickupBy?: Instant;
  readonly parcels: readonly Parcel[];
  readonly rejection?: { readonly reason: RejectionReason; readonly note?: string };
  readonly changedAt: Instant;
  /** Revision of the fulfillment stream: the ETag. */
  readonly revision: number;
}
