import { event, LATER, lamps, NEXT_WEEK, ORDER_ID, placed } from '../../../test/support/order-builders.js';
import { deadlinesOf, reopenForSuspension, whenDue } from './order-process.deadlines.js';
import type { OrderProcessEvent } from './order-process.types.js';

const place = { fulfillmentId: 'web~1-1', orderId: 'web~1', nodeId: 'north', at: LATER };
const released: OrderProcessEvent = {
  type: 'FulfillmentReleased',
  data: {
    ...place,
    channel: 'web',
    method: 'ship',
    lines: [lamps(1)],
    destination: { country: 'DE' },
    promisedBy: NEXT_WEEK,
    acceptBy: NEXT_WEEK,
    pickupWindowSeconds: 1,
  },
};
const ready: OrderProcessEvent = {
  type: 'FulfillmentReadyForPickup',
  data: { ...place, lines: [lamps(1)], pickupBy: NEXT_WEEK },
};
const parked = event('DemandParked', {
  lines: [lamps(1)],
  reason: 'no stock',
  until: NEXT_WEEK,
  thenAction: 'cancel',
});

describe('a deadline', () => {
  it('is set by few events', () => {
    expect(deadlinesOf(placed())).toEqual([]);
  });

  it.each<readonly [string, OrderProcessEvent, string, object]>([
    [
      'acceptance',
      released,
      'accept:web~1-1',
      {
        kind: 'fulfillment',
        command: { type: 'TimeOutFulfillment', data: { fulfillmentId: 'web~1-1', at: NEXT_WEEK } },
      },
    ],
    [
      'pickup',
      ready,
      'pickup:web~1-1',
      {
        kind: 'fulfillment',
        command: { type: 'ExpirePickup', data: { fulfillmentId: 'web~1-1', at: NEXT_WEEK } },
      },
    ],
    [
      'parked demand',
      parked,
      `parked:${ORDER_ID}:${NEXT_WEEK}`,
      {
        kind: 'order',
        command: { type: 'RetryParkedDemand', data: { orderId: ORDER_ID, cause: 'deadline', at: NEXT_WEEK } },
      },
    ],
  ])('of %s becomes a command, always the same', (_, from, id, instruction) => {
    expect(deadlinesOf(from)).toEqual([
      { dueAt: NEXT_WEEK, id, instruction: { ...instruction, key: `deadline:${id}` } },
    ]);
  });

  it('that is noticed late says when it was noticed', () => {
    const noticed = '2026-04-01T00:00:00.000Z';
    const [due] = deadlinesOf(released);
    expect(due && whenDue(due, noticed)).toEqual({
      key: 'deadline:accept:web~1-1',
      kind: 'fulfillment',
      command: { type: 'TimeOutFulfillment', data: { fulfillmentId: 'web~1-1', at: noticed } },
    });
    const [stocked] = deadlinesOf(parked);
    expect(stocked && whenDue(stocked, noticed)).toEqual({
      key: `deadline:parked:${ORDER_ID}:${NEXT_WEEK}`,
      kind: 'order',
      command: { type: 'RetryParkedDemand', data: { orderId: ORDER_ID, cause: 'deadline', at: noticed } },
    });
  });
});

describe('work at a suspended node', () => {
  it('is reopened, fulfillment by fulfillment, and the node left out for a while', () => {
    const timings = { acceptWithinSeconds: 1, pickupWindowSeconds: 1, excludeFailedNodeSeconds: 60 };
    expect(reopenForSuspension('web~1', 'web~1-1', { now: LATER, timings })).toEqual({
      kind: 'order',
      command: {
        type: 'ReopenDemand',
        data: {
          orderId: 'web~1',
          fulfillmentId: 'web~1-1',
          cause: 'node-suspended',
          excludedUntil: '2026-03-02T12:01:00.000Z',
          at: LATER,
        },
      },
    });
  });
});
