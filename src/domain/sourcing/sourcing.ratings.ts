import type { Passed } from './sourcing.fences.js';
import type { RatingName, SourcingCandidate, SourcingStrategy } from './sourcing.types.js';

/** Penalties are whole millionths, so that their sums are exact and do not depend on the order of adding. */
export const MICRO = 1_000_000;
/** The distance that is rated one half. */
export const HALF_DISTANCE_KM = 1000;
/** The shipping cost that is rated one half, in minor units. */
export const HALF_COST_MINOR = 1000;
/** The lateness that is rated one half. */
export const HALF_LATE_SECONDS = 2 * 86_400;
/** What an unknown distance is rated: neither good nor bad. */
const UNKNOWN_DISTANCE = 0.5;

/** What a shipment from one candidate is rated. */
export interface Rating {
  /** Each rating that has a weight, 0 (best) to 1. */
  readonly scores: Readonly<Partial<Record<RatingName, number>>>;
  /** Σ weight × score, in millionths. */
  readonly penaltyMicro: number;
}

/**
 * The cost of a plan is the sum of the penalties of its shipments, and the penalty of a shipment is
 *
 *     Σ weight × score over the ratings of the strategy, where
 *     distance       km / (km + 1000); 0.5 when the distance is not known
 *     shipping-cost  c / (c + 1000), c = base + perHundredKm × km / 100 in minor units
 *     shipments      1: what every shipment costs for being one
 *     workload       open fulfillments / capacity, at most 1; 0 without a capacity
 *     node-type      the strategy's penalty of the node's type; 0 when it states none
 *     delivery-date  late / (late + 2 days), late: from the promised date, or from now when that has passed, to the
 *                    estimate; 0 when in time or not estimated
 *
 * Each score is rounded to a millionth. Distance and cost of a pickup are 0: the customer comes. The scales are fixed
 * and not relative to the other candidates, so a candidate that plays no part cannot change how the others compare.
 * This is the only place where plans get their cost; docs/sourcing.md works an example.
 */
export function rate(candidate: SourcingCandidate, passed: Passed, strategy: SourcingStrategy): Rating {
  const scores: Partial<Record<RatingName, number>> = {};
  let penaltyMicro = 0;
  for (const name of RATING_NAMES) {
    const weight = strategy.weights[name] ?? 0;
    if (weight <= 0) continue;
    const micro = Math.round(SCORE[name](candidate, passed, strategy) * MICRO);
    scores[name] = micro / MICRO;
    penaltyMicro += Math.round(weight * micro);
  }
  return { scores, penaltyMicro };
}

type Score = (candidate: SourcingCandidate, passed: Passed, strategy: SourcingStrategy) => number;

const SCORE: Readonly<Record<RatingName, Score>> = {
  distance: (_, { method, km }) => {
    if (method === 'pickup') return 0;
    return km === null ? UNKNOWN_DISTANCE : km / (km + HALF_DISTANCE_KM);
  },
  'shipping-cost': ({ shippingCost }, { method, km }) => {
    if (method === 'pickup') return 0;
    const costMinor = shippingCost.baseMinor + (shippingCost.perHundredKmMinor * (km ?? 0)) / 100;
    return costMinor / (costMinor + HALF_COST_MINOR);
  },
  shipments: () => 1,
  workload: ({ openFulfillments, capacity }) =>
    capacity === undefined ? 0 : Math.min(1, openFulfillments / Math.max(1, capacity)),
  'node-type': ({ nodeType }, _, strategy) => strategy.nodeTypePenalties?.[nodeType] ?? 0,
  'delivery-date': (_, { lateBy }) => lateBy / (lateBy + HALF_LATE_SECONDS),
};

const RATING_NAMES = Object.keys(SCORE) as readonly RatingName[];
