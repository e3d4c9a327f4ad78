import { FULFILLMENT_SAMPLES } from '../../../test/support/event-samples/fulfillment.samples.js';
import { deepFreeze } from '../../../test/support/given-when-then.js';
import { OrderWorld } from '../../../test/support/order-world.js';
import type { FulfillmentEvent } from '../../domain/fulfillment/index.js';
import { evolveNodeWork } from './node-work.evolve.js';
import type { NodeWorkView } from './node-work.view.js';

const fulfillmentId = 'web~1-1';
const base = { fulfillmentId, orderId: 'web~1', nodeId: 'n1', at: '2026-03-01T10:00:00.000Z' };
const chair = (quantity: number) => ({ lineId: 'l1', sku: 'chair', quantity });
const lamp = (quantity: number) => ({ lineId: 'l2', sku: 'lamp', quantity });
const released: FulfillmentEvent = {
  type: 'FulfillmentReleased',
  data: {
    ...base,
    at: '2026-03-01T09:00:00.000Z',
    channel: 'web',
    method: 'ship',
    lines: [chair(2), lamp(1)],
    destination: { country: 'DE' },
    promisedBy: '2026-03-05T00:00:00.000Z',
    acceptBy: '2026-03-01T13:00:00.000Z',
    pickupWindowSeconds: 60,
  },
};
const START = deepFreeze(evolveNodeWork(null, released, 0)) as NodeWorkView;
const after = (event: FulfillmentEvent, view: NodeWorkView = START): NodeWorkView | null =>
  evolveNodeWork(view, deepFreeze(event), 1);
const changed = (change: Partial<NodeWorkView>): NodeWorkView => ({
  ...START,
  changedAt: base.at,
  revision: 1,
  ...change,
});

describe('the work of a node', () => {
  test('begins when the node is handed it', () => {
    expect(START).toEqual({
      fulfillmentId,
      orderId: 'web~1',
      nodeId: 'n1',
      status: 'released',
      open: true,
      channel: 'web',
      method: 'ship',
      lines: [chair(2), lamp(1)],
      releasedLines: [chair(2), lamp(1)],
      destination: { country: 'DE' },
      releasedAt: '2026-03-01T09:00:00.000Z',
      acceptBy: '2026-03-01T13:00:00.000Z',
      promisedBy: '2026-03-05T00:00:00.000Z',
      parcels: [],
      changedAt: '2026-03-01T09:00:00.000Z',
      revision: 0,
    });
  });

  describe('ends', () => {
    const all = [chair(2), lamp(1)];
    test.each<[string, FulfillmentEvent, Partial<NodeWorkView>]>([
      [
        'when the node declines all of it',
        { type: 'FulfillmentRejected', data: { ...base, lines: all, remaining: [], reason: 'closed' } },
        { status: 'rejected', lines: [], rejection: { reason: 'closed' } },
      ],
      [
        'when it finds nothing',
        { type: 'FulfillmentShortPicked', data: { ...base, picked: [], short: all } },
        { status: 'zero-picked', lines: [] },
      ],
      [
        'for the node, when it ships',
        {
          type: 'FulfillmentShipped',
          data: { ...base, lines: all, parcels: [{ parcelId: 'p' }], shippedAt: base.at },
        },
        { status: 'shipped', parcels: [{ parcelId: 'p' }] },
      ],
      [
        'when it is delivered',
        { type: 'FulfillmentDelivered', data: { ...base, lines: all, deliveredAt: base.at } },
        { status: 'delivered' },
      ],
      [
        'when it is collected',
        { type: 'FulfillmentCollected', data: { ...base, lines: all, collectedAt: base.at } },
        { status: 'collected' },
      ],
      [
        'when nobody collects it',
        { type: 'FulfillmentNotCollected', data: { ...base, lines: all, pickupBy: base.at } },
        { status: 'not-collected', lines: [] },
      ],
      [
        'when all of it is damaged on the way',
        { type: 'FulfillmentDamaged', data: { ...base, lines: all, remaining: [], reason: 'wet' } },
        { status: 'damaged', lines: [] },
      ],
      [
        'when all of it is lost on the way',
        { type: 'FulfillmentLost', data: { ...base, lines: all, remaining: [], reason: 'theft' } },
        { status: 'lost', lines: [] },
      ],
      [
        'when the customer cancels',
        { type: 'FulfillmentCancelled', data: { ...base, lines: all, reason: 'changed' } },
        { status: 'cancelled', lines: [] },
      ],
      [
        'when another node takes over',
        { type: 'FulfillmentSuperseded', data: { ...base, lines: all, supersededBy: ['web~1-2'] } },
        { status: 'superseded', lines: [] },
      ],
      [
        'when it is pulled back',
        { type: 'FulfillmentPulledBack', data: { ...base, lines: all, reason: 'count' } },
        { status: 'pulled-back', lines: [] },
      ],
    ])('%s', (_rule, event, change) => {
      expect(after(event)).toEqual(changed({ open: false, ...change }));
    });
  });

  describe('goes on', () => {
    test.each<[string, FulfillmentEvent, Partial<NodeWorkView>]>([
      ['when it is accepted', { type: 'FulfillmentAccepted', data: base }, { status: 'accepted' }],
      [
        'when the node was silent: it may still accept',
        { type: 'FulfillmentTimedOut', data: { ...base, acceptBy: base.at } },
        { status: 'timed-out' },
      ],
      ['when picking starts', { type: 'PickingStarted', data: base }, { status: 'picking' }],
      [
        'when all is picked',
        { type: 'FulfillmentPicked', data: { ...base, lines: [chair(2), lamp(1)] } },
        { status: 'picked' },
      ],
      [
        'without what was not found',
        { type: 'FulfillmentShortPicked', data: { ...base, picked: [chair(1), lamp(1)], short: [chair(1)] } },
        { status: 'picked', lines: [chair(1), lamp(1)] },
      ],
      [
        'when it is packed',
        { type: 'FulfillmentPacked', data: { ...base, parcels: [{ parcelId: 'p' }] } },
        { status: 'packed', parcels: [{ parcelId: 'p' }] },
      ],
      [
        'when it waits for the customer',
        {
          type: 'FulfillmentReadyForPickup',
          data: { ...base, lines: [chair(2), lamp(1)], pickupBy: '2026-03-09T00:00:00.000Z' },
        },
        { status: 'ready-for-pickup', pickupBy: '2026-03-09T00:00:00.000Z' },
      ],
      [
        'without what the node declined',
        {
          type: 'FulfillmentRejected',
          data: { ...base, lines: [chair(2)], remaining: [lamp(1)], reason: 'damaged', note: 'leg broken' },
        },
        { lines: [lamp(1)], rejection: { reason: 'damaged', note: 'leg broken' } },
      ],
      [
        'without what the centre took back',
        {
          type: 'FulfillmentReduced',
          data: { ...base, lines: [lamp(1)], remaining: [chair(2)], purpose: 'cancel' },
        },
        { lines: [chair(2)] },
      ],
    ])('%s', (_rule, event, change) => {
      expect(after(event)).toEqual(changed(change));
    });

    test('of the units on the way when some of them are damaged or lost', () => {
      const shipped = { ...START, status: 'shipped' as const, open: false };
      for (const type of ['FulfillmentDamaged', 'FulfillmentLost'] as const) {
        const data = { ...base, lines: [chair(2)], remaining: [lamp(1)], reason: 'wet' };
        expect(after({ type, data }, shipped)).toEqual(
          changed({ status: 'shipped', open: false, lines: [lamp(1)] }),
        );
      }
    });
  });

  test('that was withdrawn before the node was handed it is none', () => {
    const { FulfillmentReleased: _, ...others } = FULFILLMENT_SAMPLES;
    for (const event of Object.values(others)) expect(evolveNodeWork(null, event, 0)).toBeNull();
  });

  test('a second release changes nothing, and an event that this version does not know only the revision', () => {
    expect(evolveNodeWork(START, released, 1)).toBe(START);
    const unknown = { type: 'New', data: base } as unknown as FulfillmentEvent;
    expect(after(unknown)).toEqual(changed({}));
  });

  test('has the status and the lines of the fulfillment itself after a long history', () => {
    const world = new OrderWorld(4).runUntil(4_000);
    const views = new Map<string, NodeWorkView>();
    for (const { stream, event, revision } of world.log) {
      if (!stream.startsWith('fulfillment-')) continue;
      const view = evolveNodeWork(views.get(stream) ?? null, event as FulfillmentEvent, Number(revision));
      if (view) views.set(stream, view);
    }
    expect(views.size).toBeGreaterThan(100);
    for (const view of views.values()) {
      const { status, work } = world.fulfillmentState(view.fulfillmentId);
      const lines = work?.lines ?? [];
      expect({ id: view.fulfillmentId, status: view.status, lines: view.lines }).toEqual({
        id: view.fulfillmentId,
        status,
        lines,
      });
    }
  });
});
