import type { LineQuantity } from '../shared/quantities.js';
import { assignLines } from './sourcing.assign.js';
import { boundOf } from './sourcing.certificate.js';
import { exclusionsOf } from './sourcing.fences.js';
import { itemsOf } from './sourcing.items.js';
import { type Option, optionsOf, type Problem, type Refusal } from './sourcing.options.js';
import { MICRO } from './sourcing.ratings.js';
import { type Found, searchPlan } from './sourcing.search.js';
import { withoutDominated } from './sourcing.shortlist.js';
import type {
  PlannedAllocation,
  SourcingDecision,
  SourcingDemand,
  SourcingInput,
  SourcingStrategy,
} from './sourcing.types.js';
import { type UnplacedLine, type UnplacedReason, unplacedLines } from './sourcing.unplaced.js';

/** What one strategy made of the demand. */
export interface StrategyRun {
  readonly strategy: SourcingStrategy;
  readonly plan: readonly PlannedAllocation[];
  readonly unplaced: readonly UnplacedLine[];
  readonly search: SourcingDecision['search'];
  /** What the search worked on: the options that no others make superfluous. */
  readonly problem: Problem;
  /** Every option that passed the fences, cheapest first. */
  readonly options: readonly Option[];
  readonly chosen: readonly Option[];
  readonly refusals: readonly Refusal[];
}

/** Runs one strategy over the whole demand. */
export function runStrategy(input: SourcingInput, strategy: SourcingStrategy): StrategyRun {
  const { demand, candidates, seed } = input;
  const items = itemsOf(demand, strategy.splitLines);
  const context = { demand, strategy, items, excluded: exclusionsOf(demand) };
  const { options, refusals } = optionsOf(candidates, context, seed);
  const slots = shipmentsLeft(demand, strategy);
  const problem = { items, options: withoutDominated({ items, options, slots }), slots };
  const found = searchPlan(problem, isAllOrNothing(strategy));
  const chosen = chosenOf(found);
  const { plan, unplaced } = assignLines(demand.lines, items, chosen);
  return {
    strategy,
    plan,
    unplaced: explainUnplaced(problem, found, unplaced),
    search: searchRecord(problem, found),
    problem,
    options,
    chosen,
    refusals,
  };
}

/**
 * Shipments that this run may make. Demand that comes back (declined, lost, parked for a while) may have one for each of
 * its lines, whatever the order has already: the limit keeps parcels together, it must not strand units for good.
 */
function shipmentsLeft({ openShipments, lines }: SourcingDemand, { maxShipments }: SourcingStrategy): number {
  const left = Math.max(0, maxShipments - openShipments);
  return openShipments > 0 ? Math.max(left, lines.length) : left;
}

/** What is recorded where nothing was chosen. */
export const NO_SEARCH: SourcingDecision['search'] = { method: 'none', plansCompared: 0, cost: 0, bound: 1 };

/** Strategies that hand on, or wait, keep nothing of a plan that is not whole. */
function isAllOrNothing({ afterAction }: SourcingStrategy): boolean {
  return afterAction === 'next-strategy' || afterAction === 'park';
}

/** The chosen options, the cheapest shipment first. */
function chosenOf(found: Found | null): readonly Option[] {
  const chosen = found?.choice.chosen ?? [];
  return chosen.toSorted((one, other) => one.weight - other.weight || one.tie - other.tie);
}

function searchRecord(problem: Problem, found: Found | null): SourcingDecision['search'] {
  if (found === null || found.choice.chosen.length === 0) return NO_SEARCH;
  const penaltyMicro = found.choice.chosen.reduce((total, option) => total + option.rating.penaltyMicro, 0);
  return {
    method: found.exact ? 'exact' : 'greedy',
    plansCompared: found.plansCompared,
    cost: penaltyMicro / MICRO,
    bound: boundOf(problem, found),
  };
}

/**
 * Why lines stay unplaced. Of each sku there is one carrier more than the order may have shipments, where there are so
 * many: a carrier that stands idle while every shipment is in use shows that the limit, not the stock, is what binds.
 */
function explainUnplaced(
  { items, options, slots }: Problem,
  found: Found | null,
  lines: readonly LineQuantity[],
): readonly UnplacedLine[] {
  const chosen = new Set(found?.choice.chosen);
  const reasonOf = (sku: string): UnplacedReason => {
    const index = items.findIndex((item) => item.sku === sku);
    const carriers = options.filter((option) => (option.takes[index] ?? 0) > 0);
    if (found !== null) {
      const limitBinds = chosen.size === slots && carriers.some((option) => !chosen.has(option));
      return limitBinds ? 'split-limit' : 'out-of-stock';
    }
    const available = carriers.reduce((total, option) => total + (option.takes[index] ?? 0), 0);
    if (available >= (items[index]?.quantity ?? 0)) return 'held-back';
    return carriers.length > slots ? 'split-limit' : 'out-of-stock';
  };
  const unplaced = unplacedLines(lines, reasonOf);
  // Each sku could be had, only not all of them together in so few shipments.
  const isEachPlaceable = unplaced.length > 0 && unplaced.every(({ reason }) => reason === 'held-back');
  return isEachPlaceable ? unplacedLines(lines, () => 'split-limit') : unplaced;
}
