import type { AllocationStatus, OrderState } from '../../domain/order/index.js';
import type { StockState } from '../../domain/stock/index.js';
import { parseStreamName, streamName } from '../../domain/shared/stream-names.js';
import type { AuditViolation } from './audit-report.js';

/** Statuses of an allocation that may hold stock. */
const MAY_HOLD: ReadonlySet<AllocationStatus> = new Set([
  'planned',
  'secured',
  'releasing',
  'released',
  'picked',
  'ready-for-pickup',
  // Consuming follows shipping, so for a moment both are true.
  'shipped',
]);

/**
 * Promise 7, on a log that has come to rest: every claim on stock belongs to an allocation that its order still has.
 * Anything else is stock that nobody will ever use.
 *
 * @param orders states by stream name
 * @param stocks states by stream name
 */
export function orphanedClaims(
  orders: ReadonlyMap<string, OrderState>,
  stocks: ReadonlyMap<string, StockState>,
): readonly AuditViolation[] {
  const found: AuditViolation[] = [];
  for (const [stream, stock] of stocks) {
    const tenant = parseStreamName(stream)?.tenant ?? '';
    for (const claim of stock.claims) {
      const order = orders.get(streamName('order', tenant, claim.orderId));
      if (mayHold(order, claim.fulfillmentId)) continue;
      const detail = `${claim.quantity} units are reserved for ${claim.fulfillmentId}, which its order no longer has`;
      found.push({ promise: 7, stream, revision: null, detail });
    }
  }
  return found;
}

function mayHold(order: OrderState | undefined, fulfillmentId: string): boolean {
  if (!order || order.status === 'unplaced') return false;
  const allocation = order.allocations.find((one) => one.fulfillmentId === fulfillmentId);
  return allocation !== undefined && MAY_HOLD.has(allocation.status);
}
