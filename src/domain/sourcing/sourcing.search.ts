import type { Quantity } from '../shared/quantities.js';
import { gainOf, type OpenPart, outlookFor } from './sourcing.bound.js';
import { type Choice, coverableOf, isBetter, residualAfter, totalOf } from './sourcing.cover.js';
import { greedyChoice, improved } from './sourcing.greedy.js';
import { EXACT_PACKING_LINES } from './sourcing.pack.js';
import type { Option, Problem } from './sourcing.options.js';

/** Choices that the exact search looks at before it gives up: a few milliseconds. */
export const EXACT_SEARCH_LIMIT = 4000;

/** The best choice found, and how sure that is. */
export interface Found {
  readonly choice: Choice;
  /** True when every other choice of the options was looked at or ruled out. */
  readonly exact: boolean;
  readonly plansCompared: number;
}

/**
 * Chooses the options that place the most units and, of those choices, the one of least weight. Exact by branch and
 * bound as long as {@link EXACT_SEARCH_LIMIT} suffices; beyond, the best choice found is improved step by step.
 *
 * @param wholeOnly true when only a choice that places everything is of use; null is returned when there is none
 */
export function searchPlan(problem: Problem, wholeOnly: boolean, limit = EXACT_SEARCH_LIMIT): Found | null {
  const wanted = coverableOf(problem.items, problem.options);
  const demanded = problem.items.reduce((total, item) => total + item.quantity, 0);
  if (wholeOnly && totalOf(wanted) < demanded) return null;
  const greedy = greedyChoice(problem, wanted);
  const start = wholeOnly && greedy.open > 0 ? null : greedy;
  const search = new BranchAndBound(problem, wanted, start, limit);
  search.run();
  const packsExactly = problem.items.every(
    (item) => item.divisible || item.lines.length <= EXACT_PACKING_LINES,
  );
  if (search.complete) {
    if (search.best === null) return null;
    return { choice: search.best, exact: packsExactly, plansCompared: search.looked };
  }
  const { choice, compared } = improved(problem, wanted, search.best ?? greedy);
  if (wholeOnly && choice.open > 0) return null;
  return { choice, exact: false, plansCompared: search.looked + compared };
}

/** One step of the search: what has been chosen, what it leaves open, what may still join. */
interface Step extends OpenPart {
  readonly chosen: readonly Option[];
  readonly weight: number;
}

class BranchAndBound {
  looked = 0;
  complete = true;

  constructor(
    private readonly problem: Problem,
    private readonly wanted: readonly Quantity[],
    /** Null: nothing is known yet, and only a choice that leaves nothing open will do. */
    public best: Choice | null,
    private readonly limit: number,
  ) {}

  run(): void {
    const { options, slots } = this.problem;
    this.visit({ chosen: [], weight: 0, residual: this.wanted, options, slots });
  }

  private visit(step: Step): void {
    if (this.looked >= this.limit) {
      this.complete = false;
      return;
    }
    this.looked += 1;
    const open = totalOf(step.residual);
    this.consider(step, open);
    if (open === 0 || step.slots === 0 || this.isHopeless(step, open)) return;
    const branches = this.branchesOf(step);
    let options = step.options;
    for (const option of branches) {
      options = options.filter((other) => other !== option);
      const chosen = [...step.chosen, option];
      this.visit({
        chosen,
        weight: step.weight + option.weight,
        residual: residualAfter(this.problem.items, this.wanted, step.residual, chosen),
        options,
        slots: step.slots - 1,
      });
    }
  }

  private consider({ chosen, weight }: Step, open: Quantity): void {
    const choice = { chosen, open, weight };
    if (this.best === null ? open === 0 : isBetter(choice, this.best)) this.best = choice;
  }

  /** True when nothing below this step can beat the best choice so far. */
  private isHopeless(step: Step, open: Quantity): boolean {
    const allowedOpen = this.best?.open ?? 0;
    const toTie = open - allowedOpen;
    const outlook = outlookFor(step, toTie);
    const maybeMoreUnits = allowedOpen > 0 && outlook.mostUnits > toTie;
    return (
      !maybeMoreUnits && step.weight + outlook.leastWeight >= (this.best?.weight ?? Number.POSITIVE_INFINITY)
    );
  }

  /**
   * Options of which at least one must join, most units for the weight first. When everything must be placed, those that
   * carry the item with the fewest carriers will do: one of them is in every choice worth having.
   */
  private branchesOf({ residual, options }: Step): readonly Option[] {
    const useful = options.filter((option) => gainOf(option, residual) > 0);
    const scarce = (this.best?.open ?? 0) === 0 ? scarcest(residual, useful) : useful;
    return scarce
      .map((option) => ({ option, price: option.weight / gainOf(option, residual) }))
      .sort((one, other) => one.price - other.price)
      .map(({ option }) => option);
  }
}

function scarcest(residual: readonly Quantity[], options: readonly Option[]): readonly Option[] {
  let fewest = options;
  for (let item = 0; item < residual.length; item += 1) {
    if ((residual[item] ?? 0) === 0) continue;
    const carriers = options.filter((option) => (option.takes[item] ?? 0) > 0);
    if (carriers.length < fewest.length) fewest = carriers;
  }
  return fewest;
}
