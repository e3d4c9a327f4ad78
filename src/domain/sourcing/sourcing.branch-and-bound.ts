import type { Quantity } from '../shared/quantities.js';
import { Outlook } from './sourcing.bound.js';
import type { Core, Figures } from './sourcing.core.js';
import { type Choice, isBetter, leaveOpen, pack, subtract, totalOf, weightOf } from './sourcing.cover.js';

/** One step of the search: what is open, which options may still join, and what they can do about it. */
interface Step {
  readonly residual: Float64Array;
  readonly outlook: Outlook;
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
  /** Figures looked at in the last shipments; the others are counted by the outlooks. */
  private looked = 0;
  private readonly barred: Uint8Array;
  private readonly chosen: number[] = [];
  /** How many options a choice may have, and the effort at which the search ends. */
  private mostChosen = 0;
  private end = 0;
  /** One for each number of shipments chosen, used again and again. */
  private readonly steps: Step[] = [];

  constructor(
    private readonly core: Core,
    /** Null: nothing is known yet, and only a choice that leaves nothing open will do. */
    public best: Choice | null,
    private readonly limit: number,
  ) {
    this.barred = new Uint8Array(core.options.length);
  }

  /** Looks at every choice. */
  run(): void {
    this.around([], this.core.slots);
  }

  /**
   * Looks at every choice that keeps some options and has so many more at most.
   *
   * @param limit figures to look at from now on
   */
  around(kept: readonly number[], slots: number, limit = this.limit): void {
    const { core, barred } = this;
    this.end = this.effort() + limit;
    this.mostChosen = kept.length + slots;
    this.chosen.push(...kept);
    for (const option of kept) barred[option] = 1;
    const { residual } = this.stepAt(kept.length);
    leaveOpen(core, residual, kept);
    const all = Int32Array.from(core.options, (_, option) => option);
    this.visit(all, all.length, totalOf(residual), weightOf(core, kept));
    for (const option of kept) barred[option] = 0;
    this.chosen.length = 0;
  }

  /** Figures looked at so far. */
  effort(): number {
    return this.steps.reduce((sum, { outlook }) => sum + outlook.looked, this.looked);
  }

  private visit(candidates: Int32Array, count: number, open: Quantity, weight: number): void {
    if (this.effort() >= this.end) {
      this.complete = false;
      return;
    }
    this.consider(open, weight);
    const slots = this.mostChosen - this.chosen.length;
    if (open === 0 || slots === 0) return;
    if (slots === 1 && this.core.gainsAddUp && this.openAllowed() === 0) {
      this.close(candidates, count, weight);
      return;
    }
    const { residual, outlook } = this.stepAt(this.chosen.length);
    outlook.look(candidates, count, this.barred, residual, open, slots);
    if (slots === 1 && this.core.gainsAddUp) this.considerEach(outlook, open, weight);
    else if (!this.isHopeless(outlook, open, weight)) this.branch(open, weight);
  }

  /** The last shipment when everything must be placed: the cheapest option that has all that is open. */
  private close(candidates: Int32Array, count: number, weight: number): void {
    const { weights, byOption } = this.core;
    const { residual } = this.stepAt(this.chosen.length);
    let kinds = 0;
    for (let item = 0; item < residual.length; item += 1) if ((residual[item] ?? 0) > 0) kinds += 1;
    for (let index = 0; index < count; index += 1) {
      const option = candidates[index] ?? 0;
      const total = weight + (weights[option] ?? 0);
      if (total >= this.bestWeight()) return;
      const first = byOption.start[option] ?? 0;
      const end = byOption.start[option + 1] ?? 0;
      this.looked += end - first;
      if (this.barred[option] === 1 || !hasAll(byOption, first, end, residual, kinds)) continue;
      this.considerWith(option, 0, total);
      return;
    }
  }

  /** The last shipment when not everything can be placed. */
  private considerEach({ useful, gains, count }: Outlook, open: Quantity, weight: number): void {
    for (let index = 0; index < count; index += 1) {
      const option = useful[index] ?? 0;
      this.considerWith(option, open - (gains[index] ?? 0), weight + (this.core.weights[option] ?? 0));
    }
  }

  private branch(open: Quantity, weight: number): void {
    const { outlook } = this.stepAt(this.chosen.length);
    const { useful, gains, count } = outlook;
    const branches = this.branchesOf(outlook);
    for (const index of branches) {
      const option = useful[index] ?? 0;
      const gain = gains[index] ?? 0;
      this.barred[option] = 1;
      if (!this.isHopelessWith(outlook, option, open - gain, weight)) {
        this.descend(useful, count, option, weight);
      }
    }
    for (const index of branches) this.barred[useful[index] ?? 0] = 0;
  }

  private descend(useful: Int32Array, count: number, option: number, weight: number): void {
    const { residual } = this.stepAt(this.chosen.length);
    this.chosen.push(option);
    const next = this.stepAt(this.chosen.length).residual;
    next.set(residual);
    subtract(this.core, next, option);
    if (!this.core.gainsAddUp) pack(this.core, next, this.chosen);
    this.visit(useful, count, totalOf(next), weight + (this.core.weights[option] ?? 0));
    this.chosen.pop();
  }

  private considerWith(option: number, open: Quantity, weight: number): void {
    this.chosen.push(option);
    this.consider(open, weight);
    this.chosen.pop();
  }

  private consider(open: Quantity, weight: number): void {
    this.compared += 1;
    const isOfUse = this.best === null ? open === 0 : isBetter({ open, weight }, this.best);
    if (isOfUse) this.best = { chosen: [...this.chosen], open, weight };
  }

  /** Units that a choice may leave open and still be of interest. */
  private openAllowed(): Quantity {
    return this.best?.open ?? 0;
  }

  private bestWeight(): number {
    return this.best?.weight ?? Number.POSITIVE_INFINITY;
  }

  /** True when nothing below this step can beat the best choice so far. What cannot be part of a better one is left out. */
  private isHopeless(outlook: Outlook, open: Quantity, weight: number): boolean {
    const toTie = open - this.openAllowed();
    if (this.openAllowed() > 0 && outlook.mostUnits() > toTie) return false;
    const left = this.bestWeight() - weight;
    if (outlook.leastWeight(toTie, left) >= left) return true;
    if (toTie === open) outlook.narrow(left);
    return false;
  }

  /** The same, when `option` is the next to join, and leaves `open`. */
  private isHopelessWith(outlook: Outlook, option: number, open: Quantity, weight: number): boolean {
    const slots = this.mostChosen - this.chosen.length - 1;
    const toTie = open - this.openAllowed();
    if (this.openAllowed() > 0 && outlook.mostUnits(slots) > toTie) return false;
    const rest = outlook.leastWeightByNumber(toTie, slots);
    return weight + (this.core.weights[option] ?? 0) + rest >= this.bestWeight();
  }

  /**
   * Useful options of which at least one must join, least weight per unit first. When everything must be placed, those
   * that carry the item with the fewest carriers will do: one of them is in every choice worth having.
   */
  private branchesOf({ useful, gains, count }: Outlook): readonly number[] {
    const all = Array.from({ length: count }, (_, index) => index);
    const { weights } = this.core;
    const worth = (index: number) => (weights[useful[index] ?? 0] ?? 0) / (gains[index] ?? 1);
    const item = this.scarcest(useful, count);
    const branches =
      this.openAllowed() > 0 ? all : all.filter((index) => this.carries(useful[index] ?? 0, item));
    return branches.sort((one, other) => worth(one) - worth(other));
  }

  /** The open item that the fewest useful options carry. */
  private scarcest(useful: Int32Array, count: number): number {
    const { start, of } = this.core.byOption;
    const { residual } = this.stepAt(this.chosen.length);
    const carriers = new Int32Array(residual.length);
    for (let index = 0; index < count; index += 1) {
      const option = useful[index] ?? 0;
      const end = start[option + 1] ?? 0;
      for (let at = start[option] ?? 0; at < end; at += 1)
        carriers[of[at] ?? 0] = (carriers[of[at] ?? 0] ?? 0) + 1;
    }
    let rarest = -1;
    for (let item = 0; item < residual.length; item += 1) {
      if ((residual[item] ?? 0) === 0) continue;
      if (rarest === -1 || (carriers[item] ?? 0) < (carriers[rarest] ?? 0)) rarest = item;
    }
    return rarest;
  }

  private carries(option: number, item: number): boolean {
    const { start, of } = this.core.byOption;
    const end = start[option + 1] ?? 0;
    for (let at = start[option] ?? 0; at < end; at += 1) if (of[at] === item) return true;
    return false;
  }

  private stepAt(depth: number): Step {
    const known = this.steps[depth];
    if (known !== undefined) return known;
    const step = { residual: new Float64Array(this.core.wanted.length), outlook: new Outlook(this.core) };
    this.steps[depth] = step;
    return step;
  }
}

/** True when an option has all that is open of each of the `kinds` items that are open. */
function hasAll(
  { of, units }: Figures,
  first: number,
  end: number,
  residual: Float64Array,
  kinds: number,
): boolean {
  let covered = 0;
  for (let at = first; at < end; at += 1) {
    const open = residual[of[at] ?? 0] ?? 0;
    if (open > 0 && (units[at] ?? 0) >= open) covered += 1;
  }
  return covered === kinds;
}
