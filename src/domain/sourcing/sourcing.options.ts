import type { Quantity } from '../shared/quantities.js';
import { type FenceContext, type Fenced, checkFences } from './sourcing.fences.js';
import type { Item } from './sourcing.items.js';
import { type Rating, rate } from './sourcing.ratings.js';
import type { SourcingCandidate, SourcingMethod } from './sourcing.types.js';

/** A candidate that passed every fence, with what it could do and what a shipment from it costs. */
export interface Option {
  readonly candidate: SourcingCandidate;
  readonly method: SourcingMethod;
  readonly rating: Rating;
  /**
   * The penalty in millionths, and one more: so each shipment costs something even where no rating has a weight, and of
   * plans that are rated alike the one with fewer shipments wins.
   */
  readonly weight: number;
  /** Decides between options of one weight; drawn from the seed. */
  readonly tie: number;
  readonly stock: readonly Quantity[];
  readonly takes: readonly Quantity[];
  /** Units that it could take in all. */
  readonly reach: Quantity;
  /** Seconds after `now` at which its goods should arrive; null when that is not estimated. */
  readonly arrivesIn: number | null;
  /** A bit for each item that it could take units of; see {@link maskOf}. */
  readonly mask: number;
}

/** Items that have a bit of their own; further ones have none, so masks may only rule out, never confirm. */
export const MASKED_ITEMS = 31;

/** Which quantities are above zero, as bits: most comparisons of options end with one look at these. */
export function maskOf(quantities: readonly Quantity[]): number {
  let mask = 0;
  for (let item = 0; item < quantities.length && item < MASKED_ITEMS; item += 1) {
    if ((quantities[item] ?? 0) > 0) mask |= 1 << item;
  }
  return mask;
}

/** A candidate that did not make it, and why. */
export interface Refusal extends Fenced {
  readonly nodeId: string;
}

/** Candidates sorted out: those that pass come cheapest first, whatever order they were given in. */
export function optionsOf(
  candidates: readonly SourcingCandidate[],
  context: FenceContext,
  seed: number,
): { readonly options: readonly Option[]; readonly refusals: readonly Refusal[] } {
  const options: Option[] = [];
  const refusals: Refusal[] = [];
  for (const candidate of candidates) {
    const passed = checkFences(candidate, context);
    if (passed.failed !== undefined) {
      refusals.push({ nodeId: candidate.nodeId, ...passed });
      continue;
    }
    const rating = rate(candidate, passed, context.strategy);
    const { method, stock, takes, arrivesIn } = passed;
    const reach = takes.reduce((total, units) => total + units, 0);
    const tie = tieOf(seed, candidate.nodeId);
    const mask = maskOf(takes);
    options.push({
      candidate,
      method,
      rating,
      weight: rating.penaltyMicro + 1,
      tie,
      stock,
      takes,
      reach,
      arrivesIn,
      mask,
    });
  }
  options.sort(byWeight);
  refusals.sort((one, other) => (one.nodeId < other.nodeId ? -1 : 1));
  return { options, refusals };
}

/** The problem that a strategy poses: what is wanted, who could give it, in how many shipments. */
export interface Problem {
  readonly items: readonly Item[];
  /** Cheapest first. */
  readonly options: readonly Option[];
  /** Shipments that the order may still have. */
  readonly slots: number;
}

function byWeight(one: Option, other: Option): number {
  if (one.weight !== other.weight) return one.weight - other.weight;
  if (one.tie !== other.tie) return one.tie - other.tie;
  return one.candidate.nodeId < other.candidate.nodeId ? -1 : 1;
}

/** FNV-1a over the node id, started from the seed: spreads evenly and is the same on every machine. */
function tieOf(seed: number, nodeId: string): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let index = 0; index < nodeId.length; index += 1) {
    hash = Math.imul(hash ^ nodeId.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash;
}
