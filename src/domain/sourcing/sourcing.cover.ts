import type { Quantity } from '../shared/quantities.js';
import { type Core, sharesLines } from './sourcing.core.js';
import { packWhole } from './sourcing.pack.js';

/** A choice of options of a core: what it leaves open and what it costs. Fewer units open is better, then less weight. */
export interface Choice {
  readonly chosen: readonly number[];
  /** Units that stay open of what the options have at all. */
  readonly open: Quantity;
  readonly weight: number;
}

/** Takes what one more option can give off what is open of each item; not for items that are a matter of packing. */
export function subtract({ byOption: { start, of, units } }: Core, open: Float64Array, option: number): void {
  const end = start[option + 1] ?? 0;
  for (let at = start[option] ?? 0; at < end; at += 1) {
    const item = of[at] ?? 0;
    const left = (open[item] ?? 0) - (units[at] ?? 0);
    open[item] = left > 0 ? left : 0;
  }
}

/** Writes into `open` what a choice leaves open of each item. */
export function leaveOpen(core: Core, open: Float64Array, chosen: readonly number[]): void {
  open.set(core.wanted);
  for (const option of chosen) subtract(core, open, option);
  if (!core.gainsAddUp) pack(core, open, chosen);
}

/** Sets what is open of items whose lines stay whole and share a sku. */
export function pack({ items, options, wanted }: Core, open: Float64Array, chosen: readonly number[]): void {
  items.forEach((item, index) => {
    if (!sharesLines(item)) return;
    const bins = chosen.map((option) => options[option]?.stock[index] ?? 0);
    open[index] = (wanted[index] ?? 0) - packWhole(item.lines, bins).units;
  });
}

/** Units of what is open that an option could place. */
export function gainOf(
  { byOption: { start, of, units } }: Core,
  open: Float64Array,
  option: number,
): Quantity {
  let gain = 0;
  const end = start[option + 1] ?? 0;
  for (let at = start[option] ?? 0; at < end; at += 1) {
    const takes = units[at] ?? 0;
    const left = open[of[at] ?? 0] ?? 0;
    gain += takes < left ? takes : left;
  }
  return gain;
}

/** The weight of all options of a choice. */
export function weightOf({ weights }: Core, chosen: readonly number[]): number {
  let weight = 0;
  for (const option of chosen) weight += weights[option] ?? 0;
  return weight;
}

/** True when a choice leaves fewer units open than another, or as many at less weight. */
export function isBetter(one: Omit<Choice, 'chosen'>, other: Omit<Choice, 'chosen'>): boolean {
  return one.open < other.open || (one.open === other.open && one.weight < other.weight);
}

/** The sum of all quantities. */
export function totalOf(quantities: ArrayLike<Quantity>): Quantity {
  let total = 0;
  for (let index = 0; index < quantities.length; index += 1) total += quantities[index] ?? 0;
  return total;
}
