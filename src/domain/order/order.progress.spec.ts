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
import type { LineQuantity } from '../shared/quantities.js';
import type { OrderEvent, RecordProgress } from './index.js';

const F1 = fulfillment(1);
const both = [chairs(2), lamps(3)];
const north = allocation(1, 'north', both);
const atNode = [placed(), ...releasedAt(1, north)];
const shipped = event('LinesShipped', { fulfillmentId: F1, lines: both, shippedAt: LATER });
const delivered = event('LinesDelivered', { fulfillmentId: F1, lines: both, deliveredAt: LATER });
const progress = (
  step: RecordProgress['data']['step'],
  lines: readonly LineQuantity[] = both,
  occurredAt: string = LATER,
) => command('RecordProgress', { fulfillmentId: F1, step, lines, occurredAt, pickupBy: NEXT_WEEK });

describe('a report of progress', () => {
  it('of a fulfillment the order never had is refused', () => {
    const sent = command('RecordProgress', {
      fulfillmentId: 'web~1-1',
      step: 'picked',
      lines: [],
      occurredAt: LATER,
    });
    expect(decided(atNode, sent)).toMatchObject({ code: 'FULFILLMENT_UNKNOWN' });
  });

  it('of a pickup that is ready needs to say until when it waits', () => {
    const sent = command('RecordProgress', {
      fulfillmentId: F1,
      step: 'ready-for-pickup',
      lines: both,
      occurredAt: LATER,
    });
    expect(decided(atNode, sent)).toEqual({
      outcome: 'rejected',
      code: 'PROGRESS_INCOMPLETE',
      detail: 'pickupBy is missing',
    });
  });

  it('of a fulfillment that has no units any more changes nothing', () => {
    const gone = event('DemandReopened', {
      fulfillmentId: F1,
      lines: both,
      cause: 'rejected',
      standing: false,
      excludedNodeId: 'north',
      excludedUntil: NEXT_WEEK,
      attempt: 1,
    });
    for (const step of [
      'released',
      'picked',
      'shipped',
      'delivered',
      'collected',
      'not-collected',
    ] as const) {
      expect(decided([...atNode, gone], progress(step))).toEqual({
        outcome: 'unchanged',
        reason: `${F1} is dropped already`,
      });
    }
  });

  it.each([
    ['released', atNode],
    ['picked', [...atNode, shipped]],
    ['ready-for-pickup', [...atNode, shipped]],
    ['shipped', [...atNode, shipped]],
  ] as const)('%s that lies behind changes nothing', (step, history) => {
    expect(decided(history, progress(step))).toMatchObject({ outcome: 'unchanged' });
  });

  it('of a shipment takes nothing that left another way: a fulfillment ships once', () => {
    const part = event('LinesShipped', { fulfillmentId: F1, lines: [chairs(2)], shippedAt: LATER });
    expect(decided([...atNode, part], progress('shipped'))).toEqual({
      outcome: 'unchanged',
      reason: `${F1} is shipped already`,
    });
  });

  it('of a stand-by allocation cannot be: no node has it', () => {
    const standby = allocation(2, 'south', both, F1);
    const history = [
      ...atNode,
      event('DemandReopened', {
        fulfillmentId: F1,
        lines: both,
        cause: 'manual',
        standing: true,
        excludedNodeId: 'north',
        excludedUntil: NEXT_WEEK,
        attempt: 1,
      }),
      planned(3, standby),
    ];
    const sent = command('RecordProgress', {
      fulfillmentId: fulfillment(2),
      step: 'shipped',
      lines: both,
      occurredAt: LATER,
    });
    expect(decided(history, sent)).toMatchObject({ outcome: 'unchanged' });
  });

  it('moves the units step by step', () => {
    const releasing = [placed(), ...securedAt(1, north)];
    expect(decided(releasing, progress('released'))).toEqual([
      event('LinesReleased', { fulfillmentId: F1, nodeId: 'north', lines: both }),
    ]);
    expect(decided(atNode, progress('picked', [chairs(2)]))).toEqual([
      event('LinesPicked', { fulfillmentId: F1, lines: [chairs(2)] }),
    ]);
    expect(decided(atNode, progress('shipped'))).toEqual([shipped]);
    expect(decided(atNode, progress('ready-for-pickup'))).toEqual([
      event('LinesReadyForPickup', { fulfillmentId: F1, lines: both, pickupBy: NEXT_WEEK, at: LATER }),
    ]);
  });

  it('of a pickup that is ready comes after that of the pick, and is told once', () => {
    const picked = event('LinesPicked', { fulfillmentId: F1, lines: both });
    const ready = event('LinesReadyForPickup', {
      fulfillmentId: F1,
      lines: both,
      pickupBy: NEXT_WEEK,
      at: LATER,
    });
    expect(decided([...atNode, picked], progress('ready-for-pickup'))).toEqual([ready]);
    expect(decided([...atNode, picked, ready], progress('ready-for-pickup'))).toMatchObject({
      outcome: 'unchanged',
    });
  });

  it('of units that it never had, or that have left it, changes nothing', () => {
    const others = [{ lineId: 'l9', sku: 'DESK', quantity: 1 }];
    for (const step of ['shipped', 'delivered', 'collected', 'not-collected'] as const) {
      expect(decided(atNode, progress(step, others))).toMatchObject({ outcome: 'unchanged' });
    }
  });

  it('of a delivery that overtakes the shipment tells of both', () => {
    expect(decided(atNode, progress('delivered'))).toEqual([
      shipped,
      delivered,
      event('OrderClosed', { late: false }),
    ]);
  });
});

describe('an order', () => {
  it('stays open while a unit is on its way', () => {
    const history = [...atNode, shipped];
    expect(decided(history, progress('delivered', [chairs(2), lamps(2)]))).toEqual([
      event('LinesDelivered', { fulfillmentId: F1, lines: [chairs(2), lamps(2)], deliveredAt: LATER }),
    ]);
  });

  it('closes late when a unit came after the promise', () => {
    expect(decided([...atNode, shipped], progress('delivered', both, NEXT_WEEK))).toEqual([
      event('LinesDelivered', { fulfillmentId: F1, lines: both, deliveredAt: NEXT_WEEK }),
      event('OrderClosed', { late: true }),
    ]);
  });

  it('that is picked up is in time when it was ready in time', () => {
    const ready = (at: string): readonly OrderEvent[] => [
      ...atNode,
      event('LinesReadyForPickup', { fulfillmentId: F1, lines: both, pickupBy: NEXT_WEEK, at }),
    ];
    const collected = event('LinesCollected', { fulfillmentId: F1, lines: both, collectedAt: NEXT_WEEK });
    const collect = progress('collected', both, NEXT_WEEK);
    expect(decided(ready(LATER), collect)).toEqual([collected, event('OrderClosed', { late: false })]);
    expect(decided(ready(NEXT_WEEK), collect)).toEqual([collected, event('OrderClosed', { late: true })]);
    expect(decided(atNode, collect)).toEqual([collected, event('OrderClosed', { late: true })]);
  });

  it('that nobody picks up is cancelled, and not sourced again', () => {
    expect(decided(atNode, progress('not-collected'))).toEqual([
      event('LinesCancelled', { lines: both, reason: 'no-show', fulfillmentId: F1, from: 'fulfillment' }),
      event('OrderCancelled', { reason: 'no-show' }),
    ]);
  });
});
