import {
  at,
  later,
  F1,
  F2,
  chair,
  lamp,
  ALL,
  placed,
  on,
  planned,
  secured,
  step,
  node,
  reopened,
  parked,
  viewOf,
  buckets,
  SOURCED,
  AT_NODE,
  SHIPPED,
  requestCancel,
} from '../../../test/support/order-view-builders.js';

describe('the estimate of a plan', () => {
  test('stands on its fulfillment, beside the promise', () => {
    const estimatedBy = '2026-04-01T09:00:00.000Z';
    const allocation = { fulfillmentId: F1, nodeId: 'n1', method: 'ship' as const, lines: ALL, estimatedBy };
    const view = viewOf(
      placed,
      on('SourcingPlanned', { round: 1, decision: {} as never, allocations: [allocation] }),
    );
    expect(view.fulfillments.map((each) => each.estimatedBy)).toEqual([estimatedBy]);
    expect(view.promise).toEqual({ service: 'standard', promisedBy: later });
    expect(view.fulfillments[0]?.parcels).toEqual([]);
  });
});

describe('an allocation', () => {
  test('is not secured by one claim that is confirmed', () => {
    const confirmed = on('ReservationConfirmed', {
      fulfillmentId: F1,
      nodeId: 'n1',
      sku: 'chair',
      quantity: 2,
    });
    const view = viewOf(placed, planned(F1, ALL), confirmed);
    expect([view.fulfillments[0]?.status, view.status]).toEqual(['planned', 'sourcing']);
  });
});

describe('units that come back', () => {
  test.each(['rejected', 'short-pick', 'manual', 'node-suspended'] as const)(
    'leave the fulfillment: %s',
    (cause) => {
      const view = viewOf(...AT_NODE, reopened(cause, [chair(1)]));
      expect(buckets(view)[0]).toEqual({ unsourced: 1, inFulfillment: 1, released: 1 });
      expect([view.resourcings, view.status]).toEqual([1, 'in-fulfillment']);
    },
  );

  test.each(['damaged-in-carriage', 'lost-in-carriage'] as const)('were already fulfilled: %s', (cause) => {
    const view = viewOf(...SHIPPED, reopened(cause, [lamp(1)]));
    expect(buckets(view)).toEqual([{ fulfilled: 2, shipped: 2 }, { unsourced: 1 }]);
    expect(view.status).toBe('partially-shipped');
  });

  test.each(['damaged-in-carriage', 'lost-in-carriage'] as const)(
    'leave the rest of their line on its way: %s',
    (cause) => {
      const view = viewOf(...SHIPPED, reopened(cause, [chair(1)]));
      expect(buckets(view)).toEqual([
        { unsourced: 1, fulfilled: 1, shipped: 1 },
        { fulfilled: 1, shipped: 1 },
      ]);
      expect(view.fulfillments[0]?.lines.map(({ quantity, shipped }) => [quantity, shipped])).toEqual([
        [1, 1],
        [1, 1],
      ]);
    },
  );

  test('leave an allocation that no node has seen, which ends with the last of them', () => {
    const view = viewOf(placed, planned(F1, ALL), reopened('reservation-refused', ALL));
    expect(view.fulfillments[0]).toMatchObject({ status: 'dropped', lines: [] });
    expect([view.status, buckets(view)]).toEqual(['sourcing', [{ unsourced: 2 }, { unsourced: 1 }]]);
    const rest = viewOf(placed, planned(F1, ALL), reopened('reservation-refused', [lamp(1)]));
    expect(rest.fulfillments[0]).toMatchObject({ status: 'planned', lines: [chair(2)] });
  });

  test('keep the name that their node gave their end', () => {
    const rejected = node('FulfillmentRejected', { lines: ALL, remaining: [], reason: 'closed' });
    const view = viewOf(...AT_NODE, rejected, reopened('rejected', ALL));
    expect(view.fulfillments[0]).toMatchObject({ status: 'rejected', lines: [] });
  });

  test('come back though another fulfillment has a stand-in', () => {
    const view = viewOf(
      placed,
      planned(F2, [chair(2)]),
      planned('web~1-3', [chair(2)], F2),
      planned(F1, [lamp(1)]),
      reopened('reservation-refused', [lamp(1)]),
    );
    expect(buckets(view)).toEqual([{ inFulfillment: 2 }, { unsourced: 1 }]);
  });

  test('are counted once as sourced again, though another cause comes to it', () => {
    const silent = [...AT_NODE, reopened('acceptance-timeout', ALL, true)];
    const view = viewOf(...silent, reopened('node-suspended', [], true));
    expect([view.resourcings, view.fulfillments[0]?.replacementSought]).toEqual([1, 'node-suspended']);
    expect(viewOf(...silent, reopened('node-suspended', [lamp(1)], true)).resourcings).toBe(2);
  });

  test('are waited for when a count voided them', () => {
    const view = viewOf(...AT_NODE, reopened('count-below-reserved', [chair(1)], true));
    expect(view.resourcings).toBe(0);
    expect(view.fulfillments[0]?.replacementSought).toBeUndefined();
    expect(buckets(view)[0]).toEqual({ inFulfillment: 2, released: 2 });
  });
});

describe('a replacement', () => {
  const SOUGHT = [...AT_NODE, reopened('acceptance-timeout', ALL, true), planned(F2, ALL, F1)];

  test('does not count while the old fulfillment stands', () => {
    const view = viewOf(...SOUGHT, secured(F2, ALL));
    expect(view.fulfillments.map(({ status, replaces }) => [status, replaces])).toEqual([
      ['released', undefined],
      ['secured', F1],
    ]);
    expect(view.fulfillments[0]?.replacementSought).toBe('acceptance-timeout');
    expect(buckets(view)[0]).toEqual({ inFulfillment: 2, released: 2 });
    expect(view.status).toBe('in-fulfillment');
  });

  test('takes over when the old one has given up', () => {
    const superseded = node('FulfillmentSuperseded', { lines: ALL, supersededBy: [F2] });
    const replaced = step('FulfillmentReplaced', ALL, { replacedBy: [F2] });
    const view = viewOf(...SOUGHT, secured(F2, ALL), superseded, replaced);
    expect(view.fulfillments).toMatchObject([
      { fulfillmentId: F1, status: 'superseded', lines: [], replacedBy: [F2] },
      { fulfillmentId: F2, status: 'secured' },
    ]);
    expect(view.fulfillments[0]?.replacementSought).toBeUndefined();
    expect(view.fulfillments[1]?.replaces).toBeUndefined();
    expect([view.status, buckets(view)[0]]).toEqual(['sourced', { inFulfillment: 2 }]);
  });

  test('that is refused its stock changes nothing for the old one', () => {
    const refused = on('DemandReopened', {
      fulfillmentId: F2,
      lines: ALL,
      cause: 'reservation-refused',
      standing: false,
      excludedNodeId: 'n2',
      excludedUntil: later,
      attempt: 2,
    });
    const view = viewOf(...SOUGHT, refused);
    expect(view.fulfillments[1]).toMatchObject({ status: 'dropped', lines: [] });
    expect(buckets(view)[0]).toEqual({ inFulfillment: 2, released: 2 });
  });

  test('that is given up leaves the old one as it was, and its parked demand goes', () => {
    const abandoned = on('ReplacementAbandoned', { fulfillmentId: F1, abandoned: [F2], reason: 'picked' });
    const view = viewOf(...SOUGHT, parked([chair(2)], { replaces: F1 }), abandoned);
    expect(view.fulfillments.map(({ status }) => status)).toEqual(['released', 'abandoned']);
    expect([view.parked, view.fulfillments[0]?.replacementSought]).toEqual([[], undefined]);
    expect(view.fulfillments[1]?.lines).toEqual([]);
  });

  test('that is given up leaves the demand that waits for itself', () => {
    const abandoned = on('ReplacementAbandoned', { fulfillmentId: F1, abandoned: [], reason: 'picked' });
    const sought = [placed, planned(F1, [chair(2)]), reopened('manual', [chair(2)], true)];
    const view = viewOf(...sought, parked([chair(2)], { replaces: F1 }), parked([lamp(1)]), abandoned);
    expect(view.parked.map(({ lines }) => lines)).toEqual([[lamp(1)]]);
  });

  test('that cannot be had is parked and visible, and moves no units', () => {
    const view = viewOf(...AT_NODE, reopened('manual', ALL, true), parked(ALL, { replaces: F1 }));
    expect(view.parked).toEqual([
      { lines: ALL, reason: 'no node has it', since: at, until: later, thenAction: 'retry', replaces: F1 },
    ]);
    expect(buckets(view)[0]).toEqual({ inFulfillment: 2, released: 2 });
    const retried = on('ParkedDemandRetried', { lines: ALL, cause: 'manual', replaces: F1 });
    expect(
      buckets(viewOf(...AT_NODE, reopened('manual', ALL, true), parked(ALL, { replaces: F1 }), retried))[0],
    ).toEqual({
      inFulfillment: 2,
      released: 2,
    });
  });
});

describe('parked demand', () => {
  test('is sourced again', () => {
    const view = viewOf(
      placed,
      parked(ALL),
      on('ParkedDemandRetried', { lines: [lamp(1)], cause: 'stock-arrived' }),
    );
    expect(view.parked.map(({ lines }) => lines)).toEqual([[chair(2)]]);
    expect(buckets(view)).toEqual([{ parked: 2 }, { unsourced: 1 }]);
  });

  test('is cancelled when its time is over', () => {
    const gone = on('LinesCancelled', { lines: ALL, reason: 'no node has it', from: 'parked' });
    const view = viewOf(placed, parked(ALL, { thenAction: 'cancel' }), gone);
    expect([view.parked, buckets(view)]).toEqual([[], [{ cancelled: 2 }, { cancelled: 1 }]]);
  });

  test('that is a part of the order is being sourced', () => {
    expect(viewOf(placed, parked([chair(1)])).status).toBe('sourcing');
    expect(viewOf(placed, parked(ALL)).status).toBe('parked');
  });

  test('of a replacement and of the order itself are retried apart', () => {
    const both = [...AT_NODE, parked([chair(1)], { replaces: F1 }), parked([chair(1)])];
    const left = (retry: object) =>
      viewOf(...both, on('ParkedDemandRetried', { lines: [chair(1)], cause: 'manual', ...retry })).parked.map(
        ({ replaces }) => replaces,
      );
    expect(left({})).toEqual([F1]);
    expect(left({ replaces: F1 })).toEqual([undefined]);
  });

  test('that is just these units goes before what is due earlier', () => {
    const parts = [parked([chair(2)], { until: at }), parked([chair(1)])];
    const view = viewOf(placed, ...parts, on('ParkedDemandRetried', { lines: [chair(1)], cause: 'manual' }));
    expect(view.parked.map(({ lines }) => lines)).toEqual([[chair(2)]]);
  });

  test('to be cancelled goes before what is due, in whatever order they were parked', () => {
    const parts = [parked([chair(1)], { thenAction: 'cancel' }), parked([chair(1)], { until: at })];
    const more = parked([chair(1)], { until: at });
    const retried = on('ParkedDemandRetried', { lines: [chair(2)], cause: 'manual' });
    expect(viewOf(placed, ...parts, more, retried).parked).toMatchObject([
      { until: at, thenAction: 'retry' },
    ]);
  });

  test('what is to be cancelled or due first goes first', () => {
    const parts = [
      parked([chair(1)]),
      parked([chair(1)], { until: at }),
      parked([chair(1)], { thenAction: 'cancel' }),
    ];
    const view = viewOf(placed, ...parts, on('ParkedDemandRetried', { lines: [chair(2)], cause: 'manual' }));
    expect(view.parked).toMatchObject([{ lines: [chair(1)], until: later, thenAction: 'retry' }]);
  });
});

describe('a cancellation', () => {
  test('waits for the answer of the fulfillment', () => {
    expect(viewOf(...AT_NODE, requestCancel).cancellations).toEqual([
      { reason: 'changed', wholeOrder: true, lines: ALL, requestedAt: at, awaits: [F1] },
    ]);
  });

  test('that is refused leaves the units where they are, and the wish on record', () => {
    const refused = step('CancellationRefused', ALL, { reason: 'shipped' });
    const view = viewOf(...SHIPPED.slice(0, -1), requestCancel, refused);
    expect([view.cancellations, view.status]).toEqual([[], 'cancelling']);
    expect(view.cancelRequested).toEqual({ reason: 'changed', at });
  });

  test('that is granted takes the units out of the fulfillment', () => {
    const view = viewOf(
      ...AT_NODE,
      requestCancel,
      node('FulfillmentCancelled', { lines: ALL }),
      step('LinesCancelled', ALL, { reason: 'changed' }),
    );
    expect(view.fulfillments[0]).toMatchObject({ status: 'cancelled', lines: [] });
    expect([view.cancellations, buckets(view)]).toEqual([[], [{ cancelled: 2 }, { cancelled: 1 }]]);
  });

  test('of units that no node has seen asks nobody', () => {
    const view = viewOf(
      ...SOURCED,
      step('LinesCancelled', [lamp(1)], { reason: 'changed', from: 'allocation' }),
    );
    expect(buckets(view)).toEqual([{ inFulfillment: 2 }, { cancelled: 1 }]);
  });
});
