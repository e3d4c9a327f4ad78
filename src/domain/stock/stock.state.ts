import type { Quantity } from '../shared/quantities.js';
import type { Instant } from '../shared/time.js';

export type StockStatus = 'untracked' | 'tracked';

/** Units that one fulfillment holds here. */
export interface StockClaim {
  readonly fulfillmentId: string;
  readonly orderId: string;
  readonly channel: string;
  /** Units still claimed, the committed ones included. */
  readonly quantity: Quantity;
  /** Of them, units in the picker's hands. */
  readonly committed: Quantity;
  /** Units of this claim that have left the node. */
  readonly consumed: Quantity;
}

/** How a claim ended. Remembered for a while, so that a late or repeated message does no second thing. */
export interface ClosedClaim {
  readonly fulfillmentId: string;
  readonly ending: 'consumed' | 'released' | 'revoked' | 'refused';
}

/** A change of what is on hand, kept so that a count can speak of a time in the past. */
export interface StockMovement {
  readonly at: Instant;
  readonly delta: number;
}

/**
 * Stock of one sku at one node, in sales units. Plain JSON values, so that it can be kept as a snapshot.
 * Every unit is in exactly one of: sellable and free, reserved, damaged; together they are `onHand`.
 */
export interface StockState {
  readonly status: StockStatus;
  readonly onHand: Quantity;
  /** Sum of the claims. Kept beside them so that a check can compare the two. */
  readonly reserved: Quantity;
  readonly damaged: Quantity;
  /** A node said "not found", and no count has confirmed it. Still part of onHand, never promised. */
  readonly suspect: Quantity;
  /** Withheld units by channel; `*` stands for every channel without a figure of its own. */
  readonly safety: Readonly<Record<string, Quantity>>;
  /** In order of reservation: the newest claim is the last. */
  readonly claims: readonly StockClaim[];
  /** The last {@link CLOSED_CLAIMS_KEPT} endings, oldest first. */
  readonly closed: readonly ClosedClaim[];
  /** The last {@link MOVEMENTS_KEPT} changes of onHand since the last count, oldest first. */
  readonly movements: readonly StockMovement[];
  /** No count may speak of a time before: the movements until then are forgotten, or a count has settled them. */
  readonly countableFrom: Instant | null;
  readonly lastCount: { readonly countedAt: Instant; readonly counted: Quantity } | null;
  /** Double entry: onHand = entered − left, at every event. */
  readonly entered: Quantity;
  readonly left: Quantity;
}

/**
 * Endings that are remembered. It bounds the state, and is far more than the messages that can be on their way for one
 * sku at one node. A repeat from beyond the window books nothing wrong: a late consumption is found and gone in one event.
 */
export const CLOSED_CLAIMS_KEPT = 256;

/** Movements that a count of the past can look back over. A count from further back is refused. */
export const MOVEMENTS_KEPT = 128;

export const INITIAL_STOCK: StockState = {
  status: 'untracked',
  onHand: 0,
  reserved: 0,
  damaged: 0,
  suspect: 0,
  safety: {},
  claims: [],
  closed: [],
  movements: [],
  countableFrom: null,
  lastCount: null,
  entered: 0,
  left: 0,
};

/** Units that could be picked for a new claim: `onHand − damaged − reserved`. Signed: an overdraft shows as a negative number. */
export function pickable(state: StockState): number {
  return state.onHand - state.damaged - state.reserved;
}

/** Units withheld from a channel: its own figure, else the one of `*`, else none. */
export function safetyFor(state: StockState, channel: string): Quantity {
  return state.safety[channel] ?? state.safety['*'] ?? 0;
}

/** ATF, signed: `pickable − safety − suspect`. Clamp it only where it leaves the engine. */
export function availableToFulfill(state: StockState, channel: string): number {
  return pickable(state) - safetyFor(state, channel) - state.suspect;
}

/** The open claim of a fulfillment, if it has one. */
export function claimOf(state: StockState, fulfillmentId: string): StockClaim | undefined {
  return state.claims.find((claim) => claim.fulfillmentId === fulfillmentId);
}

/** How the claim of a fulfillment ended, while that is remembered. */
export function endingOf(state: StockState, fulfillmentId: string): ClosedClaim['ending'] | undefined {
  return state.closed.find((claim) => claim.fulfillmentId === fulfillmentId)?.ending;
}
