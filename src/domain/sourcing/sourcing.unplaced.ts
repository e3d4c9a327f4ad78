import type { LineQuantity } from '../shared/quantities.js';

/** Why units got no node. */
export type UnplacedReason =
  /** No strategy of the policy applies to this demand. */
  | 'no-strategy'
  /** The demand has been sourced as often as the policy allows. */
  | 'attempts-exhausted'
  /** The nodes that pass the fences do not have enough, or not enough for a whole line where lines stay whole. */
  | 'out-of-stock'
  /** There is stock, but none that would arrive as early as the policy wants. */
  | 'too-late'
  /** There is stock, but the order may have no more shipments. */
  | 'split-limit'
  /** Could be placed, but the strategy places all of the demand or nothing. */
  | 'held-back';

/** Units of a line that got no node, and why. */
export interface UnplacedLine extends LineQuantity {
  readonly reason: UnplacedReason;
}

/** Lines with the reason of their sku. */
export function unplacedLines(
  lines: readonly LineQuantity[],
  reasonOf: (sku: string) => UnplacedReason,
): readonly UnplacedLine[] {
  return lines
    .filter(({ quantity }) => quantity > 0)
    .map(({ lineId, sku, quantity }) => ({ lineId, sku, quantity, reason: reasonOf(sku) }));
}
