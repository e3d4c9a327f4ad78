import { openUnits } from './order-status.ledger.js';
import type { OrderLineView, OrderStatus, OrderStatusView } from './order-status.view.js';

/** The status of an order, from what has happened to its units. The furthest step of any of them gives it its name. */
export function deriveStatus(view: Omit<OrderStatusView, 'status'>): OrderStatus {
  if (view.ended) return view.ended.reason === undefined ? 'closed' : 'cancelled';
  if (view.cancelRequested) return 'cancelling';
  if (view.holds.length > 0) return 'held';
  const wanted = sum(view.lines, (line) => line.ordered - line.cancelled);
  if (wanted === 0) return 'cancelling';
  return reached(view.lines, wanted) ?? sourced(view, wanted);
}

/** What nodes have done; undefined when no node has anything. */
function reached(lines: readonly OrderLineView[], wanted: number): OrderStatus | undefined {
  const completed = sum(lines, (line) => line.delivered + line.collected);
  if (completed > 0) return completed >= wanted ? 'completed' : 'partially-completed';
  const shipped = sum(lines, (line) => line.fulfilled);
  if (shipped > 0) return shipped >= wanted ? 'shipped' : 'partially-shipped';
  const ready = sum(lines, (line) => line.readyForPickup);
  if (ready > 0) return ready >= wanted ? 'ready-for-pickup' : 'partially-ready-for-pickup';
  return sum(lines, (line) => line.released) > 0 ? 'in-fulfillment' : undefined;
}

function sourced(view: Omit<OrderStatusView, 'status'>, wanted: number): OrderStatus {
  const secured = sum(view.fulfillments, ({ status, replaces, lines }) =>
    status === 'secured' && replaces === undefined ? sum(lines, openUnits) : 0,
  );
  if (secured > 0) return secured >= wanted ? 'sourced' : 'partially-sourced';
  if (sum(view.lines, (line) => line.parked) >= wanted) return 'parked';
  const isUntouched = view.fulfillments.length === 0 && view.parked.length === 0;
  return isUntouched ? 'received' : 'sourcing';
}

function sum<T>(items: readonly T[], units: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += units(item);
  return total;
}
