import type { Message } from '../shared/decider.js';
import type { Quantity } from '../shared/quantities.js';
import type { Instant } from '../shared/time.js';

type StockCommandOf<Type extends string, Data> = Message<
  Type,
  { readonly sku: string; readonly nodeId: string; readonly at: Instant } & Data
>;

export type ReceiveStock = StockCommandOf<
  'ReceiveStock',
  { readonly quantity: Quantity; readonly reference?: string }
>;
export type AdjustStock = StockCommandOf<'AdjustStock', { readonly delta: number; readonly reason: string }>;
/** A snapshot of what is on hand as of `countedAt`. An unchanged value makes no event. */
export type CountStock = StockCommandOf<
  'CountStock',
  { readonly counted: Quantity; readonly countedAt: Instant }
>;
export type DamageStock = StockCommandOf<
  'DamageStock',
  { readonly quantity: Quantity; readonly reason: string }
>;
export type DefineSafetyStock = StockCommandOf<
  'DefineSafetyStock',
  { readonly channel: string; readonly quantity: Quantity }
>;
export type ReserveStock = StockCommandOf<
  'ReserveStock',
  {
    readonly fulfillmentId: string;
    readonly orderId: string;
    readonly channel: string;
    readonly quantity: Quantity;
  }
>;
/** Quantity is what was picked; the rest of the reservation stays as it is until it is released. */
export type CommitReservation = StockCommandOf<
  'CommitReservation',
  { readonly fulfillmentId: string; readonly orderId: string; readonly quantity: Quantity }
>;
export type ConsumeReservation = StockCommandOf<
  'ConsumeReservation',
  { readonly fulfillmentId: string; readonly orderId: string; readonly quantity: Quantity }
>;
/**
 * Gives units of a claim back; at most what the claim still has. `quantity` left out means all of it.
 * A release that overtakes its reservation is remembered, so that the late reservation is refused.
 */
export type ReleaseReservation = StockCommandOf<
  'ReleaseReservation',
  {
    readonly fulfillmentId: string;
    readonly orderId: string;
    readonly quantity?: Quantity;
    readonly suspect?: Quantity;
    readonly reason: string;
  }
>;

export type StockCommand =
  | ReceiveStock
  | AdjustStock
  | CountStock
  | DamageStock
  | DefineSafetyStock
  | ReserveStock
  | CommitReservation
  | ConsumeReservation
  | ReleaseReservation;
