import { rejected, unchanged } from '../../shared/decision.js';
import type { LineQuantity } from '../../shared/quantities.js';
import type { Instant } from '../../shared/time.js';
import type { ReopenDemand } from '../order.commands.js';
import type { OrderEvent } from '../order.events.js';
import { minus, plus, takeSku, within } from '../order.lines.js';
import {
  allocationOf,
  isRecallable,
  isUnreleased,
  openLines,
  replacementOf,
  unclaimedLines,
  underwayLines,
} from '../order.queries.js';
import { type AllocationMemory, isPlaced, type PlacedOrder } from '../order.state.js';
import { conclude, fold, type OrderDecision } from './conclude.js';
import { abandon, type Leaving, reopenedBy, reopenedStanding, unitsLeave } from './leaving.js';
import { tooLateFor } from './too-late.js';

type Lines = readonly LineQuantity[];

/** Units are threatened or gone. Which of the two decides whether they leave at once or stay until others take over. */
export function reopenDemand(command: ReopenDemand, state: PlacedOrder): OrderDecision {
  const { fulfillmentId, cause } = command.data;
  const allocation = allocationOf(state, fulfillmentId);
  if (!allocation) return rejected('FULFILLMENT_UNKNOWN', `the order has no fulfillment ${fulfillmentId}`);
  switch (cause) {
    case 'damaged-in-carriage':
    case 'lost-in-carriage':
      return lostOnTheWay(command, state, allocation);
    case 'rejected':
    case 'short-pick':
    case 'reservation-refused':
      return gone(command, state, allocation);
    case 'count-below-reserved':
      return withoutStock(command, state, allocation);
    default:
      return threatened(command, state, allocation);
  }
}

/** The units that a report means, as far as `from` has them. */
function meant({ data }: ReopenDemand, from: Lines): Lines {
  if (data.sku) return takeSku(from, data.sku.sku, data.sku.quantity);
  return data.lines ? within(data.lines, from) : from;
}

function leavingOf({ data }: ReopenDemand, allocation: AllocationMemory, lines: Lines): Leaving {
  const { cause, excludedUntil, at, suspect = false } = data;
  return { allocation, lines, cause, excludedUntil, at, suspect };
}

/** The fulfillment no longer has them. */
function gone(command: ReopenDemand, state: PlacedOrder, allocation: AllocationMemory): OrderDecision {
  if (isUnreleased(allocation)) return leaveUnreleased(command, state, allocation);
  const lines = meant(command, openLines(allocation));
  const events = lines.length > 0 ? unitsLeave(state, leavingOf(command, allocation, lines)) : [];
  return conclude(state, events, command.data.at, 'the fulfillment has none of these units');
}

/** Damaged or lost with the carrier. News that overtakes the news of the shipment tells of the shipment, too. */
function lostOnTheWay(
  command: ReopenDemand,
  state: PlacedOrder,
  allocation: AllocationMemory,
): OrderDecision {
  if (allocation.standby) return unchanged('it stands by: no carrier has any of it');
  const underway = underwayLines(allocation);
  const lines = meant(command, plus(underway, openLines(allocation)));
  if (lines.length === 0) return unchanged('the fulfillment has none of these units on their way');
  const before = shippedUnheard(state, allocation, minus(lines, underway), command.data.at);
  const after = fold(state, before);
  const shipped = isPlaced(after) ? after : state;
  const leaving = leavingOf(command, allocationOf(shipped, allocation.fulfillmentId) ?? allocation, lines);
  return conclude(state, [...before, ...unitsLeave(shipped, leaving)], command.data.at);
}

function shippedUnheard(
  state: PlacedOrder,
  allocation: AllocationMemory,
  lines: Lines,
  at: Instant,
): readonly OrderEvent[] {
  if (lines.length === 0) return [];
  const { fulfillmentId } = allocation;
  const data = { orderId: state.orderId, fulfillmentId, lines, shippedAt: at, at };
  return [
    ...abandon(state, fulfillmentId, 'the old fulfillment goes on: shipped', at),
    ...tooLateFor(state, allocation, lines, 'shipped', at),
    { type: 'LinesShipped', data },
  ];
}

/** No node knows of it: the units leave at once. */
function leaveUnreleased(
  command: ReopenDemand,
  state: PlacedOrder,
  allocation: AllocationMemory,
): OrderDecision {
  const lines = wholeWhereAsked(allocation, meant(command, openLines(allocation)));
  const events = lines.length > 0 ? [reopenedBy(state, leavingOf(command, allocation, lines))] : [];
  return conclude(state, events, command.data.at, 'the allocation has none of these units');
}

/**
 * All units of a sku whose reservation is not answered yet: the answer will speak of all of them, and a part of an
 * unanswered claim cannot be given back.
 */
export function wholeWhereAsked(allocation: AllocationMemory, lines: Lines): Lines {
  const asked = new Set(
    allocation.reservations.filter((one) => one.status === 'asked').map((one) => one.sku),
  );
  const touched = new Set(lines.map((line) => line.sku).filter((sku) => asked.has(sku)));
  const whole = openLines(allocation).filter((line) => touched.has(line.sku));
  return [...lines.filter((line) => !touched.has(line.sku)), ...whole];
}

/** A count took the stock away behind the units. Once they are picked they are in hand, whatever the books say. */
function withoutStock(
  command: ReopenDemand,
  state: PlacedOrder,
  allocation: AllocationMemory,
): OrderDecision {
  if (isUnreleased(allocation)) return leaveUnreleased(command, state, allocation);
  if (!isRecallable(allocation)) return unchanged('the goods are in hand, or gone');
  const lines = meant(command, unclaimedLines(state, allocation));
  const events = lines.length > 0 ? [reopenedStanding(state, leavingOf(command, allocation, lines))] : [];
  return conclude(state, events, command.data.at, 'these units are asked back already');
}

/** The node may fail: a replacement is sought, and the fulfillment stands until it is secured. */
function threatened(command: ReopenDemand, state: PlacedOrder, allocation: AllocationMemory): OrderDecision {
  if (isUnreleased(allocation)) return leaveUnreleased(command, state, allocation);
  const { fulfillmentId, cause, at } = command.data;
  if (!isRecallable(allocation)) {
    return cause === 'manual' && allocation.status !== 'dropped'
      ? rejected(
          'FULFILLMENT_TOO_FAR',
          `${fulfillmentId} is ${allocation.status}: no other node can take over`,
        )
      : unchanged(`${fulfillmentId} is ${allocation.status}: it does not matter any more`);
  }
  const sought = replacementOf(state, fulfillmentId)?.lines ?? [];
  const lines = meant(command, minus(unclaimedLines(state, allocation), sought));
  // What is sought for silence ends when the node speaks; for another cause it goes on, so the order must know.
  const isForMore =
    sought.length > 0 && allocation.reopenedFor === 'acceptance-timeout' && cause !== 'acceptance-timeout';
  const events =
    lines.length > 0 || isForMore ? [reopenedStanding(state, leavingOf(command, allocation, lines))] : [];
  return conclude(state, events, at, 'a replacement is sought already');
}
