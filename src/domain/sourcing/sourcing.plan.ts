import { sameJson } from '../shared/same-json.js';
import { conditionHolds } from './sourcing.condition.js';
import { reducedInput, verdictsOf } from './sourcing.record.js';
import { runStrategy, type StrategyRun } from './sourcing.strategy.js';
import type { SourcingDecision, SourcingInput } from './sourcing.types.js';
import { type UnplacedReason, unplacedLines } from './sourcing.unplaced.js';

/**
 * Finds nodes for a demand. Pure and deterministic: the same input gives the same decision, whatever the order of its
 * candidates. The decision carries a reduced input that gives the identical outcome again; see {@link reexecutes}.
 *
 * Strategies are tried in their order, those whose condition holds. One whose after-action is `next-strategy` or `park`
 * places the whole demand or nothing; `place-partly-and-park` and `cancel` place what they can, and what remains is
 * parked or cancelled. The first strategy that places everything, or does not hand on, decides.
 *
 * @param input quantities are whole numbers; a policy without errors (see validatePolicy)
 */
export function planSourcing(input: SourcingInput): SourcingDecision {
  const { demand, policy, now } = input;
  if (demand.attempt >= policy.maxAttempts) return nothingFor(input, 'attempts-exhausted');
  const runs: StrategyRun[] = [];
  for (const strategy of policy.strategies) {
    if (!conditionHolds(strategy.when, demand, now)) continue;
    const run = runStrategy(input, strategy);
    runs.push(run);
    if (run.unplaced.length === 0 || strategy.afterAction !== 'next-strategy') break;
  }
  const last = runs.at(-1);
  return last === undefined ? nothingFor(input, 'no-strategy') : decisionOf(input, runs, last);
}

/**
 * Runs a recorded decision again and compares: same strategy, plan, cost, unplaced lines and after-action (promise 10).
 * The other figures of the search and the verdicts speak of candidates that the record no longer holds.
 */
export function reexecutes(decision: SourcingDecision): boolean {
  return sameJson(outcomeOf(planSourcing(decision.input)), outcomeOf(decision));
}

function outcomeOf({
  strategy,
  strategiesTried,
  plan,
  unplaced,
  afterAction,
  search,
}: SourcingDecision): object {
  return { strategy, strategiesTried, plan, unplaced, afterAction, cost: search.cost };
}

function decisionOf(input: SourcingInput, runs: readonly StrategyRun[], last: StrategyRun): SourcingDecision {
  return {
    input: reducedInput(input, runs),
    strategy: last.strategy.name,
    strategiesTried: runs.map(({ strategy }) => strategy.name),
    verdicts: verdictsOf(last),
    search: last.search,
    plan: last.plan,
    unplaced: last.unplaced,
    afterAction: afterActionOf(last),
  };
}

function afterActionOf({ unplaced, strategy }: StrategyRun): SourcingDecision['afterAction'] {
  if (unplaced.length === 0) return 'none';
  return strategy.afterAction === 'cancel' ? 'cancel' : 'park';
}

function nothingFor(input: SourcingInput, reason: UnplacedReason): SourcingDecision {
  return {
    input: reducedInput(input, []),
    strategy: null,
    strategiesTried: [],
    verdicts: [],
    search: { method: 'none', plansCompared: 0, cost: 0, bound: 1 },
    plan: [],
    unplaced: unplacedLines(input.demand.lines, () => reason),
    afterAction: 'park',
  };
}
