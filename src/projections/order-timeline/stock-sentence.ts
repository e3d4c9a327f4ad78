import type { RevokedReservation, StockEvent } from '../../domain/stock/index.js';
import { count, words } from './words.js';

/** What a stock event means for one order. */
export interface StockPart {
  readonly orderId: string;
  readonly fulfillmentId: string;
  readonly sentence: string;
}

/** The orders that a stock event touches; none for events that touch only the stock itself. */
export function stockParts(event: StockEvent): readonly StockPart[] {
  switch (event.type) {
    case 'StockAdjusted':
      return revoked(event, event.data.revoked, `the stock was corrected (${words(event.data.reason)})`);
    case 'StockCounted':
      return revoked(event, event.data.revoked, `only ${event.data.counted} were counted`);
    case 'StockDamaged':
      return revoked(event, event.data.revoked, `${count(event.data.quantity)} turned out damaged`);
    case 'StockReserved':
    case 'StockReservationRefused':
    case 'ReservationCommitted':
    case 'ReservationConsumed':
    case 'ReservationReleased': {
      const { orderId, fulfillmentId } = event.data;
      return [{ orderId, fulfillmentId, sentence: sentenceOf(event) }];
    }
    default:
      return [];
  }
}

type ReservationEvent = Extract<StockEvent, { readonly data: { readonly orderId: string } }>;

function sentenceOf(event: ReservationEvent): string {
  const { sku, nodeId } = event.data;
  switch (event.type) {
    case 'StockReserved':
      return `${event.data.quantity} × ${sku} was reserved at ${nodeId}.`;
    case 'StockReservationRefused':
      return `${nodeId} could not reserve ${event.data.requested} × ${sku}: ${event.data.available} left.`;
    case 'ReservationCommitted':
      return `${event.data.quantity} × ${sku} at ${nodeId} is in the picker's hands.`;
    case 'ReservationConsumed':
      return `${event.data.quantity} × ${sku} left the stock of ${nodeId}.`;
    case 'ReservationReleased': {
      const { quantity, suspect, reason } = event.data;
      const doubt = suspect > 0 ? `; ${count(suspect)} could not be found and must be counted` : '';
      return quantity === 0
        ? `A reservation of ${sku} at ${nodeId} that is still to come will not be made: ${words(reason)}.`
        : `${quantity} × ${sku} at ${nodeId} is free again: ${words(reason)}${doubt}.`;
    }
  }
}

function revoked(
  event: StockEvent,
  revocations: readonly RevokedReservation[],
  why: string,
): readonly StockPart[] {
  const { sku, nodeId } = event.data;
  return revocations.map(({ orderId, fulfillmentId, quantity }) => ({
    orderId,
    fulfillmentId,
    sentence: `The reservation of ${quantity} × ${sku} at ${nodeId} is void: ${why}.`,
  }));
}
