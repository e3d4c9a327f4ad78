import { type StockCommand, type StockEvent, stockDecider } from '../../src/domain/stock/index.js';
import { decisionOn } from './given-when-then.js';

export const at = '2026-03-02T10:00:00.000Z';
export const later = '2026-03-02T11:00:00.000Z';
export const here = { sku: 'CHAIR-1', nodeId: 'store-1', at };
export const claim = (n: number) => ({ ...here, fulfillmentId: `web~${n}-1`, orderId: `web~${n}` });

export const received = (quantity: number): StockEvent => ({
  type: 'StockReceived',
  data: { ...here, quantity },
});
export const reserved = (n: number, quantity: number): StockEvent => ({
  type: 'StockReserved',
  data: { ...claim(n), channel: 'web', quantity },
});
export const committed = (n: number, quantity: number): StockEvent => ({
  type: 'ReservationCommitted',
  data: { ...claim(n), quantity },
});
export const released = (n: number, quantity: number, suspect = 0): StockEvent => ({
  type: 'ReservationReleased',
  data: { ...claim(n), quantity, suspect, reason: 'cancel' },
});
export const consumed = (n: number, quantity: number, unaccounted = 0): StockEvent => ({
  type: 'ReservationConsumed',
  data: { ...claim(n), quantity, unaccounted },
});
export const damaged = (quantity: number): StockEvent => ({
  type: 'StockDamaged',
  data: { ...here, quantity, reason: 'wet', revoked: [] },
});
export const safety = (channel: string, quantity: number): StockEvent => ({
  type: 'SafetyStockDefined',
  data: { ...here, channel, quantity },
});
export const reserve = (n: number, quantity: number, channel = 'web'): StockCommand => ({
  type: 'ReserveStock',
  data: { ...claim(n), channel, quantity },
});
export const count = (units: number, countedAt = at, when = at): StockCommand => ({
  type: 'CountStock',
  data: { ...here, at: when, counted: units, countedAt },
});
export const on = (history: readonly StockEvent[], command: StockCommand) =>
  decisionOn(stockDecider, history, command);
export const refusal = (n: number, requested: number, available: number) => ({
  outcome: 'accepted',
  events: [{ type: 'StockReservationRefused', data: { ...claim(n), channel: 'web', requested, available } }],
});
