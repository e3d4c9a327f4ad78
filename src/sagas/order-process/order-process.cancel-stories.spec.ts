import { F1, ORDER, ordered, place, stocked, story, workUntil } from '../../../test/support/order-stories.js';
import type { ProcessWorld } from '../../../test/support/process-world.js';
import { fulfillmentDecider } from '../../domain/fulfillment/index.js';
import { orderDecider } from '../../domain/order/index.js';

const cancel = (world: ProcessWorld): void => {
  const data = { orderId: ORDER, reason: 'changed my mind', at: world.now };
  world.send(orderDecider, { type: 'CancelOrder', data });
  world.settle();
};

describe('a customer who cancels', () => {
  it('before the pick gets all of it cancelled, and the stock is free again', () => {
    const world = ordered({ north: 3 });
    story(world);
    cancel(world);
    expect(story(world)).toEqual([
      'CancellationRequested',
      'FulfillmentCancelled',
      'LinesCancelled',
      'OrderCancelled',
      'ReservationReleased',
    ]);
    expect(world.stock('LAMP', 'north')).toMatchObject({ onHand: 3, reserved: 0 });
  });

  it('while the parcel leaves is told that it is too late', () => {
    const world = ordered({ north: 3 });
    workUntil(world, F1, 'packed');
    story(world);
    world.send(fulfillmentDecider, {
      type: 'ShipFulfillment',
      data: { fulfillmentId: F1, shippedAt: world.now, at: world.now },
    });
    cancel(world);
    expect(story(world)).toEqual([
      'FulfillmentShipped',
      'CancellationRequested',
      'CancellationRefused',
      'LinesShipped',
      'ReservationConsumed',
    ]);
    workUntil(world, F1, 'delivered');
    expect(story(world)).toEqual(['FulfillmentDelivered', 'LinesDelivered', 'OrderClosed']);
  });

  it('while a picker reports that units are not there keeps these units off sale until they are counted', () => {
    const world = ordered({ north: 3 });
    workUntil(world, F1, 'picking');
    story(world);
    // The order hears of the cancellation first: what it asks back is gone already.
    world.send(fulfillmentDecider, {
      type: 'PickFulfillment',
      data: { fulfillmentId: F1, lines: [{ lineId: 'l2', quantity: 0 }], at: world.now },
    });
    const heard = world.deliveries.splice(0);
    cancel(world);
    world.deliveries.push(...heard);
    world.settle();
    expect(story(world)).toEqual([
      'FulfillmentShortPicked',
      'CancellationRequested',
      'DemandReopened',
      'LinesCancelled',
      'OrderCancelled',
      'ReservationReleased',
    ]);
    expect(world.stock('LAMP', 'north')).toMatchObject({ onHand: 3, reserved: 0, suspect: 3 });
  });

  it('while the work is on its way to the node reaches it there', () => {
    const held = stocked({ north: 3 });
    place(held);
    while (held.log.at(-1)?.type !== 'AllocationSecured') {
      const [next] = held.deliveries;
      if (next && held.step(next)) held.deliveries.shift();
    }
    // The cancellation overtakes the release: the fulfillment is closed before it was ever opened.
    held.send(orderDecider, { type: 'CancelOrder', data: { orderId: ORDER, reason: 'x', at: held.now } });
    held.settle();
    expect(held.fulfillment(F1)).toEqual({ status: 'never-released', work: null });
    expect(held.order(ORDER).status).toBe('cancelled');
    expect(held.stock('LAMP', 'north')).toMatchObject({ onHand: 3, reserved: 0 });
  });
});
