import type { Quantity } from '../shared/quantities.js';
import { gainOf, outlookFor } from './sourcing.bound.js';
import { coverableOf, residualAfter, totalOf } from './sourcing.cover.js';
import type { Option, Problem } from './sourcing.options.js';
import type { Found } from './sourcing.search.js';

/** Digits that a bound is recorded with; always rounded up. */
const BOUND_SCALE = 10_000;

/** What a search over the shortlist says of the whole problem. */
export interface Certificate {
  /** True when no choice of any options is better. */
  readonly exact: boolean;
  /** The plan costs at most this factor more than the best possible one; 1 when exact. */
  readonly bound: number;
}

/**
 * Proves how good a choice is over **all** options, those outside the shortlist too. A choice is either made of the
 * shortlist alone, where the search has looked, or it uses an option from outside: then it costs at least that option
 * and the bound of what remains. The smaller of the two is a lower bound on every choice.
 *
 * Where even the number of units is not proven best, the factor compares penalties that include the open units, each at
 * more than any plan can cost; see docs/sourcing.md.
 */
export function certify(problem: Problem, shortlist: readonly Option[], found: Found): Certificate {
  if (found.exact && shortlist.length === problem.options.length) return { exact: true, bound: 1 };
  const wanted = coverableOf(problem.items, problem.options);
  const placed = coverableTotal(problem, shortlist) - found.choice.open;
  const most = Math.max(placed, mostUnits(problem, wanted));
  const least = leastWeight(problem, shortlist, found, wanted, placed);
  const { weight } = found.choice;
  if (placed === most && least >= weight) return { exact: true, bound: 1 };
  const unitWeight = 1 + problem.slots * (problem.options.at(-1)?.weight ?? 0);
  const open = totalOf(wanted) - placed;
  const ratio = (unitWeight * open + weight) / (unitWeight * (totalOf(wanted) - most) + Math.max(1, least));
  return { exact: false, bound: Math.max(1, Math.ceil(ratio * BOUND_SCALE) / BOUND_SCALE) };
}

function coverableTotal({ items }: Problem, shortlist: readonly Option[]): Quantity {
  return totalOf(coverableOf(items, shortlist));
}

/** No plan of the slots at hand places more units than this: item by item, and in all. */
function mostUnits({ options, slots }: Problem, wanted: readonly Quantity[]): Quantity {
  const byItem = wanted.map((quantity, index) => {
    const fullest = options.map((option) => option.takes[index] ?? 0).sort((one, other) => other - one);
    return Math.min(quantity, totalOf(fullest.slice(0, slots)));
  });
  return Math.min(totalOf(byItem), outlookFor({ residual: wanted, options, slots }, 0).mostUnits);
}

/** A lower bound on the weight of every choice that places `units`. */
function leastWeight(
  problem: Problem,
  shortlist: readonly Option[],
  found: Found,
  wanted: readonly Quantity[],
  units: Quantity,
): number {
  const { items, options, slots } = problem;
  const anywhere = outlookFor({ residual: wanted, options, slots }, units).leastWeight;
  let least = found.exact ? found.choice.weight : Math.min(anywhere, found.choice.weight);
  const listed = new Set(shortlist);
  for (const option of options) {
    if (listed.has(option) || option.weight >= least) continue;
    const residual = residualAfter(items, wanted, wanted, [option]);
    const rest = outlookFor(
      { residual, options, slots: slots - 1 },
      units - gainOf(option, wanted),
    ).leastWeight;
    least = Math.min(least, option.weight + rest);
    if (least <= anywhere) break;
  }
  return Math.max(least, Math.min(anywhere, found.choice.weight));
}
