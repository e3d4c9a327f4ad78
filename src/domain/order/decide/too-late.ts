import type { LineQuantity } from '../../shared/quantities.js';
import type { Instant } from '../../shared/time.js';
import type { OrderEvent } from '../order.events.js';
import { minus } from '../order.lines.js';
import { cancelReasonOf, openLines, pendingLines } from '../order.queries.js';
import type { AllocationMemory, PlacedOrder } from '../order.state.js';

/**
 * Units that were asked back and are leaving for the customer: the wish comes too late for them. Recorded before they
 * leave, so that what is still asked back afterwards is exactly what was not refused.
 */
export function tooLateFor(
  state: PlacedOrder,
  allocation: AllocationMemory,
  left: readonly LineQuantity[],
  step: 'shipped' | 'delivered' | 'collected',
  at: Instant,
): readonly OrderEvent[] {
  const { fulfillmentId } = allocation;
  const openAfter = minus(openLines(allocation), left);
  const lines = minus(pendingLines(state, fulfillmentId, 'cancel'), openAfter);
  if (lines.length === 0) return [];
  const reason = `${step} before the wish reached the node: ${cancelReasonOf(state, fulfillmentId)}`;
  return [
    { type: 'CancellationRefused', data: { orderId: state.orderId, fulfillmentId, lines, reason, at } },
  ];
}
