import type { Message } from '../shared/decider.js';
import type { Quantity } from '../shared/quantities.js';
import type { Instant } from '../shared/time.js';

/** Units of a reservation that are gone because the stock is. The order that held them must be sourced again. */
export interface RevokedReservation {
  readonly fulfillmentId: string;
  readonly orderId: string;
  readonly quantity: Quantity;
}

type StockEventOf<Type extends string, Data> = Message<
  Type,
  { readonly sku: string; readonly nodeId: string; readonly at: Instant } & Data
>;

export type StockReceived = StockEventOf<
  'StockReceived',
  { readonly quantity: Quantity; readonly reference?: string }
>;
/** A correction by `delta` units (signed). When it takes units that were reserved, `revoked` says whose, in the same event. */
export type StockAdjusted = StockEventOf<
  'StockAdjusted',
  { readonly delta: number; readonly reason: string; readonly revoked: readonly RevokedReservation[] }
>;
/** A count found `counted` units on hand where `expected` were booked. A count also settles what was suspect. */
export type StockCounted = StockEventOf<
  'StockCounted',
  {
    readonly counted: Quantity;
    readonly expected: Quantity;
    readonly suspectCleared: Quantity;
    /** The cut-off that the count speaks of. */
    readonly countedAt: Instant;
    readonly revoked: readonly RevokedReservation[];
  }
>;
/** Units on hand that cannot be sold any more. */
export type StockDamaged = StockEventOf<
  'StockDamaged',
  { readonly quantity: Quantity; readonly reason: string; readonly revoked: readonly RevokedReservation[] }
>;
/** Units withheld from a channel, or from every channel without its own figure (`channel: '*'`). */
export type SafetyStockDefined = StockEventOf<
  'SafetyStockDefined',
  { readonly channel: string; readonly quantity: Quantity }
>;
export type StockReserved = StockEventOf<
  'StockReserved',
  {
    readonly fulfillmentId: string;
    readonly orderId: string;
    readonly channel: string;
    readonly quantity: Quantity;
  }
>;
export type StockReservationRefused = StockEventOf<
  'StockReservationRefused',
  {
    readonly fulfillmentId: string;
    readonly orderId: string;
    readonly channel: string;
    readonly requested: Quantity;
    /** Units that could have been had, never below zero. */
    readonly available: Quantity;
  }
>;
/** The units are in the picker's hands. */
export type ReservationCommitted = StockEventOf<
  'ReservationCommitted',
  { readonly fulfillmentId: string; readonly orderId: string; readonly quantity: Quantity }
>;
/**
 * The units left the node. `unaccounted` of them had no reservation any more (a count revoked it):
 * they are booked as found and consumed in one go, so that the buckets stay balanced.
 */
export type ReservationConsumed = StockEventOf<
  'ReservationConsumed',
  {
    readonly fulfillmentId: string;
    readonly orderId: string;
    readonly quantity: Quantity;
    readonly unaccounted: Quantity;
  }
>;
/** The claim ends and the units are free again; `suspect` of them could not be found and await a count. */
export type ReservationReleased = StockEventOf<
  'ReservationReleased',
  {
    readonly fulfillmentId: string;
    readonly orderId: string;
    readonly quantity: Quantity;
    readonly suspect: Quantity;
    readonly reason: string;
  }
>;

export type StockEvent =
  | StockReceived
  | StockAdjusted
  | StockCounted
  | StockDamaged
  | SafetyStockDefined
  | StockReserved
  | StockReservationRefused
  | ReservationCommitted
  | ReservationConsumed
  | ReservationReleased;
