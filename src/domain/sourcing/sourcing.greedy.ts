import type { Quantity } from '../shared/quantities.js';
import { gainOf } from './sourcing.branch-and-bound.js';
import { type Choice, isBetter, residualAfter, totalOf, weigh } from './sourcing.cover.js';
import type { Option, Problem } from './sourcing.options.js';

/** Rounds of improvement; each makes the choice strictly better, so this is only a limit on time. */
const MAX_ROUNDS = 40;

/** The cheapest options that are tried in exchanges; the dearer ones are left to the exact search. */
const NEIGHBOURHOOD = 48;

type Merit = (option: Option, gain: Quantity) => number;

/** Most units for the weight, and most units: one of the two is nearly always close to the best. */
const MERITS: readonly Merit[] = [(option, gain) => gain / option.weight, (_, gain) => gain];

/** A first choice: option by option the one of most merit, by each order of merit; the better of the choices. */
export function greedyChoice(problem: Problem, wanted: readonly Quantity[]): Choice {
  let best: Choice = { chosen: [], open: totalOf(wanted), weight: 0 };
  for (const merit of MERITS) {
    const choice = dropIdle(problem, wanted, collect(problem, wanted, merit));
    if (isBetter(choice, best)) best = choice;
  }
  return best;
}

/** Improves a choice by dropping, adding, swapping and merging shipments until none of that helps. */
export function improved(
  problem: Problem,
  wanted: readonly Quantity[],
  start: Choice,
): { readonly choice: Choice; readonly compared: number } {
  let choice = start;
  let compared = 0;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    let better = choice;
    for (const chosen of neighbours(problem, choice.chosen)) {
      const other = weigh(problem.items, wanted, chosen);
      compared += 1;
      if (isBetter(other, better)) better = other;
    }
    if (better === choice) break;
    choice = better;
  }
  return { choice, compared };
}

function collect({ items, options, slots }: Problem, wanted: readonly Quantity[], merit: Merit): Choice {
  const chosen: Option[] = [];
  let residual = wanted;
  while (chosen.length < slots && totalOf(residual) > 0) {
    let best: Option | null = null;
    let most = 0;
    for (const option of options) {
      const gain = chosen.includes(option) ? 0 : gainOf(option, residual);
      const worth = gain === 0 ? 0 : merit(option, gain);
      if (worth > most) {
        best = option;
        most = worth;
      }
    }
    if (best === null) break;
    chosen.push(best);
    residual = residualAfter(items, wanted, residual, chosen);
  }
  return weigh(items, wanted, chosen);
}

/** Leaves out what later shipments have made superfluous, the dearest first. */
function dropIdle({ items }: Problem, wanted: readonly Quantity[], start: Choice): Choice {
  let choice = start;
  for (const option of start.chosen.toSorted((one, other) => other.weight - one.weight)) {
    const without = weigh(
      items,
      wanted,
      choice.chosen.filter((other) => other !== option),
    );
    if (without.open <= choice.open) choice = without;
  }
  return choice;
}

/** Choices one step away: one shipment fewer, one more, one exchanged, two merged into one. */
function* neighbours({ options, slots }: Problem, chosen: readonly Option[]): Generator<readonly Option[]> {
  const outside = options.slice(0, NEIGHBOURHOOD).filter((option) => !chosen.includes(option));
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
