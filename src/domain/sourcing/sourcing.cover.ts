import type { Quantity } from '../shared/quantities.js';
import type { Item } from './sourcing.items.js';
import type { Option } from './sourcing.options.js';
import { packWhole } from './sourcing.pack.js';

/** A choice of options: what it leaves open and what it costs. Fewer units open is better, then less weight. */
export interface Choice {
  readonly chosen: readonly Option[];
  /** Units that stay open of what the options have at all. */
  readonly open: Quantity;
  readonly weight: number;
}

/** What can be placed of each item at best: no more than is asked for, no more than the options have. */
export function coverableOf(items: readonly Item[], options: readonly Option[]): readonly Quantity[] {
  return items.map((item, index) => {
    let available = 0;
    for (const option of options) available += option.takes[index] ?? 0;
    return Math.min(item.quantity, available);
  });
}

/** What stays open of each item when one more option joins a choice. `chosen` includes it. */
export function residualAfter(
  items: readonly Item[],
  wanted: readonly Quantity[],
  residual: readonly Quantity[],
  chosen: readonly Option[],
): readonly Quantity[] {
  const added = chosen[chosen.length - 1];
  return items.map((item, index) => {
    if (item.divisible || item.lines.length === 1) {
      return Math.max(0, (residual[index] ?? 0) - (added?.takes[index] ?? 0));
    }
    const bins = chosen.map((option) => option.stock[index] ?? 0);
    return (wanted[index] ?? 0) - packWhole(item.lines, bins).units;
  });
}

/** Weighs a choice up. */
export function weigh(
  items: readonly Item[],
  wanted: readonly Quantity[],
  chosen: readonly Option[],
): Choice {
  let open = 0;
  for (let index = 0; index < items.length; index += 1) {
    open += (wanted[index] ?? 0) - placedOf(items[index], index, wanted[index] ?? 0, chosen);
  }
  let weight = 0;
  for (const option of chosen) weight += option.weight;
  return { chosen, open, weight };
}

function placedOf(
  item: Item | undefined,
  index: number,
  wanted: Quantity,
  chosen: readonly Option[],
): Quantity {
  if (item !== undefined && !item.divisible && item.lines.length > 1) {
    const bins = chosen.map((option) => option.stock[index] ?? 0);
    return packWhole(item.lines, bins).units;
  }
  let placed = 0;
  for (const option of chosen) placed += option.takes[index] ?? 0;
  return Math.min(wanted, placed);
}

/** True when a choice leaves fewer units open than another, or as many at less weight. */
export function isBetter(one: Omit<Choice, 'chosen'>, other: Omit<Choice, 'chosen'>): boolean {
  return one.open < other.open || (one.open === other.open && one.weight < other.weight);
}

/** The sum of all quantities. */
export function totalOf(quantities: readonly Quantity[]): Quantity {
  let total = 0;
  for (const quantity of quantities) total += quantity;
  return total;
}
