import type { Quantity } from '../shared/quantities.js';
import type { Item } from './sourcing.items.js';
import type { Option, Problem } from './sourcing.options.js';

/** Figures without their zeros: those of `n` are at `start[n]` up to, not including, `start[n + 1]`. */
export interface Figures {
  readonly start: Int32Array;
  /** Which item (or which option) a figure speaks of; ascending. */
  readonly of: Int32Array;
  readonly units: Float64Array;
}

/**
 * A problem as the search works on it: the options that a best plan may need, in flat arrays. An option is named by its
 * place here, an item by its place in the demand.
 */
export interface Core {
  readonly items: readonly Item[];
  /** Cheapest first. */
  readonly options: readonly Option[];
  readonly slots: number;
  /** What can be placed of each item at best. */
  readonly wanted: Float64Array;
  readonly weights: Float64Array;
  /** A weight of one each: with these, a least weight is a least number of shipments. */
  readonly ones: Float64Array;
  /** Units of items that each option could take. */
  readonly byOption: Figures;
  /** The same, of each item. */
  readonly byItem: Figures;
  /** False where lines stay whole and share a sku: then the gain of a shipment depends on the others. */
  readonly gainsAddUp: boolean;
}

/** The core of a problem: what no best plan needs is left out. */
export function coreOf(problem: Problem): Core {
  const { items, slots } = problem;
  const wanted = Float64Array.from(coverableOf(items, problem.options));
  const options = withoutSuperfluous(problem, wanted);
  return {
    items,
    options,
    slots,
    wanted,
    weights: Float64Array.from(options, ({ weight }) => weight),
    ones: new Float64Array(options.length).fill(1),
    byOption: figuresOf(options.length, items.length, (option, item) => options[option]?.takes[item] ?? 0),
    byItem: figuresOf(items.length, options.length, (item, option) => options[option]?.takes[item] ?? 0),
    gainsAddUp: !items.some(sharesLines),
  };
}

/** What can be placed of each item at best: no more than is asked for, no more than the options have. */
export function coverableOf(items: readonly Item[], options: readonly Option[]): readonly Quantity[] {
  return items.map((item, index) => {
    let available = 0;
    for (const option of options) available += option.takes[index] ?? 0;
    return Math.min(item.quantity, available);
  });
}

/** True for an item of several lines that stay whole: how much of it goes somewhere is a matter of packing. */
export function sharesLines(item: Item): boolean {
  return !item.divisible && item.lines.length > 1;
}

/**
 * Takes out every option that others make superfluous. An option is superfluous when some that stand before it have, each,
 * at least as much of everything, and together all that is wanted of what it has: in a plan with all of them it would
 * stand idle, and in any other one of them could take its place, at no higher price. Lossless.
 */
function withoutSuperfluous({ items, options }: Problem, wanted: Float64Array): readonly Option[] {
  const kept: Option[] = [];
  const together = new Float64Array(items.length);
  for (const option of options) {
    together.fill(0);
    let isNeeded = true;
    for (const other of kept) {
      if (!replaces(items, other, option)) continue;
      isNeeded = !covers(items, wanted, together, other, option);
      if (!isNeeded) break;
    }
    if (isNeeded) kept.push(option);
  }
  return kept;
}

/** True when `other` has at least as much of everything. It stands before `option`, so it is no dearer. */
function replaces(items: readonly Item[], other: Option, option: Option): boolean {
  if ((other.mask & option.mask) !== option.mask) return false;
  for (let item = 0; item < items.length; item += 1) {
    if (hasOf(items, other, item) < hasOf(items, option, item)) return false;
  }
  return true;
}

/** Adds what `other` has; true when with it all that `option` could give is there. */
function covers(
  items: readonly Item[],
  wanted: Float64Array,
  together: Float64Array,
  other: Option,
  option: Option,
): boolean {
  let isAll = true;
  for (let item = 0; item < items.length; item += 1) {
    if ((option.takes[item] ?? 0) === 0) continue;
    const before = together[item] ?? 0;
    const units = hasOf(items, other, item);
    // Whole lines of one sku can be told to fit only where one node has room for all of them.
    const sum = isPacked(items, item) ? Math.max(before, units) : before + units;
    together[item] = sum;
    const enough = isPacked(items, item) ? (items[item]?.quantity ?? 0) : (wanted[item] ?? 0);
    if (sum < enough) isAll = false;
  }
  return isAll;
}

function isPacked(items: readonly Item[], index: number): boolean {
  const item = items[index];
  return item !== undefined && sharesLines(item);
}

function hasOf(items: readonly Item[], { stock, takes }: Option, item: number): Quantity {
  return (isPacked(items, item) ? stock[item] : takes[item]) ?? 0;
}

function figuresOf(rows: number, columns: number, units: (row: number, column: number) => number): Figures {
  const start = new Int32Array(rows + 1);
  const of: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const value = units(row, column);
      if (value === 0) continue;
      of.push(column);
      values.push(value);
    }
    start[row + 1] = of.length;
  }
  return { start, of: Int32Array.from(of), units: Float64Array.from(values) };
}
