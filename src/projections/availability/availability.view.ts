import type { Quantity } from '../../domain/shared/quantities.js';

/**
 * The figures of one sku at one node. Signed: a negative figure is an error to be seen, so it is clamped only where
 * it is answered.
 */
export interface AvailabilityFigures {
  readonly onHand: number;
  readonly reserved: number;
  readonly damaged: number;
  /** Units that a node could not find and that await a count. */
  readonly suspect: number;
  /** Units withheld by channel; `*` is for every channel without its own figure. */
  readonly safety: Readonly<Record<string, Quantity>>;
  /** Revision of the stock stream that the figures reflect. */
  readonly revision: number;
}

/** One node's stock of a sku, as it is answered. */
export interface NodeAvailability {
  readonly nodeId: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly damaged: number;
  readonly suspect: number;
  readonly safety: Readonly<Record<string, Quantity>>;
  /** onHand − damaged − reserved; may be negative. */
  readonly pickable: number;
  /** Available to fulfill, never negative. For the channel asked; without one, for a channel without own safety stock. */
  readonly atf: Quantity;
  /** ETag of the stock item. */
  readonly revision: number;
}

/** A sku over the network. A sku that no node has ever had is answered with zeros and no nodes. */
export interface SkuAvailability {
  readonly sku: string;
  readonly channel: string | null;
  readonly total: {
    readonly onHand: number;
    readonly reserved: number;
    readonly damaged: number;
    readonly suspect: number;
    readonly pickable: number;
    /** Sum of what each node can fulfill: one node's shortage takes nothing from another. */
    readonly atf: Quantity;
  };
  /** By node id. */
  readonly nodes: readonly NodeAvailability[];
}
