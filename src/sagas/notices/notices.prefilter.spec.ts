import { deepFreeze } from '../../../test/support/given-when-then.js';
import type { LinesCancelled, OrderEvent, PlacedOrder } from '../../domain/order/index.js';
import { mayTell } from './notices.prefilter.js';

const at = '2026-03-01T09:00:00.000Z';
const lines = [{ lineId: '1', sku: 'CHAIR', quantity: 1 }];
const secured: OrderEvent = {
  type: 'AllocationSecured',
  data: { orderId: 'web~1', fulfillmentId: 'web~1-1', nodeId: 'wh-1', lines, at },
};
const cancelled = (changes: Partial<LinesCancelled['data']>): OrderEvent => ({
  type: 'LinesCancelled',
  data: { orderId: 'web~1', lines, reason: 'changed mind', at, ...changes },
});
/** The last round at which an event is passed over; 0 when it never is. */
const passedOverUntil = (event: OrderEvent): number =>
  [1, 2, 3, 4, 5].findLast((round) => !mayTell(deepFreeze(event), { round } as PlacedOrder)) ?? 0;

describe('the look that spares the rest the reading', () => {
  it('passes over an order that was planned once, and looks at it when anything has changed its demand', () => {
    expect(passedOverUntil(secured)).toBe(2);
  });

  it('passes over the wish of a customer whose order has changed by nothing else', () => {
    expect(passedOverUntil(cancelled({ fulfillmentId: 'web~1-1', from: 'fulfillment' }))).toBe(3);
  });

  it('never passes over goods that nobody collected', () => {
    expect(passedOverUntil(cancelled({ fulfillmentId: 'web~1-1', reason: 'no-show' }))).toBe(0);
  });

  it('never passes over what is with no node: the policy may have given it up', () => {
    expect(passedOverUntil(cancelled({ from: 'unsourced', reason: 'no node fits' }))).toBe(0);
    expect(passedOverUntil(cancelled({ from: 'parked', reason: 'no node' }))).toBe(0);
  });
});
