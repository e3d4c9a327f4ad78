import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ProblemSize, seededProblem } from '../../../test/support/sourcing-problems.js';
import { BranchAndBound } from './sourcing.branch-and-bound.js';
import { boundOf } from './sourcing.certificate.js';
import { coreOf } from './sourcing.core.js';
import type { Choice } from './sourcing.cover.js';
import { exchange } from './sourcing.exchange.js';
import { GreedySearch } from './sourcing.greedy.js';
import type { Problem } from './sourcing.options.js';
import { PLANNER } from './sourcing.plan.js';
import { type Found, searchPlan } from './sourcing.search.js';

/** By number of the planner and name of the problem: what its search came to, step by step. */
type Journals = Readonly<Record<string, Readonly<Record<string, Journal>> | undefined>>;
const journals = JSON.parse(
  readFileSync(join(__dirname, '..', '..', '..', 'test', 'support', 'planner-journals.json'), 'utf8'),
) as Journals;

const SIZES: Readonly<Record<string, ProblemSize>> = {
  roomy: { nodes: 20, skus: 6, slots: 5, units: 4, prices: 2000 },
  tight: { nodes: 18, skus: 5, slots: 2, units: 5, prices: 2000 },
  scarce: { nodes: 14, skus: 7, slots: 3, units: 6, prices: 2000 },
  wide: { nodes: 30, skus: 8, slots: 6, units: 4, prices: 2000 },
  equal: { nodes: 24, skus: 7, slots: 6, units: 4, prices: 3 },
  whole: { nodes: 16, skus: 4, slots: 4, units: 4, prices: 20, wholeLines: true },
};
const SEEDS = [1, 2, 3, 4, 5, 6];
const problems = Object.entries(SIZES).flatMap(([name, size]) =>
  SEEDS.map((seed): [string, Problem] => [`${name} ${seed}`, seededProblem(seed, size)]),
);

/** Far more than any of these problems takes. */
const UNLIMITED = 1_000_000;

type Journal = ReturnType<typeof journalOf>;

/** The options by their place, the units that stay open and the weight. */
const told = (choice: Choice | null) =>
  choice === null ? 'none' : `${choice.chosen.join('+')} −${choice.open} at ${choice.weight}`;

/** Every step of the search, with what it compared and the effort: where a limit cuts a search short depends on both. */
function journalOf(problem: Problem) {
  const core = coreOf(problem);
  const greedy = new GreedySearch(core);
  const start = greedy.run();
  const exact = new BranchAndBound(core, start, UNLIMITED);
  exact.run();
  const whole = new BranchAndBound(core, null, UNLIMITED);
  whole.run();
  const limit = Math.floor(exact.effort() / 2);
  const cut = new BranchAndBound(core, start, limit);
  cut.run();
  const search = (one: BranchAndBound) =>
    `${told(one.best)}, ${one.compared} choices, ${one.effort()} figures`;
  const short = search(cut);
  exchange(core, cut, limit);
  const improved = new BranchAndBound(core, start, 0);
  exchange(core, improved, UNLIMITED);
  const found = searchPlan(problem, false, limit);
  return {
    greedy: `${told(start)}, ${greedy.compared} choices`,
    exact: search(exact),
    whole: search(whole),
    short,
    exchanged: search(cut),
    improved: search(improved),
    limited: foundOf(found),
    limitedWhole: foundOf(searchPlan(problem, true, limit)),
    bound: found === null ? null : boundOf(problem, found),
  };
}

function foundOf(found: Found | null) {
  if (found === null) return 'none';
  const { chosen, open, weight, exact, plansCompared } = found;
  const nodes = chosen.map(({ candidate }) => candidate.nodeId).join('+');
  return `${nodes} −${open} at ${weight}, ${plansCompared} choices${exact ? ', exact' : ''}`;
}

describe(`planner ${PLANNER} searches as it always has; a search that goes another way is another planner`, () => {
  it.each(problems)('%s', (name, problem) => {
    expect(journalOf(problem)).toEqual(journals[PLANNER]?.[name]);
  });
});
