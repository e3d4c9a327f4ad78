import type { LineQuantity } from '../../shared/quantities.js';
import type { CancellationRefused, CancellationRequested, LinesCancelled } from '../order.events.js';
import { compact, minus, plus, within } from '../order.lines.js';
import { allocationOf, openLines, pendingLines } from '../order.queries.js';
import type { PendingWithdrawal, PlacedOrder } from '../order.state.js';
import { nextRound, patchAllocation, shift, takeOpen, unpark } from './moves.js';

/** The fulfillments are asked in the order in which the event names them, each for what it has and was not asked yet. */
export function requested(state: PlacedOrder, data: CancellationRequested['data']): PlacedOrder {
  const asked: PendingWithdrawal[] = [];
  let wanted = compact(data.lines);
  for (const fulfillmentId of data.fulfillmentIds) {
    const allocation = allocationOf(state, fulfillmentId);
    if (!allocation) continue;
    const free = minus(openLines(allocation), pendingLines(state, fulfillmentId, 'cancel'));
    const lines = within(wanted, free);
    wanted = minus(wanted, lines);
    asked.push({
      sequence: state.nextWithdrawal + asked.length,
      fulfillmentId,
      nodeId: allocation.nodeId,
      purpose: 'cancel',
      lines,
      reason: data.reason,
    });
  }
  const next = {
    ...state,
    withdrawals: [...state.withdrawals, ...asked],
    nextWithdrawal: state.nextWithdrawal + asked.length,
  };
  return data.wholeOrder ? { ...next, status: 'cancelling', cancelReason: data.reason } : next;
}

export function refused(state: PlacedOrder, data: CancellationRefused['data']): PlacedOrder {
  const { fulfillmentId, lines, reason } = data;
  const remembered = patchAllocation(state, fulfillmentId, (allocation) => ({
    ...allocation,
    refusedWish: { lines: plus(allocation.refusedWish?.lines ?? [], lines), reason },
  }));
  return { ...remembered, withdrawals: answered(state, fulfillmentId, lines) };
}

export function cancelled(state: PlacedOrder, data: LinesCancelled['data']): PlacedOrder {
  const { lines, fulfillmentId } = data;
  const from = data.from ?? (fulfillmentId === undefined ? 'unsourced' : 'fulfillment');
  if (from === 'parked') {
    const freed = { ...state, parked: unpark(state.parked, lines, undefined) };
    return nextRound(shift(freed, lines, 'parked', 'cancelled'));
  }
  if (from === 'unsourced' || fulfillmentId === undefined) {
    return nextRound(shift(state, lines, 'unsourced', 'cancelled'));
  }
  const given = patchAllocation(state, fulfillmentId, (allocation) => takeOpen(allocation, lines));
  const withdrawals = answered(state, fulfillmentId, lines);
  return nextRound(shift({ ...given, withdrawals }, lines, 'inFulfillment', 'cancelled'));
}

/** Cancellations that are answered for `lines`, the oldest first. */
function answered(
  state: PlacedOrder,
  fulfillmentId: string,
  lines: readonly LineQuantity[],
): readonly PendingWithdrawal[] {
  let left = lines;
  return state.withdrawals.map((pending) => {
    if (pending.purpose !== 'cancel' || pending.fulfillmentId !== fulfillmentId) return pending;
    const open = minus(pending.lines, left);
    left = minus(left, pending.lines);
    return { ...pending, lines: open };
  });
}
