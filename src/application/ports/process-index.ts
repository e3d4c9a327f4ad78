import type { Quantity } from '../../domain/shared/quantities.js';
import type { Instant } from '../../domain/shared/time.js';

/** Something that falls due, as the process that set it wants it back. */
export interface DueDeadline {
  /** Unique over all tenants. */
  readonly id: string;
  readonly dueAt: Instant;
  readonly tenant: string;
  /** JSON that the index keeps and does not read. */
  readonly payload: unknown;
}

export interface OpenOrder {
  readonly tenant: string;
  readonly orderId: string;
}

/** Work of an order at a node. */
export interface NodeWork {
  readonly orderId: string;
  readonly fulfillmentId: string;
}

/** An order whose demand for a sku waits. */
export interface ParkedDemand {
  readonly orderId: string;
  readonly priority: number;
  readonly since: Instant;
  readonly quantity: Quantity;
}

/** One step of the index. `position` is the place in the log of the event that it comes from. */
export type IndexChange = { readonly position: bigint; readonly tenant: string } & (
  | { readonly kind: 'deadline-set'; readonly id: string; readonly dueAt: Instant; readonly payload: unknown }
  | {
      readonly kind: 'order-opened';
      readonly orderId: string;
      readonly priority: number;
      readonly at: Instant;
    }
  /** Nothing for an order that is not open. */
  | { readonly kind: 'order-active'; readonly orderId: string; readonly at: Instant }
  /** Takes the order out of every part of the index, but for its deadlines. */
  | { readonly kind: 'order-ended'; readonly orderId: string }
  | {
      readonly kind: 'work-planned';
      readonly orderId: string;
      readonly nodeId: string;
      readonly fulfillmentId: string;
    }
  | {
      readonly kind: 'work-settled';
      readonly orderId: string;
      readonly nodeId: string;
      readonly fulfillmentId: string;
    }
  | {
      readonly kind: 'demand-parked';
      readonly orderId: string;
      readonly sku: string;
      readonly quantity: Quantity;
      readonly at: Instant;
    }
  | {
      readonly kind: 'demand-unparked';
      readonly orderId: string;
      readonly sku: string;
      readonly quantity: Quantity;
    }
);

/** Changes in the order of the log, up to and including `position`, computed on top of `after`. */
export interface IndexBatch {
  readonly after: bigint | null;
  readonly position: bigint;
  readonly changes: readonly IndexChange[];
}

/**
 * What long processes look up across streams: due deadlines, open orders, work by node, parked demand by sku.
 * An index and no truth: it is derived from the log alone, may be lost at any moment, and is rebuilt from its own
 * position, or from the beginning when that is missing. Aggregates judge whatever is found here.
 * Every method may throw {@link ProcessIndexUnavailable}.
 */
export interface ProcessIndex {
  /** Up to where in the log it is built, or null when there is nothing of it. */
  position(): Promise<bigint | null>;
  /** Forgets everything. */
  clear(): Promise<void>;
  /**
   * Applies a batch and its position together. Changes at or before the index's position are skipped, so that a batch
   * may come twice. `lost` when the index does not reach `after`: something was wiped, and it must be rebuilt.
   */
  apply(batch: IndexBatch): Promise<'applied' | 'lost'>;
  /** Deadlines that are due at `now`, the earliest first. They stay until they are settled. */
  dueDeadlines(now: Instant, limit: number): Promise<readonly DueDeadline[]>;
  settleDeadline(id: string): Promise<void>;
  /** Open orders in which nothing has happened since `before`, the quietest first. */
  quietOrders(before: Instant, limit: number): Promise<readonly OpenOrder[]>;
  /** Counts the order as active at `at`, in time to come too: it is not quiet before. Nothing for an order that is not open. */
  markActive(order: OpenOrder, at: Instant): Promise<void>;
  /** Work at the node that is planned or handed over, and not picked. */
  openWork(tenant: string, nodeId: string): Promise<readonly NodeWork[]>;
  /** Orders that wait for the sku: higher priority first, then who has waited longest. */
  parkedDemand(tenant: string, sku: string, limit: number): Promise<readonly ParkedDemand[]>;
  /** Skus that orders of the tenant wait for, in the order of their text: the first ones beyond `after`, or from the start. */
  parkedSkus(tenant: string, after: string | null, limit: number): Promise<readonly string[]>;
  /**
   * The order does not wait for the sku any more, whatever the index believes. Nothing where it has begun to wait anew
   * since it was found here: that wait is another one.
   */
  forgetParkedDemand(
    tenant: string,
    sku: string,
    found: Pick<ParkedDemand, 'orderId' | 'priority' | 'since'>,
  ): Promise<void>;
}

export const PROCESS_INDEX = Symbol('ProcessIndex');

/** The index cannot be reached or cannot answer now. Worth a retry. */
export class ProcessIndexUnavailable extends Error {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'ProcessIndexUnavailable';
  }
}
