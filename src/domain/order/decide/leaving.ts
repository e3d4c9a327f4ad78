import type { LineQuantity } from '../../shared/quantities.js';
import type { Instant } from '../../shared/time.js';
import type { OrderEvent, ResourcingCause } from '../order.events.js';
import { minus, plus, sameUnits, unitsOf, within } from '../order.lines.js';
import {
  allocationOf,
  cancelReasonOf,
  isCovered,
  isRecallable,
  openLines,
  pendingLines,
  replacementOf,
  standbysOf,
  unclaimedLines,
} from '../order.queries.js';
import { type AllocationMemory, isPlaced, type PlacedOrder } from '../order.state.js';
import { fold } from './conclude.js';

type Lines = readonly LineQuantity[];

/** Units that leave a fulfillment, for whatever reason. `lines` are no more than it has. */
export interface Leaving {
  readonly allocation: AllocationMemory;
  readonly lines: Lines;
  readonly cause: ResourcingCause;
  readonly excludedUntil: Instant;
  readonly suspect?: boolean;
  readonly at: Instant;
}

/**
 * Where units go that a fulfillment no longer has: secured stand-by allocations take over when they fit exactly; what
 * the customer wanted cancelled is cancelled; the rest is unsourced. A search for a replacement that no longer fits is
 * begun anew for what the fulfillment still has.
 */
export function unitsLeave(state: PlacedOrder, leaving: Leaving): readonly OrderEvent[] {
  const { allocation, lines, at } = leaving;
  const cancelled = wantedCancelled(state, leaving);
  const rest = minus(lines, cancelled);
  const isTakenOver = canBeTakenOver(state, leaving, rest);
  const gone = isTakenOver ? cancelled : lines;
  const { orderId } = state;
  const events: OrderEvent[] = [];
  if (isTakenOver) events.push(takeOver(state, allocation, rest, at));
  else events.push(...abandon(state, allocation.fulfillmentId, 'the fulfillment gave units up', at));
  if (gone.length > 0) events.push(reopenedBy(state, leaving, gone));
  if (cancelled.length > 0) {
    const reason = cancelReasonOf(state, allocation.fulfillmentId);
    events.push({
      type: 'LinesCancelled',
      data: { orderId, lines: cancelled, reason, from: 'unsourced', at },
    });
  }
  return isTakenOver ? events : [...events, ...seekAgain(state, allocation.fulfillmentId, events, at)];
}

/**
 * All of it when the whole order is being cancelled; else what was asked back and the fulfillment has no more, and what
 * could not be cancelled because it had left.
 */
function wantedCancelled(state: PlacedOrder, { allocation, lines, cause }: Leaving): Lines {
  if (state.status === 'cancelling') return lines;
  const openAfter = minus(openLines(allocation), lines);
  const asked = minus(pendingLines(state, allocation.fulfillmentId, 'cancel'), openAfter);
  const wanted = within(isCarriage(cause) ? [] : asked, lines);
  return plus(wanted, within(allocation.refusedWish?.lines ?? [], minus(lines, wanted)));
}

/** Damage and loss on the way: units that count as fulfilled. */
const isCarriage = (cause: ResourcingCause): boolean =>
  cause === 'damaged-in-carriage' || cause === 'lost-in-carriage';

function canBeTakenOver(state: PlacedOrder, { allocation, cause, suspect }: Leaving, rest: Lines): boolean {
  // What is given back then differs from what was reserved: sourcing anew keeps the two steps apart.
  if (suspect || cause === 'short-pick' || cause === 'count-below-reserved') return false;
  const replacement = replacementOf(state, allocation.fulfillmentId);
  return replacement !== undefined && isCovered(state, replacement) && sameUnits(replacement.lines, rest);
}

function takeOver(
  state: PlacedOrder,
  { fulfillmentId }: AllocationMemory,
  lines: Lines,
  at: Instant,
): OrderEvent {
  const replacedBy = standbysOf(state, fulfillmentId).map((standby) => standby.fulfillmentId);
  return {
    type: 'FulfillmentReplaced',
    data: { orderId: state.orderId, fulfillmentId, replacedBy, lines, at },
  };
}

/** Ends the search for a replacement, if there is one. */
export function abandon(
  state: PlacedOrder,
  fulfillmentId: string,
  reason: string,
  at: Instant,
): readonly OrderEvent[] {
  if (!replacementOf(state, fulfillmentId)) return [];
  const abandoned = standbysOf(state, fulfillmentId).map((standby) => standby.fulfillmentId);
  const data = { orderId: state.orderId, fulfillmentId, abandoned, reason, at };
  return [{ type: 'ReplacementAbandoned', data }];
}

/** Seeks a replacement again for what is left of the units that one was sought for before `events`. */
export function seekAgain(
  before: PlacedOrder,
  fulfillmentId: string,
  events: readonly OrderEvent[],
  at: Instant,
): readonly OrderEvent[] {
  const replacement = replacementOf(before, fulfillmentId);
  const after = fold(before, events);
  if (!replacement || !isPlaced(after) || replacementOf(after, fulfillmentId)) return [];
  const allocation = allocationOf(after, fulfillmentId);
  if (!allocation || !isRecallable(allocation) || after.status === 'cancelling') return [];
  const lines = within(replacement.lines, unclaimedLines(after, allocation));
  if (lines.length === 0) return [];
  const cause = allocation.reopenedFor ?? 'manual';
  return [reopened(after, { allocation, lines, cause, excludedUntil: at, at }, true)];
}

/** The event for units that have left. */
export function reopenedBy(state: PlacedOrder, leaving: Leaving, lines: Lines = leaving.lines): OrderEvent {
  return reopened(state, { ...leaving, lines }, false);
}

/** The event for units that are to be replaced, or pulled back, while the fulfillment stands. */
export function reopenedStanding(state: PlacedOrder, leaving: Leaving): OrderEvent {
  return reopened(state, leaving, true);
}

function reopened(state: PlacedOrder, leaving: Leaving, standing: boolean): OrderEvent {
  const { allocation, lines, cause, excludedUntil, suspect, at } = leaving;
  const attempts = state.lines.filter((line) => unitsOf(lines, line.lineId) > 0).map((line) => line.attempts);
  const data = {
    orderId: state.orderId,
    fulfillmentId: allocation.fulfillmentId,
    lines,
    cause,
    standing,
    excludedNodeId: allocation.nodeId,
    excludedUntil,
    attempt: Math.max(0, ...attempts) + 1,
    at,
  };
  return { type: 'DemandReopened', data: suspect ? { ...data, suspect } : data };
}
