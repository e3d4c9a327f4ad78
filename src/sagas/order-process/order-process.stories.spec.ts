import {
  act,
  CLAIMED,
  DELIVERED,
  F1,
  F2,
  ORDER,
  ordered,
  place,
  RELEASED,
  stocked,
  story,
  workUntil,
} from '../../../test/support/order-stories.js';
import { suspend } from '../../../test/support/process-world-actors.js';
import type { ProcessWorld } from '../../../test/support/process-world.js';
import { fulfillmentDecider } from '../../domain/fulfillment/index.js';
import { stockDecider } from '../../domain/stock/index.js';

describe('an order from a warehouse', () => {
  it('goes from its placing to its delivery', () => {
    const world = ordered({ north: 3 });
    workUntil(world, F1, 'delivered');
    expect(story(world)).toEqual(['OrderPlaced', ...RELEASED, ...DELIVERED]);
    expect(world.stock('LAMP', 'north')).toMatchObject({ onHand: 0, reserved: 0 });
  });

  it('is sourced elsewhere when the claim is refused: somebody was faster', () => {
    const world = stocked({ north: 3, south: 3 });
    place(world, { orderId: 'web~7', externalId: '7' });
    place(world);
    world.settle();
    const mine = world.log.filter((event) => 'orderId' in event.data && event.data.orderId === ORDER);
    expect(mine.map((event) => event.type)).toEqual([
      'OrderPlaced',
      'SourcingPlanned',
      'StockReservationRefused',
      'DemandReopened',
      ...RELEASED,
    ]);
    expect(world.fulfillment(F2).work?.nodeId).toBe('south');
  });

  it('waits, parked, when nobody has stock, and goes on when some arrives', () => {
    const world = ordered({ north: 2 });
    expect(story(world)).toEqual(['OrderPlaced', 'SourcingPlanned', 'DemandParked', ...RELEASED.slice(1)]);
    world.send(stockDecider, {
      type: 'ReceiveStock',
      data: { sku: 'LAMP', nodeId: 'north', quantity: 1, at: world.now },
    });
    world.settle();
    expect(story(world)).toEqual(['StockReceived', 'ParkedDemandRetried', ...RELEASED]);
  });
});

describe('a pickup in a store', () => {
  const pickup = (): ProcessWorld => {
    const world = ordered({ north: 9, store: 3 }, { method: 'pickup', pickupNodeId: 'store' });
    workUntil(world, F1, 'ready-for-pickup');
    story(world);
    return world;
  };

  it('is closed when the customer has come', () => {
    const world = pickup();
    workUntil(world, F1, 'collected');
    expect(story(world)).toEqual([
      'FulfillmentCollected',
      'LinesCollected',
      'OrderClosed',
      'ReservationConsumed',
    ]);
  });

  it('is cancelled after the window, and the goods go back on the shelf', () => {
    const world = pickup();
    world.passTime(86_400);
    world.settle();
    expect(story(world)).toEqual([
      'FulfillmentNotCollected',
      'LinesCancelled',
      'OrderCancelled',
      'ReservationReleased',
    ]);
    expect(world.stock('LAMP', 'store')).toMatchObject({ onHand: 3, reserved: 0, suspect: 0 });
  });
});

describe('a node that fails', () => {
  const id = (world: ProcessWorld) => ({ fulfillmentId: F1, at: world.now });
  const atNorth = (): ProcessWorld => {
    const world = ordered({ north: 3, south: 3 });
    story(world);
    return world;
  };

  it('by silence keeps the work until another is secured and it has stepped back', () => {
    const world = atNorth();
    world.passTime(3600);
    world.settle();
    expect(story(world)).toEqual([
      'FulfillmentTimedOut',
      'DemandReopened',
      ...CLAIMED,
      'FulfillmentSuperseded',
      'FulfillmentReplaced',
      'ReservationReleased',
      'FulfillmentReleased',
      'LinesReleased',
    ]);
    expect(world.fulfillment(F1).status).toBe('superseded');
    workUntil(world, F2, 'delivered');
    expect(world.stock('LAMP', 'north')).toMatchObject({ onHand: 3, reserved: 0 });
  });

  it('by silence stands when nobody else has stock, and may still do the work', () => {
    const world = ordered({ north: 3 });
    story(world);
    world.passTime(3600);
    world.settle();
    expect(story(world)).toEqual(['FulfillmentTimedOut', 'DemandReopened', 'DemandParked']);
    workUntil(world, F1, 'delivered');
    expect(story(world).filter((type) => type === 'ReplacementAbandoned' || type === 'OrderClosed')).toEqual([
      'ReplacementAbandoned',
      'OrderClosed',
    ]);
  });

  it('by silence, and accepts late while another is sought in vain, keeps the work when stock turns up', () => {
    const world = ordered({ north: 3, south: 0 });
    world.passTime(3600);
    world.settle();
    story(world);
    act(world, { type: 'AcceptFulfillment', data: id(world) });
    expect(story(world)).toEqual(['FulfillmentAccepted', 'ReplacementAbandoned']);
    world.send(stockDecider, {
      type: 'ReceiveStock',
      data: { sku: 'LAMP', nodeId: 'south', quantity: 3, at: world.now },
    });
    world.settle();
    expect(story(world)).toEqual(['StockReceived']);
    workUntil(world, F1, 'delivered');
    expect(story(world).at(-1)).toBe('OrderClosed');
  });

  it('by silence, and accepts in the moment in which another is secured, keeps the work', () => {
    const world = atNorth();
    world.passTime(3600);
    // Not heard of yet when the other one is asked for.
    world.send(fulfillmentDecider, { type: 'AcceptFulfillment', data: id(world) });
    world.settle();
    expect(story(world)).toEqual([
      'FulfillmentTimedOut',
      'FulfillmentAccepted',
      'DemandReopened',
      'ReplacementAbandoned',
    ]);
    expect(world.fulfillment(F1).status).toBe('accepted');
    expect(world.stock('LAMP', 'south')).toMatchObject({ onHand: 3, reserved: 0 });
    workUntil(world, F1, 'delivered');
    expect(story(world).at(-1)).toBe('OrderClosed');
  });

  it('by declining leaves the units to the next node', () => {
    const world = atNorth();
    act(world, { type: 'RejectFulfillment', data: { ...id(world), reason: 'closed' } });
    expect(story(world)).toEqual([
      'FulfillmentRejected',
      'DemandReopened',
      'ReservationReleased',
      'SourcingPlanned',
      'StockReserved',
      'ReservationConfirmed',
      'AllocationSecured',
      'FulfillmentReleased',
      'LinesReleased',
    ]);
    expect(world.stock('LAMP', 'north')).toMatchObject({ reserved: 0, suspect: 0 });
  });

  it('by a short pick ships what it found; the rest comes from elsewhere and its stock is in doubt', () => {
    const world = atNorth();
    workUntil(world, F1, 'picking');
    story(world);
    act(world, { type: 'PickFulfillment', data: { ...id(world), lines: [{ lineId: 'l2', quantity: 2 }] } });
    expect(story(world).slice(0, 4)).toEqual([
      'FulfillmentShortPicked',
      'LinesPicked',
      'ReservationCommitted',
      'DemandReopened',
    ]);
    workUntil(world, F1, 'delivered');
    workUntil(world, F2, 'delivered');
    expect(story(world).at(-1)).toBe('OrderClosed');
    expect(world.stock('LAMP', 'north')).toMatchObject({ onHand: 1, reserved: 0, suspect: 1 });
  });

  it('by a suspension loses what it has not picked', () => {
    const world = atNorth();
    suspend(world, 'north');
    world.settle();
    expect(world.fulfillment(F1).status).toBe('superseded');
    expect(world.fulfillment(F2).status).toBe('released');
  });

  it('by a count without stock gives the units up, and they come from elsewhere', () => {
    const world = atNorth();
    const counted = { sku: 'LAMP', nodeId: 'north', counted: 1, countedAt: world.now, at: world.now };
    world.send(stockDecider, { type: 'CountStock', data: counted });
    world.settle();
    expect(story(world).slice(0, 4)).toEqual([
      'StockCounted',
      'DemandReopened',
      'FulfillmentReduced',
      'DemandReopened',
    ]);
    expect(world.stock('LAMP', 'north')).toMatchObject({ onHand: 1, reserved: 1 });
    expect(world.stock('LAMP', 'south')).toMatchObject({ onHand: 3, reserved: 2 });
  });

  it('by losing the parcel has the goods sent again', () => {
    const world = atNorth();
    workUntil(world, F1, 'shipped');
    act(world, { type: 'ReportLoss', data: { ...id(world), reason: 'truck burnt' } });
    workUntil(world, F2, 'delivered');
    expect(story(world).at(-1)).toBe('OrderClosed');
    expect(world.stock('LAMP', 'north').onHand + world.stock('LAMP', 'south').onHand).toBe(0);
  });
});
