import type { Quantity } from '../shared/quantities.js';
import { Outlook } from './sourcing.bound.js';
import { type Choice, isBetter, residualAfter, totalOf } from './sourcing.cover.js';
import { MASKED_ITEMS, maskOf, type Option, type Problem } from './sourcing.options.js';

/** An option that would still place something, and how much. */
interface Useful {
  readonly option: Option;
  readonly gain: Quantity;
}

/** One step of the search: what has been chosen, what it leaves open, what may still join. */
interface Step {
  readonly chosen: readonly Option[];
  readonly weight: number;
  readonly residual: readonly Quantity[];
  readonly open: Quantity;
  /** Cheapest first. Some may have been tried before at the same place and are left out. */
  readonly options: readonly Option[];
  readonly slots: number;
}

/**
 * Looks at every choice of options that could beat the best one known, in an order that finds good ones early. Branches
 * on one shipment at a time; a branch that has been looked at is left out of its later siblings, so that no choice comes
 * up twice. `complete` turns false when the limit ends it early.
 */
export class BranchAndBound {
  /** Choices that were weighed up. */
  compared = 0;
  complete = true;
  /** Options looked at over all steps: what the limit is on, since it is what takes the time. */
  private looked = 0;
  private readonly tried = new Set<Option>();
  /** False where lines stay whole and share a sku: then the gain of a shipment depends on the others. */
  private readonly gainsAddUp: boolean;

  constructor(
    private readonly problem: Problem,
    private readonly wanted: readonly Quantity[],
    /** Null: nothing is known yet, and only a choice that leaves nothing open will do. */
    public best: Choice | null,
    private readonly limit: number,
  ) {
    this.gainsAddUp = problem.items.every((item) => item.divisible || item.lines.length === 1);
  }

  run(): void {
    const { options, slots } = this.problem;
    this.visit({ chosen: [], weight: 0, residual: this.wanted, open: totalOf(this.wanted), options, slots });
  }

  private visit(step: Step): void {
    if (this.looked >= this.limit) {
      this.complete = false;
      return;
    }
    this.consider(step.chosen, step.open, step.weight);
    if (step.open === 0 || step.slots === 0) return;
    if (step.slots === 1 && this.gainsAddUp) {
      this.close(step);
      return;
    }
    this.branch(step);
  }

  /** The last shipment: the best one is found by looking, without a step for each. */
  private close({ chosen, weight, residual, open, options }: Step): void {
    this.looked += options.length;
    const mask = maskOf(residual);
    for (const option of options) {
      const total = weight + option.weight;
      const mustCoverAll = this.openAllowed() === 0;
      if (mustCoverAll && total >= this.bestWeight()) return;
      if (mustCoverAll && ((option.mask & mask) !== mask || !coversAll(option, residual))) continue;
      if (this.tried.has(option)) continue;
      this.consider([...chosen, option], open - gainOf(option, residual), total);
    }
  }

  private branch(step: Step): void {
    const outlook = new Outlook(step.residual, step.slots);
    const useful: Useful[] = [];
    this.looked += 4 * step.options.length;
    const mask = step.residual.length > MASKED_ITEMS ? -1 : maskOf(step.residual);
    for (const option of step.options) {
      if ((option.mask & mask) === 0 && mask !== -1) continue;
      if (this.tried.has(option)) continue;
      const gain = gainOf(option, step.residual);
      if (gain === 0) continue;
      useful.push({ option, gain });
      outlook.add(option, gain);
    }
    if (this.isHopeless(step, outlook)) return;
    const branches = this.branchesOf(step, useful);
    const options = useful.map(({ option }) => option);
    for (const { option, gain } of branches) {
      if (!this.isHopelessWith(step, outlook, option, gain)) this.descend(step, option, options);
      this.tried.add(option);
    }
    for (const { option } of branches) this.tried.delete(option);
  }

  private descend(step: Step, option: Option, options: readonly Option[]): void {
    const chosen = [...step.chosen, option];
    const residual = residualAfter(this.problem.items, this.wanted, step.residual, chosen);
    this.tried.add(option);
    this.visit({
      chosen,
      weight: step.weight + option.weight,
      residual,
      open: totalOf(residual),
      options,
      slots: step.slots - 1,
    });
  }

  private consider(chosen: readonly Option[], open: Quantity, weight: number): void {
    this.compared += 1;
    const choice = { chosen, open, weight };
    if (this.best === null ? open === 0 : isBetter(choice, this.best)) this.best = choice;
  }

  /** Units that a choice may leave open and still be of interest. */
  private openAllowed(): Quantity {
    return this.best?.open ?? 0;
  }

  private bestWeight(): number {
    return this.best?.weight ?? Number.POSITIVE_INFINITY;
  }

  /** True when nothing below this step can beat the best choice so far. */
  private isHopeless(step: Step, outlook: Outlook): boolean {
    const toTie = step.open - this.openAllowed();
    if (this.openAllowed() > 0 && outlook.mostUnits() > toTie) return false;
    if (step.weight + outlook.leastWeight(toTie) >= this.bestWeight()) return true;
    return step.weight + outlook.leastWeightRaised(toTie) >= this.bestWeight();
  }

  /** The same, when `option` is the next to join. */
  private isHopelessWith(step: Step, outlook: Outlook, option: Option, gain: Quantity): boolean {
    const toTie = step.open - gain - this.openAllowed();
    if (this.openAllowed() > 0 && outlook.mostUnits(step.slots - 1) > toTie) return false;
    const rest = outlook.leastWeightByNumber(toTie, step.slots - 1);
    return step.weight + option.weight + rest >= this.bestWeight();
  }

  /**
   * Options of which at least one must join, least weight per unit first. When everything must be placed, those that
   * carry the item with the fewest carriers will do: one of them is in every choice worth having.
   */
  private branchesOf({ residual }: Step, useful: readonly Useful[]): readonly Useful[] {
    const branches = this.openAllowed() === 0 ? scarcest(residual, useful) : useful;
    return branches.toSorted((one, other) => one.option.weight / one.gain - other.option.weight / other.gain);
  }
}

function scarcest(residual: readonly Quantity[], useful: readonly Useful[]): readonly Useful[] {
  let rarest = -1;
  let fewest = Number.POSITIVE_INFINITY;
  for (let item = 0; item < residual.length; item += 1) {
    if ((residual[item] ?? 0) === 0) continue;
    let carriers = 0;
    for (const { option } of useful) if ((option.takes[item] ?? 0) > 0) carriers += 1;
    if (carriers < fewest) {
      fewest = carriers;
      rarest = item;
    }
  }
  return useful.filter(({ option }) => (option.takes[rarest] ?? 0) > 0);
}

function coversAll(option: Option, residual: readonly Quantity[]): boolean {
  for (let item = 0; item < residual.length; item += 1) {
    if ((option.takes[item] ?? 0) < (residual[item] ?? 0)) return false;
  }
  return true;
}

/** Units of the residual that an option could place. */
export function gainOf(option: Option, residual: readonly Quantity[]): Quantity {
  let gain = 0;
  for (let item = 0; item < residual.length; item += 1) {
    const takes = option.takes[item] ?? 0;
    const open = residual[item] ?? 0;
    gain += takes < open ? takes : open;
  }
  return gain;
}
