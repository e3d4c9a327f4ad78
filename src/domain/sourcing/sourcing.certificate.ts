import type { Quantity } from '../shared/quantities.js';
import { Outlook } from './sourcing.bound.js';
import { gainOf } from './sourcing.branch-and-bound.js';
import { coverableOf, totalOf } from './sourcing.cover.js';
import type { Option, Problem } from './sourcing.options.js';
import type { Found } from './sourcing.search.js';

/** Digits that a bound is recorded with; always rounded up. */
const BOUND_SCALE = 10_000;

/**
 * How far a plan may be from the best one, as a factor: 1 when the search was exact. Else the plan is compared with what
 * no plan can beat: as many units as the fullest nodes hold, at the lower bound of {@link Outlook}. Both sides count each
 * unit left open at more than any plan can cost, so that the factor also covers units that a better plan might place.
 */
export function boundOf(problem: Problem, found: Found): number {
  if (found.exact) return 1;
  const { options, slots } = problem;
  const wanted = coverableOf(problem.items, options);
  const outlook = outlookOf(problem, wanted);
  const demanded = totalOf(wanted);
  const placed = demanded - found.choice.open;
  const most = Math.max(placed, mostUnits(problem, wanted, outlook));
  const least = Math.min(found.choice.weight, Math.max(1, outlook.leastWeightRaised(placed)));
  const unitWeight = 1 + slots * (options.at(-1)?.weight ?? 0);
  const best = unitWeight * (demanded - most) + least;
  const actual = unitWeight * (demanded - placed) + found.choice.weight;
  return best <= 0 ? 1 : Math.max(1, Math.ceil((actual / best) * BOUND_SCALE) / BOUND_SCALE);
}

/** No plan of the slots at hand places more units than this: item by item, and in all. */
function mostUnits({ options, slots }: Problem, wanted: readonly Quantity[], outlook: Outlook): Quantity {
  const byItem = wanted.map((quantity, index) => {
    const fullest = options.map((option) => option.takes[index] ?? 0).sort((one, other) => other - one);
    return Math.min(quantity, totalOf(fullest.slice(0, slots)));
  });
  return Math.min(totalOf(byItem), outlook.mostUnits());
}

function outlookOf({ options, slots }: Problem, wanted: readonly Quantity[]): Outlook {
  const outlook = new Outlook(wanted, slots);
  const gains = options.map((option): readonly [Option, Quantity] => [option, gainOf(option, wanted)]);
  for (const [option, gain] of gains) if (gain > 0) outlook.add(option, gain);
  return outlook;
}
