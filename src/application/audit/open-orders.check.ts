import { fulfillmentDecider, type FulfillmentState } from '../../domain/fulfillment/index.js';
import type { AllocationMemory, PlacedOrder } from '../../domain/order/index.js';

/** Finds a fulfillment's folded state by its id. */
export type FulfillmentLookup = (fulfillmentId: string) => FulfillmentState | undefined;

/** Statuses of an allocation whose units a node or a carrier is to move on. */
const WITH_SOMEONE: ReadonlySet<string> = new Set([
  'releasing',
  'released',
  'picked',
  'ready-for-pickup',
  'shipped',
]);

/** Promise 5: what an order that is not terminal waits for; null when it waits for nothing, and is therefore lost. */
export function waitsFor(order: PlacedOrder, fulfillmentOf: FulfillmentLookup): string | null {
  if (order.holds.length > 0) return 'a hold to be released';
  if (order.withdrawals.length > 0) return 'a node to give units back';
  if (order.lines.some((line) => line.unsourced > 0)) return 'sourcing';
  if (order.allocations.some((one) => one.status === 'planned' || one.status === 'secured'))
    return 'a reservation';
  const active = order.allocations.find((one) => movesOn(one, fulfillmentOf));
  if (active) return active.status === 'shipped' ? 'the carrier' : 'a node';
  return order.parked.length > 0 ? 'stock, parked with a deadline' : null;
}

/** True while somebody can still act on the allocation: about to be handed over, or not at its end. */
function movesOn(allocation: AllocationMemory, fulfillmentOf: FulfillmentLookup): boolean {
  if (!WITH_SOMEONE.has(allocation.status)) return false;
  if (allocation.status === 'releasing') return true;
  const fulfillment = fulfillmentOf(allocation.fulfillmentId);
  return fulfillment !== undefined && !fulfillmentDecider.isTerminal(fulfillment);
}
