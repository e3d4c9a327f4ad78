import type { LineQuantity } from '../shared/quantities.js';
import type { Instant } from '../shared/time.js';
import type { FulfillmentMethodName, Parcel } from './fulfillment.events.js';

/**
 * `none` before the first event. `timed-out` is open: the node may still accept late. `never-released`: taken back, with
 * all its lines, before any node had it.
 */
export type FulfillmentStatus =
  | 'none'
  | 'never-released'
  | 'released'
  | 'timed-out'
  | 'accepted'
  | 'picking'
  | 'picked'
  | 'packed'
  | 'shipped'
  | 'ready-for-pickup'
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

/** Statuses that no command leaves. */
export const TERMINAL_STATUSES: ReadonlySet<FulfillmentStatus> = new Set([
  'never-released',
  'delivered',
  'collected',
  'not-collected',
  'rejected',
  'zero-picked',
  'damaged',
  'lost',
  'cancelled',
  'superseded',
  'pulled-back',
]);

/** The work that a node was handed. Plain JSON values. */
export interface FulfillmentWork {
  readonly orderId: string;
  readonly nodeId: string;
  readonly method: FulfillmentMethodName;
  /** The lines as they were released. */
  readonly released: readonly LineQuantity[];
  /** Units that the fulfillment still has, by line; after the last step, the ones it has brought to its end. */
  readonly lines: readonly LineQuantity[];
  /** Units that left it on the way: declined, short, withdrawn, damaged, lost. `released` = `lines` + `gone`. */
  readonly gone: readonly LineQuantity[];
  readonly acceptBy: Instant;
  readonly pickupWindowSeconds: number;
  readonly pickupBy: Instant | null;
  readonly parcels: readonly Parcel[];
}

export interface FulfillmentState {
  readonly status: FulfillmentStatus;
  /** Null before the release, and for ever when the work was withdrawn before it was released. */
  readonly work: FulfillmentWork | null;
}

export const INITIAL_FULFILLMENT: FulfillmentState = { status: 'none', work: null };
