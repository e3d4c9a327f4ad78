import type { LineQuantity, Quantity } from '../shared/quantities.js';
import type { SourcingCandidate, SourcingDemand } from './sourcing.types.js';

/** The demand for one sku: its lines share the stock of a node, so they are summed before stock is checked. */
export interface Item {
  readonly sku: string;
  /** Largest first, then in the order of the demand. */
  readonly lines: readonly LineQuantity[];
  readonly quantity: Quantity;
  /** True when a line of it may be spread over nodes. */
  readonly divisible: boolean;
}

/** The demand by sku, in order of first appearance. */
export function itemsOf(demand: SourcingDemand, splitLines: boolean): readonly Item[] {
  const lines = new Map<string, LineQuantity[]>();
  for (const line of demand.lines) {
    if (line.quantity <= 0) continue;
    const same = lines.get(line.sku);
    if (same === undefined) lines.set(line.sku, [line]);
    else same.push(line);
  }
  return [...lines].map(([sku, own]) => ({
    sku,
    lines: own.sort((one, other) => other.quantity - one.quantity),
    quantity: own.reduce((total, line) => total + line.quantity, 0),
    divisible: splitLines,
  }));
}

/** Units of each item that a candidate has, never more than are asked for. */
export function stockFor(items: readonly Item[], candidate: SourcingCandidate): Quantity[] {
  return items.map((item) => {
    const available = Object.hasOwn(candidate.atf, item.sku) ? (candidate.atf[item.sku] ?? 0) : 0;
    return Math.max(0, Math.min(item.quantity, Math.floor(available)));
  });
}

/** How many of `stock` units of an item one node can really take: all, or only those that make whole lines. */
export function takeable(item: Item, stock: Quantity): Quantity {
  if (item.divisible || stock === 0 || stock === item.quantity) return stock;
  return largestSum(item.lines, stock);
}

/** The most units that whole lines make up without exceeding `limit`. */
function largestSum(lines: readonly LineQuantity[], limit: Quantity): Quantity {
  let sums = new Set([0]);
  for (const { quantity } of lines) {
    const more = [...sums].map((sum) => sum + quantity).filter((sum) => sum <= limit);
    sums = new Set([...sums, ...more]);
  }
  return Math.max(...sums);
}
