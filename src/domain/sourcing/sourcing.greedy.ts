import type { Quantity } from '../shared/quantities.js';
import type { Core } from './sourcing.core.js';
import { type Choice, gainOf, isBetter, leaveOpen, totalOf, weightOf } from './sourcing.cover.js';

/** Rounds of improvement; each makes the choice strictly better, so this is only a limit on time. */
const MAX_ROUNDS = 40;

/** The cheapest options that are tried in exchanges; the dearer ones are left to the exact search. */
const NEIGHBOURHOOD = 48;

type Merit = (weight: number, gain: Quantity) => number;

/** Most units for the weight, and most units: one of the two is nearly always close to the best. */
const MERITS: readonly Merit[] = [(weight, gain) => gain / weight, (_, gain) => gain];

/** Finds a good choice quickly: a first one is collected option by option, then improved by exchanges. */
export class GreedySearch {
  /** Choices that were weighed up. */
  compared = 0;
  private readonly open: Float64Array;

  constructor(private readonly core: Core) {
    this.open = new Float64Array(core.wanted.length);
  }

  /** By each order of merit the option of most merit after the other; the better of the choices, improved. */
  run(): Choice {
    let best = this.weigh([]);
    for (const merit of MERITS) {
      const choice = this.withoutIdle(this.collect(merit));
      if (isBetter(choice, best)) best = choice;
    }
    return this.improved(best);
  }

  private weigh(chosen: readonly number[]): Choice {
    this.compared += 1;
    leaveOpen(this.core, this.open, chosen);
    return { chosen, open: totalOf(this.open), weight: weightOf(this.core, chosen) };
  }

  private collect(merit: Merit): Choice {
    const { core, open } = this;
    const chosen: number[] = [];
    leaveOpen(core, open, chosen);
    while (chosen.length < core.slots) {
      const next = this.mostMerit(merit, chosen);
      if (next === -1) break;
      chosen.push(next);
      leaveOpen(core, open, chosen);
    }
    return this.weigh(chosen);
  }

  private mostMerit(merit: Merit, chosen: readonly number[]): number {
    const { core, open } = this;
    let best = -1;
    let most = 0;
    for (let option = 0; option < core.weights.length; option += 1) {
      const gain = chosen.includes(option) ? 0 : gainOf(core, open, option);
      const worth = gain === 0 ? 0 : merit(core.weights[option] ?? 0, gain);
      if (worth > most) {
        best = option;
        most = worth;
      }
    }
    return best;
  }

  /** Leaves out what later shipments have made superfluous, the dearest first. */
  private withoutIdle(start: Choice): Choice {
    let choice = start;
    for (const option of start.chosen.toSorted((one, other) => other - one)) {
      const without = this.weigh(choice.chosen.filter((other) => other !== option));
      if (without.open <= choice.open) choice = without;
    }
    return choice;
  }

  /** Drops, adds, swaps and merges shipments until none of that helps. */
  private improved(start: Choice): Choice {
    let choice = start;
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      let better = choice;
      for (const chosen of this.neighbours(choice.chosen)) {
        const other = this.weigh(chosen);
        if (isBetter(other, better)) better = other;
      }
      if (better === choice) break;
      choice = better;
    }
    return choice;
  }

  /** Choices one step away: one shipment fewer, one more, one exchanged, two merged into one. */
  private *neighbours(chosen: readonly number[]): Generator<readonly number[]> {
    const { slots, options } = this.core;
    const near = Math.min(NEIGHBOURHOOD, options.length);
    const outside = Array.from({ length: near }, (_, option) => option).filter(
      (option) => !chosen.includes(option),
    );
    if (chosen.length < slots) for (const option of outside) yield [...chosen, option];
    for (let index = 0; index < chosen.length; index += 1) {
      const rest = chosen.toSpliced(index, 1);
      yield rest;
      for (const option of outside) yield [...rest, option];
      for (let other = index; other < rest.length; other += 1) {
        const merged = rest.toSpliced(other, 1);
        for (const option of outside) yield [...merged, option];
      }
    }
  }
}
