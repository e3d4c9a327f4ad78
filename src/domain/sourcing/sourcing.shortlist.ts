import type { Option, Problem } from './sourcing.options.js';

/** How many each order of merit contributes. Larger finds no better plans on the benchmark and makes the record longer. */
const CHEAPEST = 24;
const MOST_EFFICIENT = 12;
const WIDEST = 8;
const CHEAPEST_PER_ITEM = 4;
const MOST_EFFICIENT_PER_ITEM = 3;
const MAX_FULLEST_PER_ITEM = 9;

/**
 * Takes out options that no plan needs. One that has no more of anything and is no cheaper than another is dominated by
 * it; with more dominators than a plan has shipments, a plan that used it could always use one of them instead.
 * Lossless: the best plan over what remains is the best plan.
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
 * The options that the search works on, and that the record keeps. It is a union of the heads of several orders of
 * merit, each of which puts an option behind those that dominate it. Therefore shortening a list that holds the
 * shortlist gives the same shortlist again, and with it the same plan: that is what makes a decision re-executable
 * from its record.
 */
export function shortlistOf(problem: Problem, kept: readonly Option[]): readonly Option[] {
  const chosen = new Set<Option>(kept.slice(0, CHEAPEST));
  const add = (options: readonly Option[], count: number): void => {
    for (const option of options.slice(0, count)) chosen.add(option);
  };
  if (kept.length > chosen.size) {
    const byEfficiency = kept.toSorted((one, other) => other.reach / other.weight - one.reach / one.weight);
    add(byEfficiency, MOST_EFFICIENT);
    add(
      kept.toSorted((one, other) => other.reach - one.reach),
      WIDEST,
    );
    const fullest = Math.min(problem.slots + 1, MAX_FULLEST_PER_ITEM);
    for (let item = 0; item < problem.items.length; item += 1) {
      const carries = (option: Option): boolean => (option.takes[item] ?? 0) > 0;
      const carriers = kept.filter(carries);
      add(carriers, CHEAPEST_PER_ITEM);
      add(byEfficiency.filter(carries), MOST_EFFICIENT_PER_ITEM);
      add(
        carriers.sort((one, other) => (other.takes[item] ?? 0) - (one.takes[item] ?? 0)),
        fullest,
      );
    }
  }
  return kept.filter((option) => chosen.has(option));
}

/** True when `one` has at least as much of everything. It stands before `other`, so it is no dearer. */
function covers(one: Option, other: Option, items: number): boolean {
  for (let item = 0; item < items; item += 1) {
    if ((one.stock[item] ?? 0) < (other.stock[item] ?? 0)) return false;
  }
  return true;
}
