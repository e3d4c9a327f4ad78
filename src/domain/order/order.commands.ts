import type { Message } from '../shared/decider.js';
import type { LineQuantity, Quantity } from '../shared/quantities.js';
import type { Instant } from '../shared/time.js';
import type { SourcingRecord } from '../sourcing/sourcing.types.js';
import type { Allocation, HoldType, OrderPlaced, ResourcingCause } from './order.events.js';

type OrderCommandOf<Type extends string, Data> = Message<
  Type,
  { readonly orderId: string; readonly at: Instant } & Data
>;

export type PlaceOrder = Message<'PlaceOrder', OrderPlaced['data']>;
export type HoldOrder = OrderCommandOf<'HoldOrder', { readonly holdType: HoldType; readonly reason: string }>;
export type ReleaseOrder = OrderCommandOf<'ReleaseOrder', { readonly holdType: HoldType }>;
export type CancelOrder = OrderCommandOf<'CancelOrder', { readonly reason: string }>;
export type CancelLine = OrderCommandOf<
  'CancelLine',
  { readonly lineId: string; readonly quantity?: Quantity; readonly reason: string }
>;

/**
 * The outcome of one sourcing run over the demand that was open at `basedOnRound`.
 * Refused when the demand has changed meanwhile: the saga then sources anew.
 */
export type RecordSourcing = OrderCommandOf<
  'RecordSourcing',
  {
    readonly round: number;
    readonly allocations: readonly Omit<Allocation, 'fulfillmentId'>[];
    readonly unplaced: readonly LineQuantity[];
    readonly unplacedReason?: string;
    /** End of the wait of demand that begins to wait now. What waited before keeps the end that it had. */
    readonly parkUntil: Instant;
    /** What is done at the end of the wait. */
    readonly thenAction: 'retry' | 'cancel';
    /** When it is worth another try before that end, whatever happens. */
    readonly retryAt?: Instant;
    /** The standing fulfillment whose replacement was sought; absent for unsourced demand. */
    readonly replaces?: string;
    readonly decision: SourcingRecord;
  }
>;
export type ConfirmReservation = OrderCommandOf<
  'ConfirmReservation',
  {
    readonly fulfillmentId: string;
    readonly nodeId: string;
    readonly sku: string;
    readonly quantity: Quantity;
  }
>;
export type RefuseReservation = OrderCommandOf<
  'RefuseReservation',
  {
    readonly fulfillmentId: string;
    readonly nodeId: string;
    readonly sku: string;
    readonly excludedUntil: Instant;
  }
>;
/** Units of a fulfillment are threatened or gone. Lines left out mean all that the fulfillment still has open. */
export type ReopenDemand = OrderCommandOf<
  'ReopenDemand',
  {
    readonly fulfillmentId: string;
    readonly cause: ResourcingCause;
    readonly lines?: readonly LineQuantity[];
    /** Units of one sku, where the reporter (a count) does not know order lines. */
    readonly sku?: { readonly sku: string; readonly quantity: Quantity };
    /** No later than `at`: the node is not excluded. */
    readonly excludedUntil: Instant;
    /** The node could not find the units. */
    readonly suspect?: true;
  }
>;
export type RetryParkedDemand = OrderCommandOf<
  'RetryParkedDemand',
  { readonly cause: 'stock-arrived' | 'deadline' | 'manual' }
>;
/** What a fulfillment reports about itself, kept on the order as its own memory. */
export type RecordProgress = OrderCommandOf<
  'RecordProgress',
  {
    readonly fulfillmentId: string;
    readonly step:
      | 'released'
      /** After its time-out: it was not silent after all. In time it is not reported. */
      | 'accepted'
      | 'picked'
      | 'shipped'
      | 'ready-for-pickup'
      | 'collected'
      | 'delivered'
      | 'not-collected';
    readonly lines: readonly LineQuantity[];
    /** Business time of the step. */
    readonly occurredAt: Instant;
    /** With `ready-for-pickup`. */
    readonly pickupBy?: Instant;
  }
>;
/** A fulfillment gave units up because the order asked for it. */
export type RecordWithdrawal = OrderCommandOf<
  'RecordWithdrawal',
  {
    readonly fulfillmentId: string;
    readonly lines: readonly LineQuantity[];
    readonly purpose: WithdrawalPurpose;
  }
>;
/** A fulfillment is too far gone to give units up. */
export type RecordWithdrawalRefused = OrderCommandOf<
  'RecordWithdrawalRefused',
  { readonly fulfillmentId: string; readonly purpose: WithdrawalPurpose; readonly reason: string }
>;
/** Why the centre takes units back from a node: the customer cancelled, another node took over, the stock is not there. */
export type WithdrawalPurpose = 'cancel' | 'supersede' | 'pull-back';

export type OrderCommand =
  | PlaceOrder
  | HoldOrder
  | ReleaseOrder
  | CancelOrder
  | CancelLine
  | RecordSourcing
  | ConfirmReservation
  | RefuseReservation
  | ReopenDemand
  | RetryParkedDemand
  | RecordProgress
  | RecordWithdrawal
  | RecordWithdrawalRefused;
