import type { LineQuantity } from '../../shared/quantities.js';
import { isBefore } from '../../shared/time.js';
import { minus, sameUnits } from '../order.lines.js';
import { openLines } from '../order.queries.js';
import type {
  AllocationSecured,
  Allocation,
  DemandParked,
  DemandReopened,
  FulfillmentReplaced,
  ParkedDemandRetried,
  ReplacementAbandoned,
  ReservationConfirmed,
  SourcingPlanned,
} from '../order.events.js';
import type { AllocationMemory, PlacedOrder, ReservationMemory } from '../order.state.js';
import {
  exclude,
  nextRound,
  patchAllocation,
  patchLines,
  patchUnits,
  seek,
  shift,
  takeOpen,
  unpark,
} from './moves.js';

/** Units that leave the search for a replacement because they are planned or parked. */
function sought(state: PlacedOrder, fulfillmentId: string, lines: readonly LineQuantity[]): PlacedOrder {
  return {
    ...state,
    replacements: state.replacements.map((replacement) =>
      replacement.fulfillmentId === fulfillmentId
        ? { ...replacement, seeking: minus(replacement.seeking, lines) }
        : replacement,
    ),
  };
}

export function planned(state: PlacedOrder, { allocations }: SourcingPlanned['data']): PlacedOrder {
  const counted = allocations.reduce(
    (next, { lines, replaces }) =>
      replaces === undefined
        ? shift(next, lines, 'unsourced', 'inFulfillment')
        : sought(next, replaces, lines),
    state,
  );
  return nextRound({
    ...counted,
    allocations: [...state.allocations, ...allocations.map(remembered)],
    nextFulfillment: state.nextFulfillment + allocations.length,
  });
}

function remembered(allocation: Allocation): AllocationMemory {
  const { lines, replaces } = allocation;
  const reservations: ReservationMemory[] = [];
  for (const { sku } of lines) {
    if (!reservations.some((one) => one.sku === sku)) reservations.push({ sku, status: 'asked' });
  }
  return {
    ...allocation,
    status: 'planned',
    standby: replaces !== undefined,
    lines: lines.map(({ lineId, sku, quantity }) => ({ lineId, sku, quantity, fulfilled: 0, delivered: 0 })),
    reservations,
  };
}

export function parked(state: PlacedOrder, data: DemandParked['data']): PlacedOrder {
  const { lines, reason, until, thenAction, replaces } = data;
  if (replaces === undefined) {
    const entry = { lines, reason, until, thenAction };
    const waiting = patchLines(shift(state, lines, 'unsourced', 'parked'), lines, (line) => ({
      ...line,
      waitsUntil: line.waitsUntil ?? data.waitsUntil ?? until,
    }));
    return nextRound({ ...waiting, parked: [...state.parked, entry] });
  }
  const isKnown = state.replacements.some((replacement) => replacement.fulfillmentId === replaces);
  const searching = isKnown ? state : seek(state, replaces, lines, true);
  const entry = { lines, reason, until, thenAction, replaces };
  return nextRound({ ...sought(searching, replaces, lines), parked: [...state.parked, entry] });
}

export function retried(state: PlacedOrder, data: ParkedDemandRetried['data']): PlacedOrder {
  const { lines, replaces } = data;
  const freed = { ...state, parked: unpark(state.parked, lines, replaces) };
  const moved =
    replaces === undefined ? shift(freed, lines, 'parked', 'unsourced') : seek(freed, replaces, lines, false);
  const counted = patchLines(moved, lines, (line) => ({ ...line, attempts: 0 }));
  return nextRound(replaces === undefined ? ended(counted, state, data) : counted);
}

/** A wait that has come to its end, and not to an earlier try, is over: should it have to wait again, that is another. */
function ended(
  state: PlacedOrder,
  { parked: waiting }: PlacedOrder,
  { lines, cause }: ParkedDemandRetried['data'],
): PlacedOrder {
  const entry = waiting.find((one) => one.replaces === undefined && sameUnits(one.lines, lines));
  if (cause !== 'deadline' || !entry) return state;
  return patchLines(state, lines, ({ waitsUntil, ...line }) =>
    waitsUntil === undefined || !isBefore(entry.until, waitsUntil) ? line : { ...line, waitsUntil },
  );
}

export function confirmed(
  state: PlacedOrder,
  { fulfillmentId, sku }: ReservationConfirmed['data'],
): PlacedOrder {
  return patchAllocation(state, fulfillmentId, (allocation) => ({
    ...allocation,
    reservations: allocation.reservations.map((one) => (one.sku === sku ? { sku, status: 'held' } : one)),
  }));
}

export function secured(state: PlacedOrder, { fulfillmentId }: AllocationSecured['data']): PlacedOrder {
  const patched = patchAllocation(state, fulfillmentId, (one) => ({ ...one, status: 'secured' }));
  return letGo(patched);
}

/** Secured allocations go to their nodes as soon as nothing stands in the way. */
export function letGo(state: PlacedOrder): PlacedOrder {
  if (state.status !== 'open' || state.holds.length > 0) return state;
  return {
    ...state,
    allocations: state.allocations.map((allocation) =>
      allocation.status === 'secured' && !allocation.standby
        ? { ...allocation, status: 'releasing' }
        : allocation,
    ),
  };
}

export function reopened(state: PlacedOrder, data: DemandReopened['data']): PlacedOrder {
  // A pull-back is told twice: when the node is asked, and when it has given the units up. Only that counts.
  const isAsked = data.standing && data.cause === 'count-below-reserved';
  const counted = isAsked
    ? state
    : patchLines(state, data.lines, (line) => ({ ...line, attempts: line.attempts + 1 }));
  const excluding = {
    ...counted,
    exclusions: exclude(state.exclusions, data.excludedNodeId, data.lines, data.excludedUntil),
  };
  return nextRound(data.standing ? standing(excluding, data) : leaving(excluding, data));
}

function standing(state: PlacedOrder, data: DemandReopened['data']): PlacedOrder {
  const { fulfillmentId, lines, cause } = data;
  if (cause !== 'count-below-reserved') {
    const isSought = state.replacements.some((one) => one.fulfillmentId === fulfillmentId);
    const marked = patchAllocation(state, fulfillmentId, (one) => ({
      ...one,
      reopenedFor: isSought && cause === 'acceptance-timeout' ? (one.reopenedFor ?? cause) : cause,
    }));
    return seek(marked, fulfillmentId, lines, true);
  }
  const pullBack = {
    sequence: state.nextWithdrawal,
    fulfillmentId,
    nodeId: data.excludedNodeId,
    purpose: 'pull-back' as const,
    lines,
    reason: cause,
  };
  return {
    ...state,
    withdrawals: [...state.withdrawals, pullBack],
    nextWithdrawal: state.nextWithdrawal + 1,
  };
}

function leaving(state: PlacedOrder, data: DemandReopened['data']): PlacedOrder {
  const { fulfillmentId, lines } = data;
  return leave(forgetWish(state, fulfillmentId, lines), data);
}

/** Units that have come back are no longer among those that left too early to be cancelled. */
function forgetWish(state: PlacedOrder, fulfillmentId: string, lines: readonly LineQuantity[]): PlacedOrder {
  return patchAllocation(state, fulfillmentId, ({ refusedWish, ...allocation }) =>
    refusedWish
      ? { ...allocation, refusedWish: { ...refusedWish, lines: minus(refusedWish.lines, lines) } }
      : allocation,
  );
}

function leave(state: PlacedOrder, { fulfillmentId, lines, cause }: DemandReopened['data']): PlacedOrder {
  if (cause === 'damaged-in-carriage' || cause === 'lost-in-carriage') {
    const lost = patchAllocation(state, fulfillmentId, (allocation) =>
      patchUnits(allocation, lines, (line, units) => ({ ...line, fulfilled: line.fulfilled - units })),
    );
    return shift(lost, lines, 'fulfilled', 'unsourced');
  }
  const allocation = state.allocations.find((one) => one.fulfillmentId === fulfillmentId);
  const taken = patchAllocation(state, fulfillmentId, (one) => takeOpen(one, lines));
  const answered = cause === 'count-below-reserved' ? pulledBack(taken, fulfillmentId, lines) : taken;
  return allocation?.standby && allocation.replaces !== undefined
    ? seek(answered, allocation.replaces, lines, false)
    : shift(answered, lines, 'inFulfillment', 'unsourced');
}

/** The fulfillment gave units up that were to be pulled back: that much is no longer owed. */
function pulledBack(state: PlacedOrder, fulfillmentId: string, lines: readonly LineQuantity[]): PlacedOrder {
  let given = lines;
  const withdrawals = state.withdrawals.map((pending) => {
    if (pending.purpose !== 'pull-back' || pending.fulfillmentId !== fulfillmentId) return pending;
    const left = minus(pending.lines, given);
    given = minus(given, pending.lines);
    return { ...pending, lines: left };
  });
  return { ...state, withdrawals };
}

export function replaced(state: PlacedOrder, data: FulfillmentReplaced['data']): PlacedOrder {
  const { fulfillmentId, lines, replacedBy } = data;
  const stepped = patchAllocation(state, fulfillmentId, (one) => takeOpen(one, lines));
  const taken = {
    ...stepped,
    replacements: stepped.replacements.filter((one) => one.fulfillmentId !== fulfillmentId),
    allocations: stepped.allocations.map((one) =>
      replacedBy.includes(one.fulfillmentId) ? { ...one, standby: false } : one,
    ),
  };
  return nextRound(letGo(taken));
}

export function abandoned(state: PlacedOrder, data: ReplacementAbandoned['data']): PlacedOrder {
  return nextRound({
    ...state,
    replacements: state.replacements.filter((one) => one.fulfillmentId !== data.fulfillmentId),
    parked: state.parked.filter((entry) => entry.replaces !== data.fulfillmentId),
    allocations: state.allocations.map((one) =>
      data.abandoned.includes(one.fulfillmentId) ? takeOpen(one, openLines(one)) : one,
    ),
  });
}
