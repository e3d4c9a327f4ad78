import { BranchAndBound } from './sourcing.branch-and-bound.js';
import { type Choice, coverableOf, totalOf } from './sourcing.cover.js';
import { greedyChoice, improved } from './sourcing.greedy.js';
import { EXACT_PACKING_LINES } from './sourcing.pack.js';
import type { Problem } from './sourcing.options.js';

/** Options that the exact search looks at before it gives up, over all its steps: a few milliseconds. */
export const EXACT_SEARCH_LIMIT = 150_000;

/** The best choice found, and how sure that is. */
export interface Found {
  readonly choice: Choice;
  /** True when every other choice of the options was looked at or ruled out. */
  readonly exact: boolean;
  readonly plansCompared: number;
}

/**
 * Chooses the options that place the most units and, of those choices, the one of least weight. A greedy choice is
 * improved step by step, then branch and bound looks for a better one; it is exact when {@link EXACT_SEARCH_LIMIT}
 * sufficed.
 *
 * @param wholeOnly true when only a choice that places everything is of use; null is returned when there is none
 */
export function searchPlan(problem: Problem, wholeOnly: boolean, limit = EXACT_SEARCH_LIMIT): Found | null {
  const wanted = coverableOf(problem.items, problem.options);
  const demanded = problem.items.reduce((total, item) => total + item.quantity, 0);
  if (wholeOnly && totalOf(wanted) < demanded) return null;
  const start = improved(problem, wanted, greedyChoice(problem, wanted));
  const known = wholeOnly && start.choice.open > 0 ? null : start.choice;
  const search = new BranchAndBound(problem, wanted, known, limit);
  search.run();
  if (search.best === null) return null;
  const packsExactly = problem.items.every(
    (item) => item.divisible || item.lines.length <= EXACT_PACKING_LINES,
  );
  return {
    choice: search.best,
    exact: search.complete && packsExactly,
    plansCompared: start.compared + search.compared,
  };
}
