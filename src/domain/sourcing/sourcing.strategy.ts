import type { LineQuantity, Quantity } from '../shared/quantities.js';
import { addSeconds, type Instant } from '../shared/time.js';
import { assignLines } from './sourcing.assign.js';
import { boundOf } from './sourcing.certificate.js';
import { coverableOf } from './sourcing.core.js';
import { totalOf } from './sourcing.cover.js';
import { deliveryOf } from './sourcing.delivery.js';
import { exclusionsOf } from './sourcing.fences.js';
import { type Item, itemsOf } from './sourcing.items.js';
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

/** What a strategy has to choose from, whatever the date. */
export interface Field {
  readonly strategy: SourcingStrategy;
  readonly demand: SourcingDemand;
  readonly now: Instant;
  readonly items: readonly Item[];
  /** Cheapest first. */
  readonly options: readonly Option[];
  readonly refusals: readonly Refusal[];
  readonly slots: number;
}

/** What one strategy made of the demand. */
export interface StrategyRun {
  readonly strategy: SourcingStrategy;
  readonly plan: readonly PlannedAllocation[];
  readonly unplaced: readonly LineQuantity[];
  readonly search: SourcingDecision['search'];
  /** What the search worked on: the options that no others make superfluous. */
  readonly problem: Problem;
  readonly found: Found | null;
  /** Every option that passed the fences, cheapest first. */
  readonly options: readonly Option[];
  /** Those that passed all fences but the promise, cheapest first. */
  readonly late: readonly Option[];
  readonly chosen: readonly Option[];
  readonly refusals: readonly Refusal[];
}

/** Checks every fence but the promise and rates what passes: once for all steps of a run. */
export function fieldOf(input: SourcingInput, strategy: SourcingStrategy): Field {
  const { demand, candidates, seed, now } = input;
  const items = itemsOf(demand, strategy.splitLines);
  const excluded = exclusionsOf(demand);
  const context = { demand, strategy, items, excluded, delivery: deliveryOf(input) };
  const { options, refusals } = optionsOf(candidates, context, seed);
  return { strategy, demand, now, items, options, refusals, slots: shipmentsLeft(demand, strategy) };
}

/** The options that arrive in time. */
export function within({ options }: Field, withinSeconds: number): readonly Option[] {
  if (withinSeconds === Number.POSITIVE_INFINITY) return options;
  return options.filter(({ arrivesIn }) => arrivesIn === null || arrivesIn <= withinSeconds);
}

/** Units of the demand that options could place if there were no limit on shipments. */
export function mostPlaceable({ items }: Field, options: readonly Option[]): Quantity {
  return totalOf(coverableOf(items, options));
}

/**
 * Searches a plan for the whole demand.
 *
 * @param options those of the field that may be used
 * @param wholeOnly true when only a plan that places everything is of use
 */
export function runStrategy(field: Field, options: readonly Option[], wholeOnly: boolean): StrategyRun {
  const { strategy, demand, items, refusals, slots } = field;
  const problem = { items, options: withoutDominated({ items, options, slots }), slots };
  const found = searchPlan(problem, wholeOnly || isAllOrNothing(strategy));
  const chosen = chosenOf(found);
  const { plan, unplaced } = assignLines(demand.lines, items, chosen);
  return {
    strategy,
    plan: plan.map((allocation) => withEstimate(allocation, chosen, field.now)),
    unplaced,
    search: searchRecord(problem, found),
    problem,
    found,
    options,
    late: lateOf(field, options),
    chosen,
    refusals,
  };
}

function lateOf(field: Field, options: readonly Option[]): readonly Option[] {
  if (options.length === field.options.length) return [];
  const inTime = new Set(options);
  return field.options.filter((option) => !inTime.has(option));
}

/** Strategies that hand on, or wait, keep nothing of a plan that is not whole. */
export function isAllOrNothing({ afterAction }: SourcingStrategy): boolean {
  return afterAction === 'next-strategy' || afterAction === 'park';
}

function withEstimate(
  allocation: PlannedAllocation,
  chosen: readonly Option[],
  now: Instant,
): PlannedAllocation {
  const option = chosen.find(({ candidate }) => candidate.nodeId === allocation.nodeId);
  if (option === undefined || option.arrivesIn === null) return allocation;
  return { ...allocation, estimatedBy: addSeconds(now, option.arrivesIn) };
}

/**
 * Shipments that this run may make. Demand that comes back (declined, lost, parked for a while) may have one for each of
 * its lines, whatever the order has already: the limit keeps parcels together, it must not strand units for good.
 */
export function shipmentsLeft(
  { openShipments, lines }: SourcingDemand,
  { maxShipments }: SourcingStrategy,
): number {
  const left = Math.max(0, maxShipments - openShipments);
  return openShipments > 0 ? Math.max(left, lines.length) : left;
}

/** What is recorded where nothing was chosen. */
export const NO_SEARCH: SourcingDecision['search'] = { method: 'none', plansCompared: 0, cost: 0, bound: 1 };

/** The chosen options, the cheapest shipment first. */
function chosenOf(found: Found | null): readonly Option[] {
  const chosen = found?.chosen ?? [];
  return chosen.toSorted((one, other) => one.weight - other.weight || one.tie - other.tie);
}

function searchRecord(problem: Problem, found: Found | null): SourcingDecision['search'] {
  if (found === null || found.chosen.length === 0) return NO_SEARCH;
  const penaltyMicro = found.chosen.reduce((total, option) => total + option.rating.penaltyMicro, 0);
  return {
    method: found.exact ? 'exact' : 'greedy',
    plansCompared: found.plansCompared,
    cost: penaltyMicro / MICRO,
    bound: boundOf(problem, found),
  };
}
