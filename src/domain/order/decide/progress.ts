import { rejected, unchanged } from '../../shared/decision.js';
import { assertNever } from '../../shared/decider.js';
import type { RecordProgress } from '../order.commands.js';
import type { OrderEvent } from '../order.events.js';
import { minus, within } from '../order.lines.js';
import { allocationOf, isRecallable, isUnreleased, openLines, underwayLines } from '../order.queries.js';
import type { AllocationMemory, PlacedOrder } from '../order.state.js';
import { conclude, type OrderDecision } from './conclude.js';
import { abandon } from './leaving.js';
import { tooLateFor } from './too-late.js';

/** Takes in what a fulfillment reports about itself. A step that lies behind changes nothing. */
export function recordProgress(command: RecordProgress, state: PlacedOrder): OrderDecision {
  const { fulfillmentId, step, pickupBy, at } = command.data;
  const allocation = allocationOf(state, fulfillmentId);
  if (!allocation) return rejected('FULFILLMENT_UNKNOWN', `the order has no fulfillment ${fulfillmentId}`);
  if (step === 'ready-for-pickup' && pickupBy === undefined) {
    return rejected('PROGRESS_INCOMPLETE', 'pickupBy is missing');
  }
  if (allocation.standby) return unchanged(`${fulfillmentId} stands by: no node has it`);
  const behind = `${fulfillmentId} is ${allocation.status} already`;
  if (allocation.status === 'dropped') return unchanged(behind);
  if (step === 'accepted') return notSilent(command, state, allocation);
  const events = eventsOf(command, state, allocation);
  if (events.length === 0) return unchanged(behind);
  const stopped =
    step === 'released' ? [] : abandon(state, fulfillmentId, `the old fulfillment goes on: ${step}`, at);
  return conclude(state, [...stopped, ...events], at);
}

/** No ping-pong: who was replaced for silence only, and speaks before another has taken over, keeps the work. */
function notSilent(
  { data: { fulfillmentId, at } }: RecordProgress,
  state: PlacedOrder,
  { reopenedFor }: AllocationMemory,
): OrderDecision {
  const isForSilence = reopenedFor === 'acceptance-timeout';
  const events = isForSilence ? abandon(state, fulfillmentId, 'the node has accepted after all', at) : [];
  return conclude(state, events, at, 'no replacement is sought for its silence');
}

function eventsOf(
  command: RecordProgress,
  state: PlacedOrder,
  allocation: AllocationMemory,
): readonly OrderEvent[] {
  const { fulfillmentId, step, lines: reported, occurredAt, pickupBy = '', at } = command.data;
  const { orderId } = state;
  const open = openLines(allocation);
  const lines = within(reported, open);
  const isEarly = isUnreleased(allocation) || isRecallable(allocation);
  switch (step) {
    case 'accepted':
      return [];
    case 'released': {
      if (!isUnreleased(allocation) && allocation.status !== 'releasing') return [];
      const { nodeId } = allocation;
      return [{ type: 'LinesReleased', data: { orderId, fulfillmentId, nodeId, lines: open, at } }];
    }
    case 'picked':
      return isEarly ? [{ type: 'LinesPicked', data: { orderId, fulfillmentId, lines, at } }] : [];
    case 'ready-for-pickup':
      return isEarly || allocation.status === 'picked'
        ? [{ type: 'LinesReadyForPickup', data: { orderId, fulfillmentId, lines, pickupBy, at: occurredAt } }]
        : [];
    case 'shipped':
      // It ships once. What is open after that has left it another way, and the order will hear of it.
      return allocation.status === 'shipped' || allocation.status === 'done'
        ? []
        : shipped(command, state, allocation);
    case 'delivered':
      return delivered(command, state, allocation);
    case 'collected':
      return collected(command, state, allocation);
    case 'not-collected': {
      const data = { orderId, lines, reason: 'no-show', fulfillmentId, from: 'fulfillment', at } as const;
      return lines.length > 0 ? [{ type: 'LinesCancelled', data }] : [];
    }
    default:
      return assertNever(step);
  }
}

function shipped(
  command: RecordProgress,
  state: PlacedOrder,
  allocation: AllocationMemory,
): readonly OrderEvent[] {
  const { fulfillmentId, lines: reported, occurredAt, at } = command.data;
  const lines = within(reported, openLines(allocation));
  if (lines.length === 0) return [];
  const data = { orderId: state.orderId, fulfillmentId, lines, shippedAt: occurredAt, at };
  const step = command.data.step === 'delivered' ? 'delivered' : 'shipped';
  return [...tooLateFor(state, allocation, lines, step, at), { type: 'LinesShipped', data }];
}

function collected(
  command: RecordProgress,
  state: PlacedOrder,
  allocation: AllocationMemory,
): readonly OrderEvent[] {
  const { fulfillmentId, lines: reported, occurredAt, at } = command.data;
  const lines = within(reported, openLines(allocation));
  if (lines.length === 0) return [];
  const data = { orderId: state.orderId, fulfillmentId, lines, collectedAt: occurredAt, at };
  return [...tooLateFor(state, allocation, lines, 'collected', at), { type: 'LinesCollected', data }];
}

/** A delivery that overtakes the news of the shipment tells of the shipment, too. */
function delivered(
  command: RecordProgress,
  state: PlacedOrder,
  allocation: AllocationMemory,
): readonly OrderEvent[] {
  const { fulfillmentId, lines: reported, occurredAt, at } = command.data;
  const underway = underwayLines(allocation);
  const unshipped = within(minus(reported, underway), openLines(allocation));
  const before = shipped({ ...command, data: { ...command.data, lines: unshipped } }, state, allocation);
  const lines = within(reported, [...underway, ...unshipped]);
  if (lines.length === 0) return [];
  const data = { orderId: state.orderId, fulfillmentId, lines, deliveredAt: occurredAt, at };
  return [...before, { type: 'LinesDelivered', data }];
}
