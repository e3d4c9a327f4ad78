import type { FulfillmentCommand, FulfillmentEvent } from '../../domain/fulfillment/index.js';
import type { NodeEvent } from '../../domain/node/index.js';
import type { OrderCommand, OrderEvent, PlacedOrder } from '../../domain/order/index.js';
import type { StockCommand, StockEvent } from '../../domain/stock/index.js';
import type { Message } from '../../domain/shared/decider.js';
import type { Instant } from '../../domain/shared/time.js';

/** What the order process listens to. */
export type OrderProcessEvent = OrderEvent | StockEvent | FulfillmentEvent | NodeEvent;

/** The memory of the process: the order as it stands, or null where it was never placed or is not needed. */
export type OrderProcessMemory = PlacedOrder | null;

/**
 * Something the process asks the worker to do.
 * `key` names the duty itself: the same duty found by reaction and by sweep is then one command (derive the command id
 * from tenant and key). Without a key, derive it from the causing event and the place in the list.
 */
export type Instruction = { readonly key?: string } & (
  | { readonly kind: 'order'; readonly command: OrderCommand }
  | { readonly kind: 'stock'; readonly command: StockCommand }
  | { readonly kind: 'fulfillment'; readonly command: FulfillmentCommand }
  /** Run sourcing for the unsourced demand, or for the replacement of the standing fulfillment `replaces`. */
  | { readonly kind: 'source'; readonly orderId: string; readonly replaces?: string }
  /** Units of `sku` may have become usable at `nodeId`: retry parked orders that want them, by priority and age. */
  | { readonly kind: 'retry-parked'; readonly sku: string; readonly nodeId: string }
  /** The node may have become usable, with all that it has: retry parked orders that it can serve, by priority and age. */
  | { readonly kind: 'retry-parked-at'; readonly nodeId: string }
  /** Reopen everything not yet picked at a suspended node. */
  | { readonly kind: 'reopen-node-work'; readonly nodeId: string }
);

/** Figures of the active policy that reactions need, in seconds. */
export interface ProcessTimings {
  readonly acceptWithinSeconds: number;
  readonly pickupWindowSeconds: number;
  readonly excludeFailedNodeSeconds: number;
}

export interface ReactContext {
  readonly now: Instant;
  readonly timings: ProcessTimings;
}

/** What became of an instruction; a command result of the runner fits. */
export type InstructionAnswer =
  | { readonly outcome: 'accepted'; readonly events?: readonly Message[] }
  | { readonly outcome: 'unchanged'; readonly reason: string }
  | { readonly outcome: 'rejected'; readonly code: string; readonly detail: string };

/** Something that falls due. Never cancelled: the aggregate decides on arrival whether it still matters. */
export interface Deadline {
  readonly dueAt: Instant;
  /** The same deadline has the same id, however often its event is seen. */
  readonly id: string;
  readonly instruction: Instruction;
}
