import { sameJson } from '../shared/same-json.js';
import { explainUnplaced } from './sourcing.reasons.js';
import { reducedInputs, verdictsOf } from './sourcing.record.js';
import { runSteps, type StepsRun } from './sourcing.steps.js';
import { NO_SEARCH, type StrategyRun } from './sourcing.strategy.js';
import type { CandidateVerdict, SourcingDecision, SourcingInput } from './sourcing.types.js';
import { type UnplacedLine, type UnplacedReason, unplacedLines } from './sourcing.unplaced.js';

/** What a run decides, without the record of how. */
type Outcome = Pick<
  SourcingDecision,
  'strategy' | 'strategiesTried' | 'search' | 'plan' | 'unplaced' | 'afterAction' | 'toleranceDays'
>;

/**
 * Counts the changes after which the same input may give another plan: another search, other ways to break ties. Records
 * of an earlier planner are not run again, see {@link brokenRules}.
 */
export const PLANNER = 2;

/**
 * Finds nodes for a demand. Pure and deterministic: the same input gives the same decision, whatever the order of its
 * candidates. The decision carries a reduced input that gives the identical outcome again; see {@link reexecutes}.
 *
 * Strategies are tried in their order, those whose condition holds. One whose after-action is `next-strategy` or `park`
 * places the whole demand or nothing; `place-partly-and-park` and `cancel` place what they can, and what remains is
 * parked or cancelled. The first strategy that places everything, or does not hand on, decides. Where the policy keeps
 * promised dates this is done step by step, from the narrowest tolerance to the widest.
 *
 * @param input quantities are whole numbers; a policy without errors (see validatePolicy)
 */
export function planSourcing(input: SourcingInput): SourcingDecision {
  const steps = stepsRunOf(input);
  const outcome = outcomeOf(input, steps);
  const recorded = recordedInput(input, steps, outcome);
  const last = steps?.decided.at(-1);
  const { strategy, strategiesTried, ...rest } = outcome;
  const verdicts = last === undefined ? [] : verdictsOf(last, recorded);
  return { planner: PLANNER, input: recorded, strategy, strategiesTried, verdicts, ...rest };
}

/**
 * Runs a recorded decision again and compares: same strategies, plan, cost, unplaced lines, after-action and tolerance
 * (promise 10). The other figures of the search and the verdicts speak of candidates that the record no longer holds.
 * To be asked only of decisions of the planner of today, {@link PLANNER}.
 */
export function reexecutes(decision: Outcome & Pick<SourcingDecision, 'input'>): boolean {
  return isSame(outcomeOf(decision.input, stepsRunOf(decision.input)), decision);
}

/** How the candidates of a recorded input scored in the strategy that decided, the cheapest first. */
export function scoresIn(recorded: SourcingInput): readonly CandidateVerdict[] {
  const last = stepsRunOf(recorded)?.decided.at(-1);
  return last === undefined ? [] : verdictsOf(last, recorded).filter(({ scores }) => scores !== undefined);
}

/** Null when the demand has been sourced too often. */
function stepsRunOf(input: SourcingInput): StepsRun | null {
  return areAttemptsExhausted(input) ? null : runSteps(input);
}

function areAttemptsExhausted({ demand, policy }: SourcingInput): boolean {
  return demand.attempt >= policy.maxAttempts;
}

function outcomeOf(input: SourcingInput, steps: StepsRun | null): Outcome {
  const last = steps?.decided.at(-1);
  if (steps === null || last === undefined) return nothingFor(input);
  const { toleranceDays } = steps.step;
  const unplaced = last.unplaced.length === 0 ? [] : explainUnplaced(last, steps.widest ?? last);
  return {
    strategy: last.strategy.name,
    strategiesTried: steps.strategies.map(({ name }) => name),
    search: last.search,
    plan: last.plan,
    unplaced,
    afterAction: afterActionOf(last, unplaced),
    ...(toleranceDays === undefined ? {} : { toleranceDays }),
  };
}

function nothingFor(input: SourcingInput): Outcome {
  const reason: UnplacedReason = areAttemptsExhausted(input) ? 'attempts-exhausted' : 'no-strategy';
  const unplaced = unplacedLines(input.demand.lines, () => reason);
  return { strategy: null, strategiesTried: [], search: NO_SEARCH, plan: [], unplaced, afterAction: 'park' };
}

function afterActionOf(
  { strategy }: StrategyRun,
  unplaced: readonly UnplacedLine[],
): SourcingDecision['afterAction'] {
  if (unplaced.length === 0) return 'none';
  return strategy.afterAction === 'cancel' ? 'cancel' : 'park';
}

/**
 * The smallest of the reduced inputs that gives the same outcome. Tried out rather than argued, so the record of a
 * decision holds whatever its search was like; the last one is all that the search worked on, so the outcome is the same.
 */
function recordedInput(input: SourcingInput, steps: StepsRun | null, outcome: Outcome): SourcingInput {
  if (steps === null) return { ...input, candidates: [] };
  let reduced = input;
  for (const next of reducedInputs(input, steps)) {
    if (next.candidates.length === reduced.candidates.length && reduced !== input) continue;
    reduced = next;
    if (isSame(outcomeOf(reduced, stepsRunOf(reduced)), outcome)) break;
  }
  return reduced;
}

function isSame(one: Outcome, other: Outcome): boolean {
  return one.search.cost === other.search.cost && sameJson(told(one), told(other));
}

function told({ strategy, strategiesTried, plan, unplaced, afterAction, toleranceDays }: Outcome): object {
  return { strategy, strategiesTried, plan, unplaced, afterAction, toleranceDays };
}
