import type { LineQuantity } from '../shared/quantities.js';
import { compact, minus, plus, sameUnits } from './order.lines.js';
import type { AllocationMemory, AllocationStatus, PlacedOrder, Replacement } from './order.state.js';
import type { WithdrawalPurpose } from './order.commands.js';

const UNRELEASED: ReadonlySet<AllocationStatus> = new Set(['planned', 'secured']);
const RECALLABLE: ReadonlySet<AllocationStatus> = new Set(['releasing', 'released']);
const AT_NODE: ReadonlySet<AllocationStatus> = new Set([
  'releasing',
  'released',
  'picked',
  'ready-for-pickup',
  'shipped',
]);

/** No node can have heard of it: the order alone decides over its units. */
export const isUnreleased = (allocation: AllocationMemory): boolean => UNRELEASED.has(allocation.status);
/** A node may have it, and as far as the order knows nothing is picked: another node can take over. */
export const isRecallable = (allocation: AllocationMemory): boolean => RECALLABLE.has(allocation.status);
/** A node may have it, and may be asked for units that have not left: also a shipment may have left some behind. */
export const isAtNode = (allocation: AllocationMemory): boolean => AT_NODE.has(allocation.status);

export function allocationOf(state: PlacedOrder, fulfillmentId: string): AllocationMemory | undefined {
  return state.allocations.find((allocation) => allocation.fulfillmentId === fulfillmentId);
}

/** Units of an allocation not yet shipped or collected. */
export function openLines(allocation: AllocationMemory): readonly LineQuantity[] {
  return compact(allocation.lines);
}

/** Units of an allocation on their way to the customer. */
export function underwayLines(allocation: AllocationMemory): readonly LineQuantity[] {
  return compact(
    allocation.lines.map(({ lineId, sku, fulfilled, delivered }) => ({
      lineId,
      sku,
      quantity: fulfilled - delivered,
    })),
  );
}

/** Units that the order has asked a fulfillment to give back, for any of the purposes. */
export function pendingLines(
  state: PlacedOrder,
  fulfillmentId: string,
  ...purposes: readonly WithdrawalPurpose[]
): readonly LineQuantity[] {
  return state.withdrawals
    .filter((pending) => pending.fulfillmentId === fulfillmentId && purposes.includes(pending.purpose))
    .reduce<readonly LineQuantity[]>((lines, pending) => plus(lines, pending.lines), []);
}

export function replacementOf(state: PlacedOrder, fulfillmentId: string): Replacement | undefined {
  return state.replacements.find((replacement) => replacement.fulfillmentId === fulfillmentId);
}

/** The allocations that stand by to take over from a fulfillment. */
export function standbysOf(state: PlacedOrder, fulfillmentId: string): readonly AllocationMemory[] {
  return state.allocations.filter(
    (allocation) =>
      allocation.standby && allocation.replaces === fulfillmentId && allocation.status !== 'dropped',
  );
}

/** True when stand-by allocations, planned or secured, carry every unit that is to be taken over. */
export function isCovered(state: PlacedOrder, replacement: Replacement): boolean {
  const standbys = standbysOf(state, replacement.fulfillmentId);
  return standbys.length > 0 && sameUnits(standbys.flatMap(openLines), replacement.lines);
}

/** Units on the order that are with no allocation. */
export function unsourcedLines(state: PlacedOrder): readonly LineQuantity[] {
  return compact(state.lines.map(({ lineId, sku, unsourced }) => ({ lineId, sku, quantity: unsourced })));
}

/** Open units of a fulfillment that nobody has asked back. */
export function unclaimedLines(state: PlacedOrder, allocation: AllocationMemory): readonly LineQuantity[] {
  return minus(openLines(allocation), pendingLines(state, allocation.fulfillmentId, 'cancel', 'pull-back'));
}

/** The wish that stands behind cancelling units of a fulfillment. */
export function cancelReasonOf(state: PlacedOrder, fulfillmentId: string): string {
  if ('cancelReason' in state) return state.cancelReason;
  const asked = state.withdrawals.find(
    (pending) => pending.fulfillmentId === fulfillmentId && pending.purpose === 'cancel',
  );
  return asked?.reason ?? allocationOf(state, fulfillmentId)?.refusedWish?.reason ?? 'cancelled';
}
