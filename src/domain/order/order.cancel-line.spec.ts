import {
  allocation,
  chairs,
  command,
  decided,
  event,
  fulfillment,
  lamps,
  LATER,
  NEXT_WEEK,
  placed,
  planned,
  releasedAt,
  securedAt,
} from '../../../test/support/order-builders.js';
import type { OrderEvent } from './index.js';

const F1 = fulfillment(1);
const F2 = fulfillment(2);
const both = [chairs(2), lamps(3)];
const north = allocation(1, 'north', both);
const reason = 'changed my mind';
const cancelOrder = command('CancelOrder', { reason });
const cancelChairs = (quantity?: number) =>
  command(
    'CancelLine',
    quantity === undefined ? { lineId: 'l1', reason } : { lineId: 'l1', quantity, reason },
  );
const atNode = [placed(), ...releasedAt(1, north)];
const shipped = event('LinesShipped', { fulfillmentId: F1, lines: both, shippedAt: LATER });
const asked = (lines: typeof both, wholeOrder = false) =>
  event('CancellationRequested', { lines, fulfillmentIds: [F1], reason, wholeOrder });

describe('cancelling a line', () => {
  it.each([
    ['LINE_UNKNOWN', command('CancelLine', { lineId: 'l9', reason })],
    ['QUANTITY_INVALID', cancelChairs(0)],
    ['QUANTITY_EXCEEDS_OPEN', cancelChairs(3)],
  ])('%s', (code, sent) => {
    expect(decided([placed()], sent)).toMatchObject({ outcome: 'rejected', code });
  });

  it('twice asks the node for no unit twice', () => {
    const history = [...atNode, asked([chairs(2)])];
    expect(decided(history, cancelChairs())).toEqual({
      outcome: 'unchanged',
      reason: 'line l1 is cancelled already, or asked back',
    });
    expect(decided(history, cancelChairs(1))).toMatchObject({ code: 'NOTHING_TO_CANCEL' });
  });

  it('takes units that no node has first, then those of the least advanced fulfillment', () => {
    const history: readonly OrderEvent[] = [
      placed({ lines: [{ ...chairs(6), unitPrice: { amountMinor: 1, currency: 'EUR' } }] }),
      ...releasedAt(1, allocation(1, 'north', [chairs(2)])),
      planned(2, allocation(2, 'south', [chairs(2)])),
      event('DemandParked', {
        lines: [chairs(1)],
        reason: 'no stock',
        until: NEXT_WEEK,
        thenAction: 'retry',
      }),
    ];
    expect(decided(history, cancelChairs(5))).toEqual([
      event('CancellationRequested', {
        lines: [chairs(1)],
        fulfillmentIds: [F1],
        reason,
        wholeOrder: false,
      }),
      event('LinesCancelled', { lines: [chairs(1)], reason, from: 'unsourced' }),
      event('LinesCancelled', { lines: [chairs(1)], reason, from: 'parked' }),
      event('LinesCancelled', { lines: [chairs(2)], reason, fulfillmentId: F2, from: 'allocation' }),
    ]);
  });

  it('asks also a fulfillment that shipped without them, as far as the order knows', () => {
    const part = event('LinesShipped', { fulfillmentId: F1, lines: [chairs(1), lamps(3)], shippedAt: LATER });
    expect(decided([...atNode, part], cancelChairs())).toEqual([asked([chairs(1)])]);
  });

  it('in part, before the stock has answered, takes the whole claim back and sources the rest anew', () => {
    expect(decided([placed(), planned(1, north)], cancelChairs(1))).toEqual([
      event('LinesCancelled', { lines: [chairs(1)], reason, fulfillmentId: F1, from: 'allocation' }),
      event('DemandReopened', {
        fulfillmentId: F1,
        lines: [chairs(1)],
        cause: 'manual',
        standing: false,
        excludedNodeId: 'north',
        excludedUntil: '2026-03-02T10:00:00.000Z',
        attempt: 1,
      }),
    ]);
  });

  it('secures an allocation whose last unanswered sku it takes away', () => {
    const confirmed = event('ReservationConfirmed', {
      fulfillmentId: F1,
      nodeId: 'north',
      sku: 'LAMP',
      quantity: 3,
    });
    expect(decided([placed(), planned(1, north), confirmed], cancelChairs())).toEqual([
      event('LinesCancelled', { lines: [chairs(2)], reason, fulfillmentId: F1, from: 'allocation' }),
      event('AllocationSecured', { fulfillmentId: F1, nodeId: 'north', lines: [lamps(3)] }),
    ]);
  });

  it('asks the fulfillment, not the order alone, once its release may be on the way', () => {
    expect(decided([placed(), ...securedAt(1, north)], cancelChairs(1))).toEqual([
      event('CancellationRequested', {
        lines: [chairs(1)],
        fulfillmentIds: [F1],
        reason,
        wholeOrder: false,
      }),
    ]);
  });

  it('of a fulfillment that is being replaced begins the search anew for what it keeps', () => {
    const history = [
      ...atNode,
      event('DemandReopened', {
        fulfillmentId: F1,
        lines: both,
        cause: 'acceptance-timeout',
        standing: true,
        excludedNodeId: 'north',
        excludedUntil: NEXT_WEEK,
        attempt: 1,
      }),
      planned(3, allocation(2, 'south', both, F1)),
    ];
    expect(decided(history, cancelChairs(1))).toEqual([
      event('ReplacementAbandoned', { fulfillmentId: F1, abandoned: [F2], reason: 'the customer cancels' }),
      asked([chairs(1)]),
      event('DemandReopened', {
        fulfillmentId: F1,
        lines: [chairs(1), lamps(3)],
        cause: 'acceptance-timeout',
        standing: true,
        excludedNodeId: 'north',
        excludedUntil: '2026-03-02T10:00:00.000Z',
        attempt: 2,
      }),
    ]);
  });

  it('ends the order when nothing else is left', () => {
    expect(decided([...atNode, asked([chairs(2)]), shipped], cancelOrder)).toMatchObject({
      code: 'NOTHING_TO_CANCEL',
    });
    const lampsGone = event('LinesCancelled', { lines: [lamps(3)], reason: 'too many', from: 'unsourced' });
    expect(decided([placed(), lampsGone], cancelChairs())).toEqual([
      event('LinesCancelled', { lines: [chairs(2)], reason, from: 'unsourced' }),
      event('OrderCancelled', { reason }),
    ]);
  });
});
