import type {
  SourcingCondition,
  SourcingDemand,
  SourcingInput,
  SourcingStrategy,
} from '../../../src/domain/sourcing/sourcing.types.js';
import { planProgram } from './plan-program.js';
import type { Solution, Solver } from './solver.js';
import { promisedIn, type UsableNode, usableNodes } from './usable-nodes.js';

/** The best that any plan can do under the rules. */
export interface BestOutcome {
  /** Null: none applies. */
  readonly strategy: string | null;
  readonly toleranceDays: number | null;
  readonly unplacedUnits: number;
  /** In millionths. */
  readonly costMicro: number;
  readonly shipments: number;
}

type Best = Omit<BestOutcome, 'strategy' | 'toleranceDays'>;

/**
 * What docs/sourcing.md says that a run decides: which strategy, which tolerance, how many units, at what cost. The rules
 * are told anew, and each plan is a program for the solver.
 */
export function bestOutcome(solve: Solver, input: SourcingInput): BestOutcome {
  const strategies = inTurn(input);
  const steps = stepsOf(input);
  const widest = steps.at(-1) ?? null;
  const last = strategies.at(-1);
  const all = unitsOf(input.demand);
  if (last === undefined) return { strategy: null, toleranceDays: widest, ...nothing(all) };
  const known = new Map<string, Best>();
  const bestBy = (strategy: SourcingStrategy, toleranceDays: number | null): Best => {
    const nodes = usableNodes(input, strategy, toleranceDays);
    const key = `${strategy.name}: ${nodes.map(({ nodeId }) => nodeId).join(' ')}`;
    const best = known.get(key) ?? bestPlan(solve, input.demand, strategy, nodes);
    known.set(key, best);
    return best;
  };
  for (const toleranceDays of steps) {
    for (const strategy of strategies) {
      const best = bestBy(strategy, toleranceDays);
      if (best.unplacedUnits === 0) return { strategy: strategy.name, toleranceDays, ...best };
    }
  }
  const most = bestBy(last, widest);
  const asMuch = steps.find((step) => bestBy(last, step).unplacedUnits === most.unplacedUnits) ?? widest;
  const toleranceDays = most.unplacedUnits === all ? widest : asMuch;
  return { strategy: last.name, toleranceDays, ...bestBy(last, toleranceDays) };
}

function bestPlan(
  solve: Solver,
  demand: SourcingDemand,
  strategy: SourcingStrategy,
  nodes: readonly UsableNode[],
): Best {
  const all = unitsOf(demand);
  const slots = slotsOf(demand, strategy);
  if (nodes.length === 0 || slots === 0) return nothing(all);
  const rules = { lines: demand.lines, nodes, slots, splitLines: strategy.splitLines };
  const whole = solve(planProgram(rules, { least: 'cost', open: 0 }));
  if (whole !== null) return bestOf(nodes, whole);
  const isKept = strategy.afterAction === 'place-partly-and-park' || strategy.afterAction === 'cancel';
  const fullest = isKept ? solve(planProgram(rules, { least: 'open' })) : null;
  const open = fullest === null ? all : openIn(fullest);
  if (open === all) return nothing(all);
  const partial = solve(planProgram(rules, { least: 'cost', open }));
  if (partial === null) throw new Error('the solver lost a plan that it had');
  return bestOf(nodes, partial);
}

function bestOf(nodes: readonly UsableNode[], solution: Solution): Best {
  const used = nodes.filter((_, node) => (solution.get(`u${node}`) ?? 0) > 0.5);
  const costMicro = used.reduce((sum, { penaltyMicro }) => sum + penaltyMicro, 0);
  return { unplacedUnits: openIn(solution), costMicro, shipments: used.length };
}

function nothing(unplacedUnits: number): Best {
  return { unplacedUnits, costMicro: 0, shipments: 0 };
}

function openIn(solution: Solution): number {
  const open = [...solution].filter(([name]) => name.startsWith('o')).map(([, units]) => units);
  return Math.round(open.reduce((sum, units) => sum + units, 0));
}

function unitsOf({ lines }: SourcingDemand): number {
  return lines.reduce((sum, { quantity }) => sum + quantity, 0);
}

/** Demand that comes back may have a shipment for each of its lines. */
function slotsOf({ openShipments, lines }: SourcingDemand, { maxShipments }: SourcingStrategy): number {
  const left = Math.max(0, maxShipments - openShipments);
  return openShipments === 0 ? left : Math.max(left, lines.length);
}

/** The strategies whose condition holds, up to the first that does not hand on. */
function inTurn({ policy, demand, now }: SourcingInput): readonly SourcingStrategy[] {
  const apply = policy.strategies.filter(({ when = {} }) => holds(when, demand, Date.parse(now)));
  const last = apply.findIndex(({ afterAction }) => afterAction !== 'next-strategy');
  return last === -1 ? apply : apply.slice(0, last + 1);
}

function holds(when: SourcingCondition, demand: SourcingDemand, now: number): boolean {
  const { country, region = '' } = demand.destination;
  const parts = [
    when.channels?.includes(demand.channel),
    when.methods?.includes(demand.method),
    when.countries?.includes(country),
    when.regions?.includes(region),
    when.tags?.some((tag) => demand.tags.includes(tag)),
    when.minValueMinor === undefined || demand.valueMinor >= when.minValueMinor,
    when.maxValueMinor === undefined || demand.valueMinor <= when.maxValueMinor,
    when.from === undefined || now >= Date.parse(when.from),
    when.until === undefined || now < Date.parse(when.until),
  ];
  return !parts.includes(false);
}

/** Days late, from the narrowest step to the widest; null: any date. */
function stepsOf(input: SourcingInput): readonly (number | null)[] {
  const { promise } = input.policy;
  const { service } = input.demand;
  if (!promise?.transit.some((entry) => entry.service === undefined || entry.service === service))
    return [null];
  if (!promise.thenAnyDate) return promise.toleranceDays;
  return promisedIn(input) <= 0 ? [null] : [...promise.toleranceDays, null];
}
