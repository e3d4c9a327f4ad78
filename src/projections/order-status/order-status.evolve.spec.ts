import {
  later,
  F1,
  F2,
  chair,
  lamp,
  ALL,
  placed,
  on,
  secured,
  node,
  released,
  viewOf,
  buckets,
  SOURCED,
  PICKED,
} from '../../../test/support/order-view-builders.js';
import type { FulfillmentEvent } from '../../domain/fulfillment/index.js';
import { evolveOrderFulfillment, evolveOrderStatus } from './order-status.evolve.js';

describe('what a node says', () => {
  test.each<[FulfillmentEvent['type'], object, string]>([
    ['FulfillmentReleased', { acceptBy: later }, 'released'],
    ['FulfillmentAccepted', {}, 'accepted'],
    ['FulfillmentRejected', { lines: ALL, remaining: [], reason: 'closed' }, 'rejected'],
    ['FulfillmentRejected', { lines: [lamp(1)], remaining: [chair(2)], reason: 'closed' }, 'released'],
    ['FulfillmentTimedOut', {}, 'timed-out'],
    ['PickingStarted', {}, 'picking'],
    ['FulfillmentPicked', { lines: ALL }, 'picked'],
    ['FulfillmentShortPicked', { picked: [lamp(1)], short: [chair(2)] }, 'picked'],
    ['FulfillmentShortPicked', { picked: [], short: ALL }, 'zero-picked'],
    ['FulfillmentPacked', { parcels: [] }, 'packed'],
    ['FulfillmentShipped', { lines: ALL, parcels: [] }, 'shipped'],
    ['FulfillmentDelivered', { lines: ALL }, 'delivered'],
    ['FulfillmentReadyForPickup', { lines: ALL, pickupBy: later }, 'ready-for-pickup'],
    ['FulfillmentCollected', { lines: ALL }, 'collected'],
    ['FulfillmentNotCollected', { lines: ALL }, 'not-collected'],
    ['FulfillmentDamaged', { lines: ALL, remaining: [] }, 'damaged'],
    ['FulfillmentDamaged', { lines: [lamp(1)], remaining: [chair(2)] }, 'released'],
    ['FulfillmentLost', { lines: ALL, remaining: [] }, 'lost'],
    ['FulfillmentLost', { lines: [lamp(1)], remaining: [chair(2)] }, 'released'],
    ['FulfillmentReduced', { lines: [lamp(1)], remaining: [chair(2)] }, 'released'],
    ['FulfillmentCancelled', { lines: ALL }, 'cancelled'],
    ['FulfillmentSuperseded', { lines: ALL, supersededBy: [F2] }, 'superseded'],
    ['FulfillmentPulledBack', { lines: ALL }, 'pulled-back'],
  ])('%s %j: the fulfillment is %s', (type, data, status) => {
    const view = viewOf(...SOURCED, released, node(type, data));
    expect(view.fulfillments[0]?.status).toBe(status);
    expect(view.fulfillments[0]?.revision).toBe(4);
  });

  test('never moves units: the order counts them', () => {
    const before = viewOf(...PICKED);
    const after = viewOf(...PICKED, node('FulfillmentShipped', { lines: ALL, parcels: [] }));
    expect(buckets(after)).toEqual(buckets(before));
  });

  test('of a fulfillment that the order does not know changes nothing but is no error', () => {
    const before = viewOf(placed);
    expect(viewOf(placed, released)).toEqual(before);
  });
});

describe('the fold of an order', () => {
  test('begins with the order: what comes before is nothing', () => {
    expect(evolveOrderStatus(null, secured(F1, ALL), 0)).toBeNull();
    expect(evolveOrderFulfillment(null, released, 0)).toBeNull();
  });

  test('an order placed twice is placed once', () => {
    const view = viewOf(...SOURCED);
    expect(evolveOrderStatus(view, placed, 3)).toBe(view);
  });

  test('carries the revision of the order stream, whatever its fulfillments do', () => {
    expect(viewOf(...SOURCED).revision).toBe(2);
    expect(viewOf(...SOURCED, released).revision).toBe(2);
  });

  test('a confirmed reservation and an event that this version does not know change nothing else', () => {
    const before = viewOf(...SOURCED);
    for (const event of [
      on('ReservationConfirmed', { fulfillmentId: F1, sku: 'chair', quantity: 2 }),
      on('New' as 'OrderHeld', {}),
    ]) {
      expect(viewOf(...SOURCED, event)).toEqual({ ...before, revision: 3 });
    }
  });
});
