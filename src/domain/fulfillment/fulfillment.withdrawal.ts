import { accepted, type Decision, rejected, unchanged } from '../shared/decision.js';
import type { LineQuantity } from '../shared/quantities.js';
import type { WithdrawLines } from './fulfillment.commands.js';
import type { FulfillmentEvent } from './fulfillment.events.js';
import { within, without } from './fulfillment.lines.js';
import type { FulfillmentRejection } from './fulfillment.rejections.js';
import type { FulfillmentState, FulfillmentStatus } from './fulfillment.state.js';

/** Once goods are in hand only the customer's wish brings them back: moving picked goods to another node is no gain. */
const GOODS_IN_HAND: ReadonlySet<FulfillmentStatus> = new Set(['picked', 'packed', 'ready-for-pickup']);

/** The node has said that it does the work. */
const AT_WORK: ReadonlySet<FulfillmentStatus> = new Set(['accepted', 'picking']);

/**
 * The centre takes units back: what the fulfillment still has of them. A withdrawal that comes before the release ends
 * the fulfillment whole, because a part of something unknown cannot be reckoned; the late release is then refused and
 * its sender decides anew.
 */
export function decideWithdrawal(
  { data }: WithdrawLines,
  { status, work }: FulfillmentState,
): Decision<FulfillmentEvent, FulfillmentRejection> {
  if (data.purpose !== 'cancel' && GOODS_IN_HAND.has(status)) {
    return rejected('WITHDRAWAL_TOO_LATE', `${data.fulfillmentId} is ${status}: its goods are in hand`);
  }
  if (data.unlessAccepted && AT_WORK.has(status)) {
    return rejected('WITHDRAWAL_TOO_LATE', `${data.fulfillmentId} is ${status}: the node does it after all`);
  }
  if (!work) return accepted(ending(data, data.lines));
  const lines = within(work.lines, data.lines);
  if (lines.length === 0) return unchanged(`${data.fulfillmentId} has nothing left of these lines`);
  const remaining = without(work.lines, lines);
  if (remaining.length === 0) return accepted(ending({ ...data, ...work }, lines));
  return accepted({
    type: 'FulfillmentReduced',
    data: { ...placeOf({ ...data, ...work }), lines, remaining, purpose: data.purpose },
  });
}

const placeOf = ({ fulfillmentId, orderId, nodeId, at }: Omit<WithdrawLines['data'], 'lines'>) => ({
  fulfillmentId,
  orderId,
  nodeId,
  at,
});

function ending(data: WithdrawLines['data'], lines: readonly LineQuantity[]): FulfillmentEvent {
  const place = placeOf(data);
  switch (data.purpose) {
    case 'cancel':
      return { type: 'FulfillmentCancelled', data: { ...place, lines, reason: data.reason } };
    case 'supersede':
      return {
        type: 'FulfillmentSuperseded',
        data: { ...place, lines, supersededBy: data.replacedBy ?? [] },
      };
    case 'pull-back':
      return { type: 'FulfillmentPulledBack', data: { ...place, lines, reason: data.reason } };
  }
}
