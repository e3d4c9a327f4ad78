import type { LineQuantity } from '../shared/quantities.js';
import { type Instant, isBefore } from '../shared/time.js';
import type { SourcingDemand } from '../sourcing/sourcing.types.js';
import { unitsOf } from './order.lines.js';
import { allocationOf, replacementOf, unsourcedLines } from './order.queries.js';
import { isPlaced, type OrderState, type PlacedOrder } from './order.state.js';

/** Demand that needs nodes now, and the round that a run for it is made for. */
export interface DemandToSource {
  readonly round: number;
  readonly demand: SourcingDemand;
  /** When the first of the nodes that failed the order may be asked again; null when none is left out. */
  readonly exclusionEndsAt: Instant | null;
}

/**
 * What is to be sourced: the unsourced units, or with `replaces` the units of that fulfillment which another node is
 * to take over. Null when there is nothing, or the order is held, being cancelled or at its end.
 */
export function demandToSource(
  state: OrderState,
  replaces: string | undefined,
  now: Instant,
): DemandToSource | null {
  if (!isPlaced(state) || state.status !== 'open') return null;
  const lines =
    replaces === undefined ? unsourcedLines(state) : (replacementOf(state, replaces)?.seeking ?? []);
  if (lines.length === 0) return null;
  const demand = demandOf(state, lines, replaces, now);
  return { round: state.round, demand, exclusionEndsAt: firstExclusionEnd(state, lines, now) };
}

function firstExclusionEnd(state: PlacedOrder, lines: readonly LineQuantity[], now: Instant): Instant | null {
  const ends = state.exclusions
    .filter(({ sku, until }) => isBefore(now, until) && lines.some((line) => line.sku === sku))
    .map(({ until }) => until);
  return ends.reduce<Instant | null>(
    (first, end) => (first === null || isBefore(end, first) ? end : first),
    null,
  );
}

/**
 * True when units of a sku that turn up at a node could serve what the order has parked: the sku is waited for, the node
 * is not one that failed the order for it, nor the one that is to be replaced, and a pickup is waited for at that very node.
 */
export function canBeServedBy(
  state: OrderState,
  supply: { readonly sku: string; readonly nodeId: string },
  now: Instant,
): boolean {
  if (!isPlaced(state)) return false;
  const { sku, nodeId } = supply;
  const isWaiting = state.parked.some(
    ({ lines, replaces }) =>
      lines.some((line) => line.sku === sku) &&
      (replaces === undefined || allocationOf(state, replaces)?.nodeId !== nodeId),
  );
  if (!isWaiting) return false;
  if (state.placed.method === 'pickup' && state.placed.pickupNodeId !== nodeId) return false;
  const isExcluded = state.exclusions.some(
    (one) => one.nodeId === nodeId && one.sku === sku && isBefore(now, one.until),
  );
  return !isExcluded;
}

function demandOf(
  state: PlacedOrder,
  lines: readonly LineQuantity[],
  replaces: string | undefined,
  now: Instant,
): SourcingDemand {
  const { orderId, channel, method, destination, promise, priority, tags, pickupNodeId } = state.placed;
  const mine = state.lines.filter((line) => unitsOf(lines, line.lineId) > 0);
  const demand = {
    orderId,
    channel,
    method,
    destination,
    promisedBy: promise.promisedBy,
    service: promise.service,
    priority,
    tags,
    valueMinor: valueOf(state, lines),
    lines,
    excluded: excluded(state, lines, replaces, now),
    openShipments: shipments(state, replaces),
    attempt: Math.max(0, ...mine.map((line) => line.attempts)),
  };
  return pickupNodeId === undefined ? demand : { ...demand, pickupNodeId };
}

function valueOf(state: PlacedOrder, lines: readonly LineQuantity[]): number {
  return state.placed.lines.reduce(
    (sum, { lineId, unitPrice }) => sum + unitPrice.amountMinor * unitsOf(lines, lineId),
    0,
  );
}

/** Nodes that failed a short while ago, and the node that is to be replaced: it is no replacement of itself. */
function excluded(
  state: PlacedOrder,
  lines: readonly LineQuantity[],
  replaces: string | undefined,
  now: Instant,
): SourcingDemand['excluded'] {
  const skus = [...new Set(lines.map((line) => line.sku))];
  const failed = state.exclusions
    .filter(({ sku, until }) => skus.includes(sku) && isBefore(now, until))
    .map(({ nodeId, sku }) => ({ nodeId, sku }));
  const old = replaces === undefined ? undefined : allocationOf(state, replaces);
  const itself = old ? skus.map((sku) => ({ nodeId: old.nodeId, sku })) : [];
  return [...itself, ...failed.filter(({ nodeId }) => nodeId !== old?.nodeId)];
}

function shipments(state: PlacedOrder, replaces: string | undefined): number {
  return state.allocations.filter(
    ({ status, standby, fulfillmentId, replaces: old }) =>
      status !== 'dropped' && fulfillmentId !== replaces && (!standby || old === replaces),
  ).length;
}
