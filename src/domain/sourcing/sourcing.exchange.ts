import type { BranchAndBound } from './sourcing.branch-and-bound.js';
import type { Core } from './sourcing.core.js';

/** How many shipments are given up at once: with three, two others can often take the place of all. */
const GIVEN_UP = [2, 3, 4] as const;

/**
 * Improves the best choice of a search that was cut short: gives a few of its shipments up at a time and looks for the best
 * that can take their place, until nothing better is found or the effort is spent.
 *
 * @param limit figures to look at
 */
export function exchange(core: Core, search: BranchAndBound, limit: number): void {
  const end = search.effort() + limit;
  for (const size of GIVEN_UP) {
    let isBetter = true;
    while (isBetter && search.effort() < end) isBetter = exchangeOnce(core, search, size, end);
  }
}

/** True at the first choice that is better. */
function exchangeOnce({ slots }: Core, search: BranchAndBound, size: number, end: number): boolean {
  const { best } = search;
  if (best === null || best.chosen.length < size) return false;
  const spare = best.open > 0 ? slots - best.chosen.length : 0;
  for (const kept of keptOf(best.chosen, best.chosen.length - size)) {
    const left = end - search.effort();
    if (left <= 0) return false;
    search.around(kept, size + spare, left);
    if (search.best !== best) return true;
  }
  return false;
}

/** Every way to keep so many, in a fixed order. */
function* keptOf(chosen: readonly number[], count: number): Generator<readonly number[]> {
  if (count === 0) yield [];
  for (let first = 0; count > 0 && first <= chosen.length - count; first += 1) {
    for (const rest of keptOf(chosen.slice(first + 1), count - 1)) yield [chosen[first] ?? 0, ...rest];
  }
}
