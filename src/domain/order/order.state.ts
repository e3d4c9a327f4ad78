import type { LineQuantity, Quantity } from '../shared/quantities.js';
import type { Instant } from '../shared/time.js';
import type { WithdrawalPurpose } from './order.commands.js';
import type { FulfillmentMethod, HoldType, OrderPlaced, ResourcingCause } from './order.events.js';

/** `cancelling`: the customer wants nothing any more and nodes still owe their answer or their goods are on the way. */
export type OrderStatus = OrderState['status'];

/**
 * Where the units of one line are. `ordered = cancelled + parked + unsourced + inFulfillment + fulfilled` at every event.
 */
export interface LineLedger {
  readonly lineId: string;
  readonly sku: string;
  readonly ordered: Quantity;
  readonly cancelled: Quantity;
  readonly parked: Quantity;
  readonly unsourced: Quantity;
  /** With an allocation: planned, secured, or at a node. Units that a stand-by allocation doubles count once. */
  readonly inFulfillment: Quantity;
  /** Shipped or collected. */
  readonly fulfilled: Quantity;
  /** Of the fulfilled ones, those that reached the customer. */
  readonly delivered: Quantity;
  /** Times the line was reopened since it was placed or last retried from parking. */
  readonly attempts: number;
  /** End of the wait of this line, from when units of it are parked until all of it has found a node. */
  readonly waitsUntil?: Instant;
}

/**
 * `releasing`: the node may hear of it at any moment, so units can only be had back by asking the fulfillment.
 * `done`: all its units reached the customer. `dropped`: it has no units (any more).
 */
export type AllocationStatus =
  | 'planned'
  | 'secured'
  | 'releasing'
  | 'released'
  | 'picked'
  | 'ready-for-pickup'
  | 'shipped'
  | 'done'
  | 'dropped';

export interface AllocationLine extends LineQuantity {
  /** `quantity` are the units not yet shipped or collected. */
  readonly quantity: Quantity;
  readonly fulfilled: Quantity;
  readonly delivered: Quantity;
}

/** One claim on stock, for all units of a sku in an allocation. */
export interface ReservationMemory {
  readonly sku: string;
  /** `asked`: not answered yet. */
  readonly status: 'asked' | 'held';
}

export interface AllocationMemory {
  readonly fulfillmentId: string;
  readonly nodeId: string;
  readonly method: FulfillmentMethod;
  readonly status: AllocationStatus;
  readonly lines: readonly AllocationLine[];
  readonly reservations: readonly ReservationMemory[];
  /** The fulfillment it takes over from. */
  readonly replaces?: string;
  /** True until it has taken over: meanwhile its units are counted with the one it replaces. */
  readonly standby: boolean;
  /** Why its replacement was last sought. */
  readonly reopenedFor?: ResourcingCause;
  /** Units that the customer wanted cancelled when they had left already: should they come back, nobody wants them. */
  readonly refusedWish?: { readonly lines: readonly LineQuantity[]; readonly reason: string };
  /** As of the plan; absent when the policy estimates no dates. */
  readonly estimatedBy?: Instant;
  readonly readyAt?: Instant;
  readonly pickupBy?: Instant;
}

/** The search for nodes to take over from a fulfillment that stands meanwhile. */
export interface Replacement {
  readonly fulfillmentId: string;
  /** All units to be taken over. */
  readonly lines: readonly LineQuantity[];
  /** Of them, those with neither a stand-by allocation nor a place among the parked. */
  readonly seeking: readonly LineQuantity[];
}

/** Units that the order owes a fulfillment to take back, until it has answered. */
export interface PendingWithdrawal {
  /** Counts within the order; names the duty. */
  readonly sequence: number;
  readonly fulfillmentId: string;
  readonly nodeId: string;
  readonly purpose: WithdrawalPurpose;
  readonly lines: readonly LineQuantity[];
  readonly reason: string;
  readonly replacedBy?: readonly string[];
}

export interface ParkedDemand {
  readonly lines: readonly LineQuantity[];
  readonly reason: string;
  readonly until: Instant;
  readonly thenAction: 'retry' | 'cancel';
  /** Set when a replacement waits: the fulfillment that stands, where the units are counted. */
  readonly replaces?: string;
}

/** A node that failed for a sku is left out until then. */
export interface Exclusion {
  readonly nodeId: string;
  readonly sku: string;
  readonly until: Instant;
}

/** What is known of every order that was placed. Plain JSON values. */
export interface OrderFacts {
  readonly orderId: string;
  readonly placed: OrderPlaced['data'];
  readonly lines: readonly LineLedger[];
  readonly allocations: readonly AllocationMemory[];
  readonly replacements: readonly Replacement[];
  readonly withdrawals: readonly PendingWithdrawal[];
  readonly parked: readonly ParkedDemand[];
  readonly holds: readonly { readonly holdType: HoldType; readonly reason: string }[];
  readonly exclusions: readonly Exclusion[];
  /** Changes with the demand: a sourcing run for another round is stale. */
  readonly round: number;
  readonly nextFulfillment: number;
  readonly nextWithdrawal: number;
  /** True once a unit reached the customer after the promise. */
  readonly late: boolean;
}

export type PlacedOrder = OrderFacts &
  (
    | { readonly status: 'open' }
    /** At least one hold is on. */
    | { readonly status: 'held' }
    | { readonly status: 'cancelling'; readonly cancelReason: string }
    | { readonly status: 'cancelled'; readonly cancelReason: string }
    | { readonly status: 'closed' }
  );

export type OrderState = { readonly status: 'unplaced' } | PlacedOrder;

export const INITIAL_ORDER: OrderState = { status: 'unplaced' };

/** True for an order that exists. */
export function isPlaced(state: OrderState): state is PlacedOrder {
  return state.status !== 'unplaced';
}
