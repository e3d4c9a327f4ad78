import type {
  FulfillmentReleased,
  FulfillmentState,
  FulfillmentStatus,
} from '../../../src/domain/fulfillment/index.js';
import { isPlaced, type OrderState } from '../../../src/domain/order/index.js';

/** What a node is given must be what its order has allocated to it. */
export function handOverViolation({ data }: FulfillmentReleased, order: OrderState): string | null {
  const { fulfillmentId, nodeId, orderId, lines } = data;
  if (!isPlaced(order)) return `${fulfillmentId} was released for ${orderId}, which was never placed`;
  const allocation = order.allocations.find((one) => one.fulfillmentId === fulfillmentId);
  if (!allocation) return `${fulfillmentId} was released, and its order does not know it`;
  if (allocation.nodeId !== nodeId)
    return `${fulfillmentId} was released to ${nodeId}, not ${allocation.nodeId}`;
  if (allocation.reservations.some(({ status }) => status !== 'held'))
    return `${fulfillmentId} was released before its stock was reserved`;
  const excess = lines.find(({ lineId, quantity }) => {
    const known = allocation.lines.find((line) => line.lineId === lineId);
    return quantity > (known?.quantity ?? 0) + (known?.fulfilled ?? 0);
  });
  return excess
    ? `${fulfillmentId} was given ${excess.quantity} of line ${excess.lineId}, more than it has`
    : null;
}

/** Statuses in which units are being worked on or have reached the customer. */
const HAS_UNITS: ReadonlySet<FulfillmentStatus> = new Set([
  'released',
  'timed-out',
  'accepted',
  'picking',
  'picked',
  'packed',
  'shipped',
  'ready-for-pickup',
  'delivered',
  'collected',
]);

/** No unit of an order is worked on by two nodes, or sent twice. */
export function sharedUnitsViolation(
  order: OrderState,
  fulfillments: readonly FulfillmentState[],
): string | null {
  if (!isPlaced(order)) return null;
  for (const { lineId, ordered } of order.lines) {
    let units = 0;
    for (const { status, work } of fulfillments) {
      if (!HAS_UNITS.has(status)) continue;
      for (const line of work?.lines ?? []) if (line.lineId === lineId) units += line.quantity;
    }
    if (units > ordered)
      return `${units} units of line ${lineId} are with nodes or customers, ${ordered} were ordered`;
  }
  return null;
}
