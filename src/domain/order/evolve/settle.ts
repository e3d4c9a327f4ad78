import { type LineQuantity, sumBySku } from '../../shared/quantities.js';
import { hasUnits, minus, takeInOrder, takeSku } from '../order.lines.js';
import { isCovered, openLines, standbysOf } from '../order.queries.js';
import type {
  AllocationMemory,
  AllocationStatus,
  LineLedger,
  PendingWithdrawal,
  PlacedOrder,
  Replacement,
  ReservationMemory,
} from '../order.state.js';

/** What follows from every event alike: emptied allocations end, and duties shrink to what is there to take. */
export function settle(state: PlacedOrder): PlacedOrder {
  return settleWaits(settleSupersedes(settleWithdrawals(settleAllocations(settleStatus(state)))));
}

/** A line has found its nodes when every unit of it that is still wanted is reserved somewhere: then nothing waits. */
function settleWaits(state: PlacedOrder): PlacedOrder {
  if (!state.lines.some((line) => line.waitsUntil !== undefined)) return state;
  const asking = state.allocations.filter(({ status, standby }) => status === 'planned' && !standby);
  const hasFoundNodes = ({ lineId, parked, unsourced }: LineLedger): boolean =>
    parked + unsourced === 0 &&
    !asking.some((one) => one.lines.some((line) => line.lineId === lineId && line.quantity > 0));
  return { ...state, lines: state.lines.map((line) => (hasFoundNodes(line) ? withoutWait(line) : line)) };
}

function withoutWait({ waitsUntil: _, ...line }: LineLedger): LineLedger {
  return line;
}

function settleStatus(state: PlacedOrder): PlacedOrder {
  if (state.status !== 'open' && state.status !== 'held') return state;
  const status = state.holds.length > 0 ? 'held' : 'open';
  return status === state.status ? state : { ...state, status };
}

function settleAllocations(state: PlacedOrder): PlacedOrder {
  if (state.allocations.every(isSettled)) return state;
  return { ...state, allocations: state.allocations.map(settleAllocation) };
}

/** True for an allocation that settling would leave as it is: nearly always, and then nothing is copied. */
function isSettled(allocation: AllocationMemory): boolean {
  const { status, standby, reservations } = allocation;
  if (settledStatus(allocation) !== status || (standby && status === 'dropped')) return false;
  return reservations.every((one) => isBacked(allocation, one));
}

function settleAllocation(allocation: AllocationMemory): AllocationMemory {
  const reservations = allocation.reservations.filter((one) => isBacked(allocation, one));
  const status = settledStatus(allocation);
  return { ...allocation, status, reservations, standby: allocation.standby && status !== 'dropped' };
}

/** True while the allocation has, or has brought, units of the sku. */
function isBacked({ lines }: AllocationMemory, { sku }: ReservationMemory): boolean {
  return lines.some((line) => line.sku === sku && line.quantity + line.fulfilled > 0);
}

function settledStatus(allocation: AllocationMemory): AllocationStatus {
  return hasUnits(allocation.lines) ? allocation.status : endOf(allocation);
}

function endOf(allocation: AllocationMemory): AllocationStatus {
  if (allocation.lines.every((line) => line.fulfilled === 0)) return 'dropped';
  return allocation.lines.every((line) => line.fulfilled === line.delivered) ? 'done' : allocation.status;
}

/**
 * A fulfillment cannot give back more than it has: cancellations come first, then what has no stock behind it. A claim
 * on stock is of a sku, not of a line: where units that were to be pulled back left in another way, as many of other
 * lines have no stock behind them.
 */
function settleWithdrawals(state: PlacedOrder): PlacedOrder {
  if (state.withdrawals.length === 0) return state;
  const left = new Map<string, readonly LineQuantity[]>(
    state.allocations.map((allocation) => [allocation.fulfillmentId, openLines(allocation)]),
  );
  const take = (fulfillmentId: string, wanted: readonly LineQuantity[]): readonly LineQuantity[] => {
    const open = left.get(fulfillmentId) ?? [];
    const [lines = []] = takeInOrder([wanted], open);
    left.set(fulfillmentId, minus(open, lines));
    return lines;
  };
  const clip = (pending: PendingWithdrawal): PendingWithdrawal => ({
    ...pending,
    lines: take(pending.fulfillmentId, pending.lines),
  });
  const cancels = state.withdrawals.filter((pending) => pending.purpose === 'cancel').map(clip);
  const asked = state.withdrawals.filter((pending) => pending.purpose === 'pull-back');
  const pullBacks = asked.map(clip);
  const supersedes = state.withdrawals.filter((pending) => pending.purpose === 'supersede');
  const instead = asked.flatMap((pending, index) => {
    const gone = minus(pending.lines, pullBacks[index]?.lines ?? []);
    const lines = [...sumBySku(gone)].flatMap(([sku, units]) =>
      take(pending.fulfillmentId, takeSku(left.get(pending.fulfillmentId) ?? [], sku, units)),
    );
    return lines.length === 0 ? [] : [{ ...pending, lines }];
  });
  const added = instead.map((pending, index) => ({ ...pending, sequence: state.nextWithdrawal + index }));
  const withdrawals = [...cancels, ...pullBacks, ...supersedes, ...added]
    .filter((pending) => pending.lines.length > 0)
    .sort((one, other) => one.sequence - other.sequence);
  return { ...state, withdrawals, nextWithdrawal: state.nextWithdrawal + added.length };
}

/** The old fulfillment is asked to step back when, and only while, all that takes over from it is secured. */
function settleSupersedes(state: PlacedOrder): PlacedOrder {
  if (state.replacements.length === 0 && state.withdrawals.length === 0) return state;
  const ready = state.replacements.filter((replacement) => isReady(state, replacement));
  const kept = state.withdrawals.filter(
    (pending) => pending.purpose !== 'supersede' || ready.some((one) => isAsked(state, one, pending)),
  );
  const missing = ready.filter((one) => !kept.some((pending) => isAsked(state, one, pending)));
  if (missing.length === 0 && kept.length === state.withdrawals.length) return state;
  const added = missing.map((one, index) => supersedeOf(state, one, state.nextWithdrawal + index));
  return {
    ...state,
    withdrawals: [...kept, ...added],
    nextWithdrawal: state.nextWithdrawal + added.length,
  };
}

function isReady(state: PlacedOrder, replacement: Replacement): boolean {
  const standbys = standbysOf(state, replacement.fulfillmentId);
  return isCovered(state, replacement) && standbys.every((standby) => standby.status === 'secured');
}

function isAsked(state: PlacedOrder, replacement: Replacement, pending: PendingWithdrawal): boolean {
  if (pending.purpose !== 'supersede' || pending.fulfillmentId !== replacement.fulfillmentId) return false;
  const standbys = standbysOf(state, replacement.fulfillmentId);
  return (
    pending.replacedBy?.length === standbys.length &&
    standbys.every((standby) => pending.replacedBy?.includes(standby.fulfillmentId))
  );
}

function supersedeOf(state: PlacedOrder, replacement: Replacement, sequence: number): PendingWithdrawal {
  const { fulfillmentId, lines } = replacement;
  const old = state.allocations.find((allocation) => allocation.fulfillmentId === fulfillmentId);
  return {
    sequence,
    fulfillmentId,
    nodeId: old?.nodeId ?? '',
    purpose: 'supersede',
    lines,
    reason: old?.reopenedFor ?? 'manual',
    replacedBy: standbysOf(state, fulfillmentId).map((standby) => standby.fulfillmentId),
  };
}
