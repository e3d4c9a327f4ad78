import { sameJson } from '../shared/same-json.js';
import { conditionHolds } from './sourcing.condition.js';
import { reducedInputs, verdictsOf } from './sourcing.record.js';
import { NO_SEARCH, runStrategy, type StrategyRun } from './sourcing.strategy.js';
import type { SourcingDecision, SourcingInput } from './sourcing.types.js';
import { type UnplacedReason, unplacedLines } from './sourcing.unplaced.js';

/** What a run decides, without the record of how. */
type Outcome = Pick<
  SourcingDecision,
  'strategy' | 'strategiesTried' | 'search' | 'plan' | 'unplaced' | 'afterAction'
>;

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
  const runs = runStrategies(input);
  const outcome = outcomeOf(input, runs);
  const recorded = recordedInput(input, runs, outcome);
  const last = runs.at(-1);
  const { strategy, strategiesTried, ...rest } = outcome;
  const verdicts = last === undefined ? [] : verdictsOf(last, recorded);
  return { input: recorded, strategy, strategiesTried, verdicts, ...rest };
}

/**
 * Runs a recorded decision again and compares: same strategies, plan, cost, unplaced lines and after-action (promise 10).
 * The other figures of the search and the verdicts speak of candidates that the record no longer holds.
 */
export function reexecutes(decision: SourcingDecision): boolean {
  return isSame(outcomeOf(decision.input, runStrategies(decision.input)), decision);
}

function runStrategies(input: SourcingInput): readonly StrategyRun[] {
  const { demand, policy, now } = input;
  const runs: StrategyRun[] = [];
  if (areAttemptsExhausted(input)) return runs;
  for (const strategy of policy.strategies) {
    if (!conditionHolds(strategy.when, demand, now)) continue;
    const run = runStrategy(input, strategy);
    runs.push(run);
    if (run.unplaced.length === 0 || strategy.afterAction !== 'next-strategy') break;
  }
  return runs;
}

function areAttemptsExhausted({ demand, policy }: SourcingInput): boolean {
  return demand.attempt >= policy.maxAttempts;
}

function outcomeOf(input: SourcingInput, runs: readonly StrategyRun[]): Outcome {
  const last = runs.at(-1);
  if (last === undefined) return nothingFor(input);
  return {
    strategy: last.strategy.name,
    strategiesTried: runs.map(({ strategy }) => strategy.name),
    search: last.search,
    plan: last.plan,
    unplaced: last.unplaced,
    afterAction: afterActionOf(last),
  };
}

function nothingFor(input: SourcingInput): Outcome {
  const reason: UnplacedReason = areAttemptsExhausted(input) ? 'attempts-exhausted' : 'no-strategy';
  const unplaced = unplacedLines(input.demand.lines, () => reason);
  return { strategy: null, strategiesTried: [], search: NO_SEARCH, plan: [], unplaced, afterAction: 'park' };
}

function afterActionOf({ unplaced, strategy }: StrategyRun): SourcingDecision['afterAction'] {
  if (unplaced.length === 0) return 'none';
  return strategy.afterAction === 'cancel' ? 'cancel' : 'park';
}

/**
 * The smallest of the reduced inputs that gives the same outcome. Tried out rather than argued, so the record of a
 * decision holds whatever its search was like; the last one is all that the search worked on, so the outcome is the same.
 */
function recordedInput(input: SourcingInput, runs: readonly StrategyRun[], outcome: Outcome): SourcingInput {
  let reduced = input;
  for (const next of reducedInputs(input, runs)) {
    if (next.candidates.length === reduced.candidates.length && reduced !== input) continue;
    reduced = next;
    if (isSame(outcomeOf(reduced, runStrategies(reduced)), outcome)) break;
  }
  return reduced;
}

function isSame(one: Outcome, other: Outcome): boolean {
  return one.search.cost === other.search.cost && sameJson(told(one), told(other));
}

function told({ strategy, strategiesTried, plan, unplaced, afterAction }: Outcome): object {
  return { strategy, strategiesTried, plan, unplaced, afterAction };
}
