import { BranchAndBound } from './sourcing.branch-and-bound.js';
import { type Core, coreOf } from './sourcing.core.js';
import { type Choice, totalOf } from './sourcing.cover.js';
import { exchange } from './sourcing.exchange.js';
import { GreedySearch } from './sourcing.greedy.js';
import type { Option, Problem } from './sourcing.options.js';
import { EXACT_PACKING_LINES } from './sourcing.pack.js';

/** Figures that the exact search looks at before it gives up, over all its steps: a few milliseconds. */
export const EXACT_SEARCH_LIMIT = 1_000_000;

/** What a search that gave up may spend besides on exchanges, as a share. */
const EXCHANGE_SHARE = 0.6;

/** The best choice found, and how sure that is. */
export interface Found {
  readonly core: Core;
  readonly chosen: readonly Option[];
  /** Units that stay open of what the options have at all. */
  readonly open: number;
  readonly weight: number;
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
  const core = coreOf(problem);
  const demanded = problem.items.reduce((total, item) => total + item.quantity, 0);
  if (wholeOnly && totalOf(core.wanted) < demanded) return null;
  const greedy = new GreedySearch(core);
  const start = greedy.run();
  const known = wholeOnly && start.open > 0 ? null : start;
  const search = new BranchAndBound(core, known, limit);
  search.run();
  const { complete } = search;
  if (!complete) exchange(core, search, limit * EXCHANGE_SHARE);
  if (search.best === null) return null;
  return {
    core,
    ...toldOf(core, search.best),
    exact: complete && packsExactly(core),
    plansCompared: greedy.compared + search.compared,
  };
}

function toldOf(
  { options }: Core,
  { chosen, open, weight }: Choice,
): Pick<Found, 'chosen' | 'open' | 'weight'> {
  return { chosen: chosen.map((option) => options[option] as Option), open, weight };
}

function packsExactly({ items }: Core): boolean {
  return items.every((item) => item.divisible || item.lines.length <= EXACT_PACKING_LINES);
}
