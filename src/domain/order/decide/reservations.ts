import { rejected, unchanged } from '../../shared/decision.js';
import type { ConfirmReservation, RefuseReservation } from '../order.commands.js';
import { openLines, allocationOf } from '../order.queries.js';
import type { AllocationMemory, OrderState, PlacedOrder } from '../order.state.js';
import { isPlaced } from '../order.state.js';
import { conclude, type OrderDecision } from './conclude.js';
import { reopenedBy } from './leaving.js';

/**
 * A claim on stock is made. One that the order does not want is rejected with RESERVATION_NOT_WANTED, in every status:
 * the order process then gives it back, so that nothing stays reserved for nobody.
 */
export function confirmReservation({ data }: ConfirmReservation, state: OrderState): OrderDecision {
  const { fulfillmentId, nodeId, sku, quantity, at } = data;
  const allocation = isPlaced(state) ? allocationOf(state, fulfillmentId) : undefined;
  const reservation = allocation?.reservations.find((one) => one.sku === sku);
  const notWanted = (why: string): OrderDecision =>
    rejected('RESERVATION_NOT_WANTED', `${sku} at ${nodeId} for ${fulfillmentId}: ${why}`);
  if (!isPlaced(state) || !allocation || !reservation || allocation.nodeId !== nodeId) {
    return notWanted('the order does not want these units');
  }
  if (reservation.status === 'held') return unchanged(`the reservation of ${sku} is confirmed already`);
  const wanted = unitsOfSku(allocation, sku);
  if (quantity !== wanted) return notWanted(`${quantity} units are reserved, ${wanted} wanted`);
  const { orderId } = state;
  const event = { orderId, fulfillmentId, nodeId, sku, quantity, at };
  return conclude(state, [{ type: 'ReservationConfirmed', data: event }], at);
}

/** The stock is not there: the sku leaves the allocation, the rest of it stands. */
export function refuseReservation({ data }: RefuseReservation, state: PlacedOrder): OrderDecision {
  const { fulfillmentId, sku, excludedUntil, at } = data;
  const allocation = allocationOf(state, fulfillmentId);
  if (!allocation) return rejected('FULFILLMENT_UNKNOWN', `the order has no fulfillment ${fulfillmentId}`);
  const isAsked = allocation.reservations.some((one) => one.sku === sku && one.status === 'asked');
  if (!isAsked) return unchanged(`no answer about ${sku} is awaited for ${fulfillmentId}`);
  const lines = openLines(allocation).filter((line) => line.sku === sku);
  const leaving = { allocation, lines, cause: 'reservation-refused' as const, excludedUntil, at };
  return conclude(state, [reopenedBy(state, leaving)], at);
}

function unitsOfSku(allocation: AllocationMemory, sku: string): number {
  return openLines(allocation).reduce((sum, line) => (line.sku === sku ? sum + line.quantity : sum), 0);
}
