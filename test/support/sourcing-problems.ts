import { exclusionsOf } from '../../src/domain/sourcing/sourcing.fences.js';
import { itemsOf } from '../../src/domain/sourcing/sourcing.items.js';
import { optionsOf, type Problem } from '../../src/domain/sourcing/sourcing.options.js';
import type { SourcingCandidate, SourcingDemand } from '../../src/domain/sourcing/sourcing.types.js';
import { seededRandom } from './seeded-random.js';
import { candidate, demand, strategy } from './sourcing-builders.js';

/** Units of each sku at a node, and what a shipment from it costs besides being one, in minor units. */
export interface ProblemNode {
  readonly atf: Readonly<Record<string, number>>;
  readonly baseMinor: number;
}

/** What a search is given: no fence stands in the way of any node, and shipments cost 0.3 each and what they cost. */
export function problemOf(
  wanted: SourcingDemand,
  nodes: Readonly<Record<string, ProblemNode>>,
  { slots = 3, splitLines = true }: { readonly slots?: number; readonly splitLines?: boolean } = {},
): Problem {
  const rules = strategy({ weights: { shipments: 0.3, 'shipping-cost': 2 }, splitLines });
  const items = itemsOf(wanted, splitLines);
  const candidates: readonly SourcingCandidate[] = Object.entries(nodes).map(([nodeId, { atf, baseMinor }]) =>
    candidate(nodeId, atf, { shippingCost: { baseMinor, perHundredKmMinor: 0, currency: 'EUR' } }),
  );
  const excluded = exclusionsOf(wanted);
  const context = { demand: wanted, strategy: rules, items, excluded, delivery: null };
  return { items, options: optionsOf(candidates, context, 1).options, slots };
}

/** The sizes of a seeded problem. */
export interface ProblemSize {
  readonly nodes: number;
  readonly skus: number;
  readonly slots: number;
  /** Most units of a line; a node has as many at most of a sku. */
  readonly units: number;
  /** How many prices there are: few make many nodes cost the same. */
  readonly prices: number;
  /** Lines that stay whole, two to a sku now and then. */
  readonly wholeLines?: boolean;
}

/** A problem that follows from its seed alone: the same on every machine and in every version of every library. */
export function seededProblem(
  seed: number,
  { nodes, skus, slots, units, prices, wholeLines = false }: ProblemSize,
): Problem {
  const random = seededRandom(seed);
  const names = Array.from({ length: skus }, (_, index) => String.fromCodePoint(97 + index));
  const lines = names.flatMap((sku) => {
    const count = wholeLines && random.chance(0.5) ? 2 + random.below(2) : 1;
    return Array.from({ length: count }, () => ({ sku, quantity: 1 + random.below(units) }));
  });
  const stocked = Array.from({ length: nodes }, (_, index): [string, ProblemNode] => {
    const carried = names.filter(() => random.chance(0.4));
    const atf = Object.fromEntries(carried.map((sku) => [sku, 1 + random.below(units)]));
    return [`n${index}`, { atf, baseMinor: Math.floor(2000 / prices) * random.below(prices) }];
  });
  const wanted = demand({}, { lines: lines.map((line, index) => ({ lineId: `l${index}`, ...line })) });
  return problemOf(wanted, Object.fromEntries(stocked), { slots, splitLines: !wholeLines });
}
