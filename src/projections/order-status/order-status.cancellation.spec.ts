import {
  ALL,
  AT_NODE,
  at,
  buckets,
  chair,
  F1,
  F2,
  lamp,
  type Lines,
  node,
  on,
  parked,
  placed,
  planned,
  step,
  viewOf,
} from '../../../test/support/order-view-builders.js';
import type { FulfillmentEvent } from '../../domain/fulfillment/index.js';
import type { OrderEvent } from '../../domain/order/index.js';

const requested = (lines: Lines, reason: string, ...fulfillmentIds: readonly string[]) =>
  on('CancellationRequested', { lines, fulfillmentIds, reason, wholeOrder: false });
const cancelled = (lines: Lines, more: object) => on('LinesCancelled', { lines, reason: 'changed', ...more });
const refused = (fulfillmentId: string) =>
  on('CancellationRefused', { fulfillmentId, lines: [chair(1)], reason: 'shipped' });
const awaited = (...events: readonly (FulfillmentEvent | OrderEvent)[]) =>
  viewOf(...events).cancellations.map(({ reason, awaits }) => [reason, awaits]);

describe('a request to cancel', () => {
  const both = [placed, planned(F1, [chair(2)]), planned(F2, [lamp(1)])];

  test('waits for every fulfillment that was asked', () => {
    expect(awaited(...both, requested(ALL, 'first', F1, F2))).toEqual([['first', [F1, F2]]]);
    expect(awaited(...both, requested(ALL, 'first', F1, F2), refused(F1))).toEqual([['first', [F2]]]);
    expect(awaited(...both, requested(ALL, 'first', F1, F2), refused(F1), refused(F2))).toEqual([]);
  });

  test('is answered by what its fulfillment gives up, the oldest first', () => {
    const twice = [...both, requested([chair(1)], 'first', F1), requested([chair(1)], 'second', F1)];
    const given = cancelled([chair(1)], { fulfillmentId: F1, from: 'fulfillment' });
    expect(awaited(...twice, given)).toEqual([['second', [F1]]]);
  });

  test('that is refused cancels nothing', () => {
    const view = viewOf(...AT_NODE, requested([chair(1)], 'first', F1), refused(F1));
    expect(buckets(view)).toEqual([
      { inFulfillment: 2, released: 2 },
      { inFulfillment: 1, released: 1 },
    ]);
  });

  test('is not answered by units that no node had seen', () => {
    const taken = cancelled([chair(1)], { fulfillmentId: F1, from: 'allocation' });
    expect(awaited(...both, requested([chair(1)], 'first', F1), taken)).toEqual([['first', [F1]]]);
  });

  test('waits no longer for a fulfillment that has sent everything', () => {
    const shipped = { parcels: [{ parcelId: 'p' }], shippedAt: at };
    const sent = [
      node('FulfillmentShipped', { lines: [chair(2)], ...shipped }),
      step('LinesShipped', [chair(2)], { shippedAt: at }),
    ];
    expect(awaited(...both, requested(ALL, 'first', F1, F2), ...sent)).toEqual([['first', [F2]]]);
  });

  test('waits no longer for a fulfillment that has nothing left', () => {
    const all = cancelled([chair(2)], { fulfillmentId: F1, from: 'allocation' });
    expect(awaited(...both, requested(ALL, 'first', F1, F2), all)).toEqual([['first', [F2]]]);
  });
});

describe('cancelled units', () => {
  test('leave where they were: with nobody, parked, or with a fulfillment', () => {
    expect(buckets(viewOf(placed, cancelled([chair(1)], { from: 'unsourced' })))).toEqual([
      { cancelled: 1, unsourced: 1 },
      { unsourced: 1 },
    ]);
    const waits = viewOf(placed, parked(ALL), cancelled([chair(1)], { from: 'parked' }));
    expect(buckets(waits)).toEqual([{ cancelled: 1, parked: 1 }, { parked: 1 }]);
    const view = viewOf(...AT_NODE, cancelled([chair(1)], { fulfillmentId: F1, from: 'fulfillment' }));
    expect(buckets(view)).toEqual([
      { cancelled: 1, inFulfillment: 1, released: 1 },
      { inFulfillment: 1, released: 1 },
    ]);
  });

  test('leave where the event says that they were, whatever fulfillment it names', () => {
    const view = viewOf(
      placed,
      planned(F1, [chair(1)]),
      cancelled([chair(1)], { fulfillmentId: F1, from: 'unsourced' }),
    );
    expect(buckets(view)[0]).toEqual({ cancelled: 1, inFulfillment: 1 });
  });

  test('of events that do not say where are taken from the fulfillment that they name, or from nobody', () => {
    const named = viewOf(...AT_NODE, cancelled([chair(1)], { fulfillmentId: F1 }));
    expect(buckets(named)[0]).toEqual({ cancelled: 1, inFulfillment: 1, released: 1 });
    expect(buckets(viewOf(placed, cancelled([chair(1)], {})))[0]).toEqual({ cancelled: 1, unsourced: 1 });
  });

  test('of the whole order are what the customer is told to have asked for', () => {
    const whole = on('CancellationRequested', {
      lines: ALL,
      fulfillmentIds: [F1],
      reason: 'changed',
      wholeOrder: true,
    });
    expect(viewOf(...AT_NODE, whole).cancelRequested).toEqual({ reason: 'changed', at });
    expect(viewOf(...AT_NODE, requested(ALL, 'less', F1)).cancelRequested).toBeUndefined();
  });
});
