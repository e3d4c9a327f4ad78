import type { Quantity } from '../shared/quantities.js';
import { arrivesIn, type Delivery } from './sourcing.delivery.js';
import { distanceKm } from './sourcing.distance.js';
import { type Item, stockFor, takeable } from './sourcing.items.js';
import type {
  FenceName,
  SourcingCandidate,
  SourcingDemand,
  SourcingMethod,
  SourcingStrategy,
} from './sourcing.types.js';

/** What the fences of one strategy are checked against. */
export interface FenceContext {
  readonly demand: SourcingDemand;
  readonly strategy: SourcingStrategy;
  readonly items: readonly Item[];
  /** Skus that a node is excluded for. */
  readonly excluded: ReadonlyMap<string, ReadonlySet<string>>;
  /** Null: no dates are estimated. */
  readonly delivery: Delivery | null;
}

/** A candidate that fails a fence. */
export interface Fenced {
  readonly failed: FenceName;
  readonly detail: string;
}

/** A candidate that passes them all. */
export interface Passed {
  readonly failed?: never;
  readonly method: SourcingMethod;
  /** Units that it has of each item, at most what is asked for. */
  readonly stock: readonly Quantity[];
  /** Units of each item that it can take: fewer than `stock` where lines must stay whole. */
  readonly takes: readonly Quantity[];
  /** Distance to the destination; null when that has no coordinates, or the customer comes to the node. */
  readonly km: number | null;
  /** Seconds after `now` at which its goods should arrive; null when that is not estimated. */
  readonly arrivesIn: number | null;
  /** Seconds after the promised date; 0 when in time. */
  readonly lateBy: number;
}

/** The nodes excluded for a sku, by node. */
export function exclusionsOf(demand: SourcingDemand): ReadonlyMap<string, ReadonlySet<string>> {
  const excluded = new Map<string, Set<string>>();
  for (const { nodeId, sku } of demand.excluded) {
    excluded.set(nodeId, (excluded.get(nodeId) ?? new Set()).add(sku));
  }
  return excluded;
}

/**
 * The hard filters, in their fixed order: active, method, stock, destination, excluded, capacity, distance. The first
 * one that a candidate fails is its verdict. Each looks at one candidate alone, never at the others. The last fence, the
 * promise, is for each step of a run another one: it is left to the step, which looks at `arrivesIn`.
 */
export function checkFences(candidate: SourcingCandidate, context: FenceContext): Fenced | Passed {
  if (!candidate.active) return { failed: 'active', detail: 'suspended' };
  const method = methodFor(candidate, context);
  if (typeof method !== 'string') return method;
  const stock = stockFor(context.items, candidate);
  let takes = takeableOf(context.items, stock);
  if (!takes.some(isPositive)) return { failed: 'stock', detail: stockDetail(stock) };
  const unserved = unservedPlace(candidate, context.demand);
  if (unserved !== null) return { failed: 'destination', detail: unserved };
  const banned = context.excluded.get(candidate.nodeId);
  if (banned !== undefined) {
    context.items.forEach((item, index) => {
      if (banned.has(item.sku)) stock[index] = 0;
    });
    takes = takeableOf(context.items, stock);
    if (!takes.some(isPositive)) return { failed: 'excluded', detail: [...banned].sort().join(', ') };
  }
  return checkLimits(candidate, context, { method, stock, takes });
}

/** Whether a node offers the method and serves the place at all: strategy, stock, exclusions and load are not looked at. */
export function canReach(
  node: Pick<SourcingCandidate, 'methods' | 'servesCountries' | 'servesRegions'>,
  demand: Pick<SourcingDemand, 'method' | 'destination'>,
): boolean {
  const { methods } = node;
  const offers = demand.method === 'ship' ? ['ship', 'drop-ship'] : ['pickup'];
  return methods.some((method) => offers.includes(method)) && unservedPlace(node, demand) === null;
}

function checkLimits(
  candidate: SourcingCandidate,
  { demand, strategy, delivery }: FenceContext,
  { method, stock, takes }: Pick<Passed, 'method' | 'stock' | 'takes'>,
): Fenced | Passed {
  if (candidate.openFulfillments >= (candidate.capacity ?? Number.POSITIVE_INFINITY)) {
    return { failed: 'capacity', detail: `${candidate.openFulfillments} open of ${candidate.capacity}` };
  }
  const target = demand.destination.coordinates;
  const km =
    demand.method === 'pickup' || target === undefined ? null : distanceKm(candidate.coordinates, target);
  if ((km ?? 0) > (strategy.maxDistanceKm ?? Number.POSITIVE_INFINITY)) {
    return { failed: 'distance', detail: `${km} km, ${strategy.maxDistanceKm} km at most` };
  }
  const arrival = delivery === null ? null : arrivesIn(delivery, method, km);
  const lateBy = Math.max(0, (arrival ?? 0) - (delivery?.promisedIn ?? 0));
  // Written out: this runs for each candidate, and spreading costs more than all the rest of it.
  return { method, stock, takes, km, arrivesIn: arrival, lateBy };
}

/** How the candidate would fulfill, or why it cannot. The node types of the strategy are part of this fence. */
function methodFor(
  { nodeId, nodeType, methods }: SourcingCandidate,
  { demand, strategy }: FenceContext,
): SourcingMethod | Fenced {
  if (strategy.nodeTypes !== undefined && !strategy.nodeTypes.includes(nodeType)) {
    return { failed: 'method', detail: `the strategy uses no ${nodeType}` };
  }
  if (demand.method === 'pickup') {
    if (nodeId !== demand.pickupNodeId) return { failed: 'method', detail: 'not the pickup node' };
    return methods.includes('pickup') ? 'pickup' : { failed: 'method', detail: 'offers no pickup' };
  }
  if (methods.includes('ship')) return 'ship';
  return methods.includes('drop-ship') ? 'drop-ship' : { failed: 'method', detail: 'does not ship' };
}

function unservedPlace(
  { servesCountries, servesRegions }: Pick<SourcingCandidate, 'servesCountries' | 'servesRegions'>,
  { method, destination }: Pick<SourcingDemand, 'method' | 'destination'>,
): string | null {
  if (method === 'pickup') return null;
  if (servesCountries.length > 0 && !servesCountries.includes(destination.country)) {
    return `does not serve ${destination.country}`;
  }
  if (servesRegions.length === 0) return null;
  if (destination.region === undefined) return 'serves certain regions only';
  return servesRegions.includes(destination.region) ? null : `does not serve ${destination.region}`;
}

function takeableOf(items: readonly Item[], stock: readonly Quantity[]): readonly Quantity[] {
  return items.map((item, index) => takeable(item, stock[index] ?? 0));
}

function stockDetail(stock: readonly Quantity[]): string {
  return stock.some(isPositive) ? 'too few for a whole line' : 'none of the demand';
}

function isPositive(quantity: Quantity): boolean {
  return quantity > 0;
}
