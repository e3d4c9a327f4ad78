import type { StockEvent } from '../../../src/domain/stock/index.js';
import { AT, FULFILLMENT_ID, ORDER_ID, type SampleOfEach } from './parts.js';

const base = { sku: 'FUR-BO-10001798', nodeId: 'wh-east', at: AT } as const;
const claim = { ...base, fulfillmentId: FULFILLMENT_ID, orderId: ORDER_ID } as const;
const revoked = [{ fulfillmentId: FULFILLMENT_ID, orderId: ORDER_ID, quantity: 1 }];

/** Every event of a stock item with all of its optional fields. */
export const STOCK_SAMPLES: SampleOfEach<StockEvent> = {
  StockReceived: { type: 'StockReceived', data: { ...base, quantity: 12, reference: 'po-4711' } },
  StockAdjusted: { type: 'StockAdjusted', data: { ...base, delta: -1, reason: 'sample', revoked } },
  StockCounted: {
    type: 'StockCounted',
    data: { ...base, counted: 10, expected: 11, suspectCleared: 1, countedAt: AT, revoked },
  },
  StockDamaged: { type: 'StockDamaged', data: { ...base, quantity: 1, reason: 'forklift', revoked } },
  SafetyStockDefined: { type: 'SafetyStockDefined', data: { ...base, channel: '*', quantity: 2 } },
  StockReserved: { type: 'StockReserved', data: { ...claim, channel: 'web', quantity: 2 } },
  StockReservationRefused: {
    type: 'StockReservationRefused',
    data: { ...claim, channel: 'web', requested: 20, available: 7 },
  },
  ReservationCommitted: { type: 'ReservationCommitted', data: { ...claim, quantity: 2 } },
  ReservationConsumed: { type: 'ReservationConsumed', data: { ...claim, quantity: 2, unaccounted: 1 } },
  ReservationReleased: {
    type: 'ReservationReleased',
    data: { ...claim, quantity: 2, suspect: 1, reason: 'short-pick' },
  },
};
