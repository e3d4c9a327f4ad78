import type { Instant } from '../../shared/time.js';
import { accepted, type Decision, unchanged } from '../../shared/decision.js';
import type { OrderEvent } from '../order.events.js';
import { evolveOrder } from '../order.evolve.js';
import { openLines } from '../order.queries.js';
import type { OrderRejectionCode } from '../order.rejections.js';
import { isPlaced, type OrderState, type PlacedOrder } from '../order.state.js';

export type OrderDecision = Decision<OrderEvent, OrderRejectionCode>;

/**
 * The events, and what follows from them in the same write: allocations whose last reservation is in, and the end of
 * the order. No events at all mean that the command changes nothing, for `otherwise`.
 */
export function conclude(
  state: OrderState,
  events: readonly OrderEvent[],
  at: Instant,
  otherwise = 'nothing is left that this could change',
): OrderDecision {
  if (events.length === 0) return unchanged(otherwise);
  const after = fold(state, events);
  if (!isPlaced(after)) return accepted(...events);
  const secured = securedNow(after, at);
  return accepted(...events, ...secured, ...ending(fold(after, secured), events, at));
}

/** The state after events. */
export function fold(state: OrderState, events: readonly OrderEvent[]): OrderState {
  return events.reduce(evolveOrder, state);
}

function securedNow(state: PlacedOrder, at: Instant): readonly OrderEvent[] {
  return state.allocations
    .filter(
      ({ status, reservations }) =>
        status === 'planned' && reservations.every((one) => one.status === 'held'),
    )
    .map((allocation) => {
      const { fulfillmentId, nodeId, replaces, standby } = allocation;
      const data = { orderId: state.orderId, fulfillmentId, nodeId, lines: openLines(allocation), at };
      return {
        type: 'AllocationSecured',
        data: standby && replaces !== undefined ? { ...data, replaces } : data,
      };
    });
}

function ending(state: OrderState, events: readonly OrderEvent[], at: Instant): readonly OrderEvent[] {
  if (!isPlaced(state) || state.status === 'cancelled' || state.status === 'closed') return [];
  if (state.lines.some((line) => line.cancelled + line.delivered < line.ordered)) return [];
  const { orderId, late } = state;
  if (state.lines.some((line) => line.delivered > 0)) {
    return [{ type: 'OrderClosed', data: { orderId, late, at } }];
  }
  return [{ type: 'OrderCancelled', data: { orderId, reason: endingReason(state, events), at } }];
}

function endingReason(state: PlacedOrder, events: readonly OrderEvent[]): string {
  if ('cancelReason' in state) return state.cancelReason;
  const last = events.findLast((event) => event.type === 'LinesCancelled');
  return last?.type === 'LinesCancelled' ? last.data.reason : 'cancelled';
}
