import type { LineQuantity, Quantity } from '../../domain/shared/quantities.js';
import { unitsOf } from '../shared/lines.js';
import type {
  FulfillmentLineView,
  FulfillmentStatus,
  OrderFulfillmentView,
  OrderLineView,
  OrderStatusView,
} from './order-status.view.js';

type Lines = readonly LineQuantity[];
/** Units that are with no fulfillment. */
export type Pool = 'unsourced' | 'parked' | 'cancelled';

/** Statuses in which no node has been handed the work. */
const UNRELEASED: ReadonlySet<FulfillmentStatus> = new Set(['planned', 'secured', 'dropped', 'abandoned']);

/** True when a node has, or had, the work. */
export function isReleased({ status }: OrderFulfillmentView): boolean {
  return !UNRELEASED.has(status);
}

/** Units that a fulfillment has and that have not left for the customer. */
export function openUnits(line: FulfillmentLineView): Quantity {
  return line.quantity - line.shipped - line.collected;
}

/** Adds units to a pool, or with a negative `sign` takes them out. */
export function pool(view: OrderStatusView, lines: Lines, name: Pool, sign: 1 | -1): OrderStatusView {
  return {
    ...view,
    lines: view.lines.map((line) => {
      const units = unitsOf(lines, line.lineId);
      return units === 0 ? line : { ...line, [name]: line[name] + sign * units };
    }),
  };
}

/** Changes one fulfillment; an unknown id changes nothing. */
export function patchFulfillment(
  view: OrderStatusView,
  fulfillmentId: string,
  patch: (fulfillment: OrderFulfillmentView) => OrderFulfillmentView,
): OrderStatusView {
  return {
    ...view,
    fulfillments: view.fulfillments.map((each) =>
      each.fulfillmentId === fulfillmentId ? patch(each) : each,
    ),
  };
}

/** Changes the lines of one fulfillment that `lines` name. Lines left without units go. */
export function patchUnits(
  view: OrderStatusView,
  fulfillmentId: string,
  lines: Lines,
  patch: (line: FulfillmentLineView, units: Quantity) => FulfillmentLineView,
): OrderStatusView {
  return patchFulfillment(view, fulfillmentId, (fulfillment) => ({
    ...fulfillment,
    lines: fulfillment.lines
      .map((line) => {
        const units = unitsOf(lines, line.lineId);
        return units === 0 ? line : bounded(patch(line, units));
      })
      .filter(({ quantity }) => quantity > 0),
  }));
}

/** Units leave a fulfillment before they have left for the customer. One that no node has seen ends with the last. */
export function takeOpen(view: OrderStatusView, fulfillmentId: string, lines: Lines): OrderStatusView {
  const taken = patchUnits(view, fulfillmentId, lines, (line, units) => ({
    ...line,
    quantity: line.quantity - units,
  }));
  return patchFulfillment(taken, fulfillmentId, (fulfillment) =>
    fulfillment.lines.length > 0 || isReleased(fulfillment)
      ? fulfillment
      : { ...fulfillment, status: 'dropped' },
  );
}

/** What is picked is a part of what is still there. */
function bounded(line: FulfillmentLineView): FulfillmentLineView {
  const picked = Math.max(0, Math.min(line.picked, openUnits(line)));
  return { ...line, picked, readyForPickup: Math.max(0, Math.min(line.readyForPickup, picked)) };
}

/** The counts of each line that follow from the fulfillments. Stand-ins do not count: their units are with the others. */
export function recount(view: OrderStatusView): OrderStatusView {
  const lines = view.lines.map((line) => recountLine(line, view.fulfillments));
  return lines.every((line, index) => line === view.lines[index]) ? view : { ...view, lines };
}

const COUNTS = [
  'inFulfillment',
  'fulfilled',
  'released',
  'picked',
  'readyForPickup',
  'shipped',
  'delivered',
  'collected',
] as const;

function recountLine(line: OrderLineView, fulfillments: readonly OrderFulfillmentView[]): OrderLineView {
  const counts = {
    inFulfillment: 0,
    fulfilled: 0,
    released: 0,
    picked: 0,
    readyForPickup: 0,
    shipped: 0,
    delivered: 0,
    collected: 0,
  };
  for (const fulfillment of fulfillments) {
    if (fulfillment.replaces !== undefined) continue;
    for (const part of fulfillment.lines) {
      if (part.lineId !== line.lineId) continue;
      const open = openUnits(part);
      counts.inFulfillment += open;
      counts.fulfilled += part.shipped + part.collected;
      counts.released += isReleased(fulfillment) ? open : 0;
      counts.picked += part.picked;
      counts.readyForPickup += part.readyForPickup;
      counts.shipped += part.shipped;
      counts.delivered += part.delivered;
      counts.collected += part.collected;
    }
  }
  return COUNTS.every((count) => counts[count] === line[count]) ? line : { ...line, ...counts };
}
