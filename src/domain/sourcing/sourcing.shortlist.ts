import type { Option, Problem } from './sourcing.options.js';

/**
 * Takes out options that no plan needs. One that has no more of anything and is no cheaper than another is dominated by
 * it; with more dominators than a plan has shipments, a plan that used it could always use one of them instead.
 * Lossless: the best plan over what remains is the best plan. One dominator more than shipments stays, so that a shipment
 * limit that binds still shows.
 */
export function withoutDominated({ items, options, slots }: Problem): readonly Option[] {
  const kept: Option[] = [];
  const enough = slots + 1;
  for (const option of options) {
    let dominators = 0;
    for (const other of kept) {
      if (covers(other, option, items.length)) dominators += 1;
      if (dominators === enough) break;
    }
    if (dominators < enough) kept.push(option);
  }
  return kept;
}

/**
 * The options worth recording beside the chosen ones: the cheapest, those that could take most of the whole, and of each
 * sku the cheapest and the fullest carriers.
 *
 * @param generosity how many of each kind
 */
export function noteworthy(
  { items, options }: Problem,
  chosen: readonly Option[],
  generosity: number,
): readonly Option[] {
  const widest = [...options].sort((one, other) => other.reach - one.reach).slice(0, generosity);
  const noted = new Set<Option>([...chosen, ...options.slice(0, 2 * generosity), ...widest]);
  for (let item = 0; item < items.length; item += 1) {
    const carriers = options.filter((option) => (option.takes[item] ?? 0) > 0);
    for (const option of carriers.slice(0, generosity)) noted.add(option);
    carriers.sort((one, other) => (other.takes[item] ?? 0) - (one.takes[item] ?? 0));
    for (const option of carriers.slice(0, generosity)) noted.add(option);
  }
  return options.filter((option) => noted.has(option));
}

/** True when `one` has at least as much of everything. It stands before `other`, so it is no dearer. */
function covers(one: Option, other: Option, items: number): boolean {
  if ((one.mask & other.mask) !== other.mask || one.reach < other.reach) return false;
  for (let item = 0; item < items; item += 1) {
    if ((one.stock[item] ?? 0) < (other.stock[item] ?? 0)) return false;
  }
  return true;
}
