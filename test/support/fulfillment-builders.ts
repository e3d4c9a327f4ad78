import {
  type FulfillmentCommand,
  type FulfillmentEvent,
  type FulfillmentReleased,
  fulfillmentDecider,
} from '../../src/domain/fulfillment/index.js';
import { decisionOn } from './given-when-then.js';

export const at = '2026-03-02T10:00:00.000Z';
export const place = { fulfillmentId: 'web~1-1', orderId: 'web~1', nodeId: 'store-1', at };
export const own = { fulfillmentId: 'web~1-1', at };
export const units = (chairs: number, tables = 0) =>
  [
    { lineId: '1', sku: 'CHAIR-1', quantity: chairs },
    { lineId: '2', sku: 'TABLE-1', quantity: tables },
  ].filter((line) => line.quantity > 0);

export const released = (method: 'ship' | 'drop-ship' | 'pickup' = 'ship'): FulfillmentReleased => ({
  type: 'FulfillmentReleased',
  data: {
    ...place,
    channel: 'web',
    method,
    lines: units(3, 2),
    destination: { country: 'US' },
    promisedBy: at,
    acceptBy: at,
    pickupWindowSeconds: 3600,
  },
});
export const accepted: FulfillmentEvent = { type: 'FulfillmentAccepted', data: place };
export const picked: FulfillmentEvent = { type: 'FulfillmentPicked', data: { ...place, lines: units(3, 2) } };
export const shipped: FulfillmentEvent = {
  type: 'FulfillmentShipped',
  data: { ...place, lines: units(3, 2), parcels: [], shippedAt: at },
};
export const reduced = (
  chairs: number,
  tables: number,
  remaining: ReturnType<typeof units>,
): FulfillmentEvent => ({
  type: 'FulfillmentReduced',
  data: { ...place, lines: units(chairs, tables), remaining, purpose: 'cancel' },
});
export const withdraw = (
  purpose: 'cancel' | 'supersede' | 'pull-back',
  lines = units(3, 2),
): Extract<FulfillmentCommand, { type: 'WithdrawLines' }> => ({
  type: 'WithdrawLines',
  data: {
    ...place,
    lines,
    purpose,
    reason: 'why',
    ...(purpose === 'supersede' ? { replacedBy: ['web~1-2'] } : {}),
  },
});
export const on = (history: readonly FulfillmentEvent[], command: FulfillmentCommand) =>
  decisionOn(fulfillmentDecider, history, command);
export const codeOf = (decision: ReturnType<typeof on>) =>
  decision.outcome === 'rejected' ? decision.code : decision.outcome;
