import { rejected, unchanged } from '../../shared/decision.js';
import type { LineQuantity } from '../../shared/quantities.js';
import type { CancelLine, CancelOrder } from '../order.commands.js';
import type { OrderEvent } from '../order.events.js';
import { compact, minus, unitsOf, within } from '../order.lines.js';
import { isAtNode, isUnreleased, openLines, pendingLines, unsourcedLines } from '../order.queries.js';
import type { AllocationMemory, PlacedOrder } from '../order.state.js';
import { conclude, type OrderDecision } from './conclude.js';
import { abandon, reopenedBy, seekAgain } from './leaving.js';
import { isPositiveWhole } from './place.js';
import { wholeWhereAsked } from './reopen.js';

type Lines = readonly LineQuantity[];

interface Wish {
  readonly orderId: string;
  readonly reason: string;
  readonly at: string;
  readonly wholeOrder: boolean;
}

/** Cancels all that has not left for the customer. Units at nodes are asked back; the rest leave at once. */
export function cancelOrder({ data }: CancelOrder, state: PlacedOrder): OrderDecision {
  const lines = cancellable(state);
  if (lines.length === 0) return rejected('NOTHING_TO_CANCEL', 'every unit has left for the customer');
  const { orderId, reason, at } = data;
  const events = withdraw(state, lines, { orderId, reason, at, wholeOrder: true });
  return conclude(state, events, at);
}

/** Cancels some units of a line, or all that can still be cancelled. */
export function cancelLine({ data }: CancelLine, state: PlacedOrder): OrderDecision {
  const { orderId, lineId, quantity, reason, at } = data;
  const line = state.lines.find((one) => one.lineId === lineId);
  if (!line) return rejected('LINE_UNKNOWN', `the order has no line ${lineId}`);
  if (quantity !== undefined && !isPositiveWhole(quantity)) {
    return rejected('QUANTITY_INVALID', `${quantity} units cannot be cancelled`);
  }
  const open = unitsOf(cancellable(state), lineId);
  if (open === 0) {
    return line.fulfilled < line.ordered && quantity === undefined
      ? unchanged(`line ${lineId} is cancelled already, or asked back`)
      : rejected('NOTHING_TO_CANCEL', `no unit of line ${lineId} can be cancelled any more`);
  }
  const wanted = quantity ?? open;
  if (wanted > open) {
    return rejected(
      'QUANTITY_EXCEEDS_OPEN',
      `${open} units of line ${lineId} can still be cancelled, not ${wanted}`,
    );
  }
  const lines = [{ lineId, sku: line.sku, quantity: wanted }];
  return conclude(state, withdraw(state, lines, { orderId, reason, at, wholeOrder: false }), at);
}

/** Units that have neither left nor been asked back. */
function cancellable(state: PlacedOrder): Lines {
  const here = state.lines.map(({ lineId, sku, parked, unsourced, inFulfillment }) => ({
    lineId,
    sku,
    quantity: parked + unsourced + inFulfillment,
  }));
  const asked = state.allocations.flatMap((one) => pendingLines(state, one.fulfillmentId, 'cancel'));
  return minus(compact(here), asked);
}

const PROGRESS: Readonly<Record<AllocationMemory['status'], number>> = {
  planned: 0,
  secured: 1,
  releasing: 2,
  released: 3,
  picked: 4,
  'ready-for-pickup': 5,
  shipped: 6,
  done: 7,
  dropped: 8,
};

/**
 * Takes the units from where they cost least: those with no node, then the least advanced fulfillments. The wish comes
 * first, so that nothing that follows is sourced again.
 */
function withdraw(state: PlacedOrder, lines: Lines, wish: Wish): readonly OrderEvent[] {
  const counted = state.allocations
    .filter((one) => !one.standby)
    .toSorted((one, other) => PROGRESS[one.status] - PROGRESS[other.status]);
  const unsourced = within(lines, unsourcedLines(state));
  const parked = within(minus(lines, unsourced), parkedLines(state));
  let wanted = minus(minus(lines, unsourced), parked);
  const early = counted.filter(isUnreleased).flatMap((allocation) => {
    const taken = within(wanted, openLines(allocation));
    wanted = minus(wanted, taken);
    return takeUnreleased(state, allocation, taken, wish);
  });
  const asked = requestFrom(state, counted.filter(isAtNode), wanted, wish);
  const { orderId, reason, at } = wish;
  const leave = (from: 'unsourced' | 'parked', units: Lines): readonly OrderEvent[] =>
    units.length > 0 ? [{ type: 'LinesCancelled', data: { orderId, lines: units, reason, from, at } }] : [];
  return [...asked, ...leave('unsourced', unsourced), ...leave('parked', parked), ...early];
}

function parkedLines(state: PlacedOrder): Lines {
  return compact(state.lines.map(({ lineId, sku, parked }) => ({ lineId, sku, quantity: parked })));
}

function takeUnreleased(
  state: PlacedOrder,
  allocation: AllocationMemory,
  lines: Lines,
  { orderId, reason, at }: Wish,
): readonly OrderEvent[] {
  if (lines.length === 0) return [];
  const { fulfillmentId } = allocation;
  const rest = minus(wholeWhereAsked(allocation, lines), lines);
  const cancelled: OrderEvent = {
    type: 'LinesCancelled',
    data: { orderId, lines, reason, fulfillmentId, from: 'allocation', at },
  };
  if (rest.length === 0) return [cancelled];
  return [cancelled, reopenedBy(state, { allocation, lines: rest, cause: 'manual', excludedUntil: at, at })];
}

/** Asks nodes for the units. A replacement sought for a fulfillment that is asked is sought anew for what it keeps. */
function requestFrom(
  state: PlacedOrder,
  allocations: readonly AllocationMemory[],
  lines: Lines,
  { orderId, reason, at, wholeOrder }: Wish,
): readonly OrderEvent[] {
  let wanted = lines;
  const asked = allocations.filter(({ fulfillmentId, ...allocation }) => {
    const free = minus(compact(allocation.lines), pendingLines(state, fulfillmentId, 'cancel'));
    const taken = within(wanted, free);
    wanted = minus(wanted, taken);
    return taken.length > 0;
  });
  const fulfillmentIds = asked.map((allocation) => allocation.fulfillmentId);
  const stopped = (wholeOrder ? state.replacements : asked).flatMap(({ fulfillmentId }) =>
    abandon(state, fulfillmentId, 'the customer cancels', at),
  );
  const isEndless = wholeOrder && (fulfillmentIds.length > 0 || isUnderway(state));
  const events: readonly OrderEvent[] =
    fulfillmentIds.length > 0 || isEndless
      ? [
          ...stopped,
          { type: 'CancellationRequested', data: { orderId, lines, fulfillmentIds, reason, wholeOrder, at } },
        ]
      : stopped;
  return [...events, ...fulfillmentIds.flatMap((id) => seekAgain(state, id, events, at))];
}

/** Units on their way keep the order open after all others are cancelled; were they lost, none would be sent again. */
function isUnderway(state: PlacedOrder): boolean {
  return state.lines.some((line) => line.fulfilled > line.delivered);
}
