import { totalUnits } from '../shared/quantities.js';
import { addSeconds } from '../shared/time.js';
import { conditionHolds } from './sourcing.condition.js';
import { deliveryOf, stepsOf } from './sourcing.delivery.js';
import { checkFences, exclusionsOf, type FenceContext } from './sourcing.fences.js';
import { itemsOf } from './sourcing.items.js';
import { MICRO, rate } from './sourcing.ratings.js';
import { isAllOrNothing, shipmentsLeft } from './sourcing.strategy.js';
import type {
  PlannedAllocation,
  SourcingDecision,
  SourcingInput,
  SourcingStrategy,
} from './sourcing.types.js';

/** What a decision says came of its input. */
type Told = Pick<
  SourcingDecision,
  'input' | 'strategy' | 'search' | 'plan' | 'unplaced' | 'afterAction' | 'toleranceDays'
>;

/**
 * Which rules of its own policy and figures a decision breaks, in plain words; none for a sound one. Looks at the plan
 * alone, not at how it was found: so it also judges decisions of a planner that has been replaced since, whose plans the
 * one of today need not find again. Whether another plan would have been better is not asked.
 */
export function brokenRules(told: Told): readonly string[] {
  const broken = unitsOf(told);
  const { input, plan, strategy: name } = told;
  const strategy = input.policy.strategies.find((one) => one.name === name);
  if (strategy === undefined) return plan.length === 0 ? broken : [...broken, 'no strategy of this name'];
  if (!conditionHolds(strategy.when, input.demand, input.now)) broken.push('the strategy does not apply');
  broken.push(...outcomeOf(told, strategy), ...shipmentsOf(told, strategy));
  let costMicro = 0;
  const context = {
    demand: input.demand,
    strategy,
    items: itemsOf(input.demand, strategy.splitLines),
    excluded: exclusionsOf(input.demand),
    delivery: deliveryOf(input),
  };
  for (const allocation of plan) {
    const result = allocationOf(allocation, told, context);
    broken.push(...result.broken.map((rule) => `${allocation.nodeId}: ${rule}`));
    costMicro += result.penaltyMicro;
  }
  if (costMicro !== Math.round(told.search.cost * MICRO))
    broken.push('the cost is not that of the shipments');
  return broken;
}

/** Each unit of the demand has a node or a reason, and none has two. */
function unitsOf({ input, plan, unplaced }: Told): string[] {
  const skus = new Map(input.demand.lines.map(({ lineId, sku }) => [lineId, sku] as const));
  const left = new Map(input.demand.lines.map(({ lineId, quantity }) => [lineId, quantity] as const));
  const broken: string[] = [];
  for (const { lineId, sku, quantity } of [...plan.flatMap(({ lines }) => lines), ...unplaced]) {
    if (!Number.isSafeInteger(quantity) || quantity < 1) broken.push(`line ${lineId}: no number of units`);
    if (skus.get(lineId) !== sku) broken.push(`line ${lineId}: another sku`);
    left.set(lineId, (left.get(lineId) ?? 0) - quantity);
  }
  for (const [lineId, units] of left) {
    if (units > 0) broken.push(`line ${lineId}: units without a node or a reason`);
    if (units < 0) broken.push(`line ${lineId}: more units than demanded`);
  }
  return broken;
}

function outcomeOf({ plan, unplaced, afterAction }: Told, strategy: SourcingStrategy): readonly string[] {
  const gaveUp = strategy.afterAction === 'cancel' ? 'cancel' : 'park';
  const broken: string[] = [];
  if (afterAction !== (unplaced.length === 0 ? 'none' : gaveUp)) broken.push('another after-action');
  if (unplaced.length > 0 && plan.length > 0 && isAllOrNothing(strategy)) {
    broken.push('the strategy places all or nothing');
  }
  return broken;
}

function shipmentsOf({ input, plan, unplaced }: Told, strategy: SourcingStrategy): readonly string[] {
  const broken: string[] = [];
  if (plan.length > shipmentsLeft(input.demand, strategy))
    broken.push('more shipments than the order may have');
  if (new Set(plan.map(({ nodeId }) => nodeId)).size < plan.length)
    broken.push('two shipments from one node');
  const pieces = [...plan.flatMap(({ lines }) => lines), ...unplaced].map(({ lineId }) => lineId);
  if (!strategy.splitLines && new Set(pieces).size < pieces.length) broken.push('a line is not kept whole');
  return broken;
}

function allocationOf(
  { nodeId, method, lines, estimatedBy }: PlannedAllocation,
  { input, toleranceDays }: Told,
  context: FenceContext,
): { readonly broken: readonly string[]; readonly penaltyMicro: number } {
  const candidate = input.candidates.find((one) => one.nodeId === nodeId);
  if (candidate === undefined) return { broken: ['no candidate'], penaltyMicro: 0 };
  const passed = checkFences(candidate, context);
  if (passed.failed !== undefined) return { broken: [`fails ${passed.failed}`], penaltyMicro: 0 };
  const broken = context.items.flatMap(({ sku }, item) => {
    const units = totalUnits(lines.filter((line) => line.sku === sku));
    return units > (passed.stock[item] ?? 0) ? [`more of ${sku} than it has`] : [];
  });
  if (lines.length === 0) broken.push('a shipment of nothing');
  if (method !== passed.method) broken.push('another method');
  const { arrivesIn } = passed;
  if (arrivesIn !== null && arrivesIn > withinSecondsOf(input, toleranceDays)) broken.push('too late');
  const estimate = arrivesIn === null ? undefined : addSeconds(input.now, arrivesIn);
  if (estimatedBy !== estimate) broken.push('another estimate');
  return { broken, penaltyMicro: rate(candidate, passed, context.strategy).penaltyMicro };
}

/** How late the decision let its plan be; nothing will do where the policy has no such step. */
function withinSecondsOf(input: SourcingInput, toleranceDays: number | null | undefined): number {
  const step = stepsOf(input).find((one) => one.toleranceDays === toleranceDays);
  return step?.withinSeconds ?? Number.NEGATIVE_INFINITY;
}
