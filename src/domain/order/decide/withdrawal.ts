import { rejected, unchanged } from '../../shared/decision.js';
import type { RecordWithdrawal, RecordWithdrawalRefused } from '../order.commands.js';
import type { OrderEvent } from '../order.events.js';
import { minus, within } from '../order.lines.js';
import {
  allocationOf,
  cancelReasonOf,
  openLines,
  pendingLines,
  replacementOf,
  unclaimedLines,
} from '../order.queries.js';
import { isPlaced, type PlacedOrder } from '../order.state.js';
import { conclude, fold, type OrderDecision } from './conclude.js';
import { abandon, seekAgain, unitsLeave } from './leaving.js';

/**
 * A fulfillment gave units up. It is a fact, whatever the order wants by now: the units have left it and must be
 * somewhere.
 */
export function recordWithdrawal({ data }: RecordWithdrawal, state: PlacedOrder): OrderDecision {
  const { fulfillmentId, purpose, at } = data;
  const allocation = allocationOf(state, fulfillmentId);
  if (!allocation) return rejected('FULFILLMENT_UNKNOWN', `the order has no fulfillment ${fulfillmentId}`);
  if (allocation.standby) return unchanged(`${fulfillmentId} stands by: no node has it`);
  const lines = within(data.lines, openLines(allocation));
  if (lines.length === 0) return unchanged(`${fulfillmentId} has none of these units any more`);
  if (purpose === 'cancel') return conclude(state, givenBack(data, state, lines), at);
  const cause = purpose === 'pull-back' ? 'count-below-reserved' : (allocation.reopenedFor ?? 'manual');
  return conclude(state, unitsLeave(state, { allocation, lines, cause, excludedUntil: at, at }), at);
}

function givenBack(
  { fulfillmentId, at }: RecordWithdrawal['data'],
  state: PlacedOrder,
  lines: RecordWithdrawal['data']['lines'],
): readonly OrderEvent[] {
  const { orderId } = state;
  const reason = cancelReasonOf(state, fulfillmentId);
  const cancelled: OrderEvent = {
    type: 'LinesCancelled',
    data: { orderId, lines, reason, fulfillmentId, from: 'fulfillment', at },
  };
  if (stillFits(state, fulfillmentId, cancelled)) return [cancelled];
  const events = [...abandon(state, fulfillmentId, 'units were cancelled', at), cancelled];
  return [...events, ...seekAgain(state, fulfillmentId, events, at)];
}

/** True when what a replacement is sought for is still there after the event. */
function stillFits(state: PlacedOrder, fulfillmentId: string, event: OrderEvent): boolean {
  const replacement = replacementOf(state, fulfillmentId);
  const after = fold(state, [event]);
  const allocation = isPlaced(after) ? allocationOf(after, fulfillmentId) : undefined;
  if (!replacement || !isPlaced(after) || !allocation) return true;
  return minus(replacement.lines, unclaimedLines(after, allocation)).length === 0;
}

/** A fulfillment is too far gone: the customer is told, or the search for a replacement ends. */
export function recordWithdrawalRefused(
  { data }: RecordWithdrawalRefused,
  state: PlacedOrder,
): OrderDecision {
  const { fulfillmentId, purpose, reason, at } = data;
  const { orderId } = state;
  if (!allocationOf(state, fulfillmentId)) {
    return rejected('FULFILLMENT_UNKNOWN', `the order has no fulfillment ${fulfillmentId}`);
  }
  switch (purpose) {
    case 'cancel': {
      const lines = pendingLines(state, fulfillmentId, 'cancel');
      const refused: OrderEvent = {
        type: 'CancellationRefused',
        data: { orderId, fulfillmentId, lines, reason, at },
      };
      return conclude(state, lines.length > 0 ? [refused] : [], at, 'no cancellation is awaited');
    }
    case 'supersede':
      return conclude(state, abandon(state, fulfillmentId, reason, at), at, 'no replacement is sought');
    case 'pull-back':
      return unchanged('the goods are in hand: the fulfillment goes on, and its pick ends the duty');
  }
}
