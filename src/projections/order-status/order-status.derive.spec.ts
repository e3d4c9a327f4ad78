import {
  at,
  later,
  F1,
  chair,
  lamp,
  ALL,
  placed,
  on,
  planned,
  secured,
  step,
  node,
  released,
  parked,
  viewOf,
  buckets,
  SOURCED,
  AT_NODE,
  PICKED,
  SHIPPED,
  DELIVERED,
  READY,
  COLLECTED,
  requestCancel,
} from '../../../test/support/order-view-builders.js';
import type { FulfillmentEvent } from '../../domain/fulfillment/index.js';
import type { OrderEvent } from '../../domain/order/index.js';
import type { OrderLineView } from './order-status.view.js';

describe('the status of an order', () => {
  describe('at its end', () => {
    test('is cancelled when nothing of it was fulfilled', () => {
      const view = viewOf(
        placed,
        on('LinesCancelled', { lines: ALL, reason: 'changed' }),
        on('OrderCancelled', { reason: 'changed' }),
      );
      expect(view.status).toBe('cancelled');
      expect(view.ended).toEqual({ at, late: false, reason: 'changed' });
      expect(buckets(view)).toEqual([{ cancelled: 2 }, { cancelled: 1 }]);
    });

    test('is closed, in time or late, when all of it reached the customer', () => {
      expect(viewOf(...DELIVERED, on('OrderClosed', { late: false })).status).toBe('closed');
      expect(viewOf(...DELIVERED, on('OrderClosed', { late: true })).ended).toEqual({ at, late: true });
    });

    test('is cancelled, not closed, when nobody came to collect it', () => {
      const noShow = step('LinesCancelled', ALL, { reason: 'no-show' });
      const view = viewOf(
        ...READY,
        node('FulfillmentNotCollected', { lines: ALL }),
        noShow,
        on('OrderCancelled', { reason: 'no-show' }),
      );
      expect(view.status).toBe('cancelled');
      expect(view.fulfillments[0]).toMatchObject({ status: 'not-collected', lines: [] });
      expect(buckets(view)).toEqual([{ cancelled: 2 }, { cancelled: 1 }]);
    });

    test('is cancelling while all units are gone and the order has not said so yet', () => {
      expect(viewOf(placed, on('LinesCancelled', { lines: ALL, reason: 'changed' })).status).toBe(
        'cancelling',
      );
    });
  });

  test.each<[string, readonly (OrderEvent | FulfillmentEvent)[], readonly Partial<OrderLineView>[]]>([
    ['received', [placed], [{ unsourced: 2 }, { unsourced: 1 }]],
    [
      'held',
      [placed, on('OrderHeld', { holdType: 'fraud', reason: 'score' })],
      [{ unsourced: 2 }, { unsourced: 1 }],
    ],
    ['sourcing', [placed, planned(F1, ALL)], [{ inFulfillment: 2 }, { inFulfillment: 1 }]],
    ['parked', [placed, parked(ALL)], [{ parked: 2 }, { parked: 1 }]],
    [
      'partially-sourced',
      [placed, planned(F1, [chair(2)]), secured(F1, [chair(2)]), parked([lamp(1)])],
      [{ inFulfillment: 2 }, { parked: 1 }],
    ],
    ['sourced', SOURCED, [{ inFulfillment: 2 }, { inFulfillment: 1 }]],
    [
      'in-fulfillment',
      AT_NODE,
      [
        { inFulfillment: 2, released: 2 },
        { inFulfillment: 1, released: 1 },
      ],
    ],
    [
      'in-fulfillment',
      PICKED,
      [
        { inFulfillment: 2, released: 2, picked: 2 },
        { inFulfillment: 1, released: 1, picked: 1 },
      ],
    ],
    [
      'partially-shipped',
      [...PICKED, step('LinesShipped', [chair(2)], { shippedAt: at })],
      [
        { fulfilled: 2, shipped: 2 },
        { inFulfillment: 1, released: 1, picked: 1 },
      ],
    ],
    [
      'shipped',
      SHIPPED,
      [
        { fulfilled: 2, shipped: 2 },
        { fulfilled: 1, shipped: 1 },
      ],
    ],
    [
      'partially-ready-for-pickup',
      [...PICKED, step('LinesReadyForPickup', [lamp(1)], { pickupBy: later })],
      [
        { inFulfillment: 2, released: 2, picked: 2 },
        { inFulfillment: 1, released: 1, picked: 1, readyForPickup: 1 },
      ],
    ],
    [
      'ready-for-pickup',
      READY,
      [
        { inFulfillment: 2, released: 2, picked: 2, readyForPickup: 2 },
        { inFulfillment: 1, released: 1, picked: 1, readyForPickup: 1 },
      ],
    ],
    [
      'partially-completed',
      [...SHIPPED, step('LinesDelivered', [chair(2)], { deliveredAt: at })],
      [
        { fulfilled: 2, shipped: 2, delivered: 2 },
        { fulfilled: 1, shipped: 1 },
      ],
    ],
    [
      'completed',
      DELIVERED,
      [
        { fulfilled: 2, shipped: 2, delivered: 2 },
        { fulfilled: 1, shipped: 1, delivered: 1 },
      ],
    ],
    [
      'completed',
      COLLECTED,
      [
        { fulfilled: 2, collected: 2 },
        { fulfilled: 1, collected: 1 },
      ],
    ],
    [
      'cancelling',
      [...AT_NODE, requestCancel],
      [
        { inFulfillment: 2, released: 2 },
        { inFulfillment: 1, released: 1 },
      ],
    ],
  ])('%s', (status, events, expected) => {
    const view = viewOf(...events);
    expect(view.status).toBe(status);
    expect(buckets(view)).toEqual(expected);
  });

  test('a hold that is lifted gives the status before it back; lifting one leaves the other', () => {
    const held = [
      placed,
      on('OrderHeld', { holdType: 'fraud', reason: 'score' }),
      on('OrderHeld', { holdType: 'address', reason: 'none' }),
    ];
    const one = viewOf(...held, on('OrderHoldReleased', { holdType: 'fraud' }));
    expect([one.status, one.holds]).toEqual(['held', [{ holdType: 'address', reason: 'none', since: at }]]);
    const none = viewOf(
      ...held,
      on('OrderHoldReleased', { holdType: 'fraud' }),
      on('OrderHoldReleased', { holdType: 'address' }),
    );
    expect([none.status, none.holds]).toEqual(['received', []]);
  });

  test('units cancelled of a line do not keep the rest from being complete', () => {
    const events = [
      placed,
      on('LinesCancelled', { lines: [lamp(1)], reason: 'changed' }),
      planned(F1, [chair(2)]),
      secured(F1, [chair(2)]),
    ];
    const brought = [
      step('LinesShipped', [chair(2)], { shippedAt: at }),
      step('LinesDelivered', [chair(2)], { deliveredAt: at }),
    ];
    expect(viewOf(...events).status).toBe('sourced');
    expect(viewOf(...events, released, ...brought).status).toBe('completed');
  });
});
