import type { Quantity } from '../shared/quantities.js';
import { Outlook } from './sourcing.bound.js';
import { gainOf } from './sourcing.branch-and-bound.js';
import { coverableOf, totalOf } from './sourcing.cover.js';
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
  const outlook = outlookOf(problem, wanted);
  const most = Math.max(placed, mostUnits(problem, wanted, outlook));
  const least = leastWeight(problem, shortlist, found, wanted, placed, outlook);
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
function mostUnits({ options, slots }: Problem, wanted: readonly Quantity[], outlook: Outlook): Quantity {
  const byItem = wanted.map((quantity, index) => {
    const fullest = options.map((option) => option.takes[index] ?? 0).sort((one, other) => other - one);
    return Math.min(quantity, totalOf(fullest.slice(0, slots)));
  });
  return Math.min(totalOf(byItem), outlook.mostUnits());
}

/** A lower bound on the weight of every choice that places `units`. */
function leastWeight(
  problem: Problem,
  shortlist: readonly Option[],
  found: Found,
  wanted: readonly Quantity[],
  units: Quantity,
  outlook: Outlook,
): number {
  const { options, slots } = problem;
  const { weight } = found.choice;
  const anywhere = outlook.leastWeight(units);
  if (!found.exact) return Math.min(weight, anywhere);
  const listed = new Set(shortlist);
  let least = weight;
  for (const option of options) {
    if (listed.has(option) || option.weight >= least) continue;
    const byNumber = option.weight + outlook.leastWeightByNumber(units - gainOf(option, wanted), slots - 1);
    const byPrice = units < totalOf(wanted) ? 0 : anywhere + outlook.excess(option);
    least = Math.min(least, Math.max(byNumber, byPrice, anywhere));
  }
  return least;
}

function outlookOf({ options, slots }: Problem, wanted: readonly Quantity[]): Outlook {
  const outlook = new Outlook(wanted, slots);
  for (const option of options) {
    const gain = gainOf(option, wanted);
    if (gain > 0) outlook.add(option, gain);
  }
  return outlook;
}
