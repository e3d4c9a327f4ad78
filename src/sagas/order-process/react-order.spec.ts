import { deepFreeze } from '../../../test/support/given-when-then.js';
import {
  allocation,
  AT,
  chairs,
  event,
  fulfillment,
  lamps,
  LATER,
  NEXT_WEEK,
  ORDER_ID,
  orderData,
  placed,
  planned,
  releasedAt,
  securedAt,
  stateOf,
} from '../../../test/support/order-builders.js';
import { isPlaced, type OrderEvent } from '../../domain/order/index.js';
import { react } from './order-process.react.js';
import type { Instruction } from './order-process.types.js';

const F1 = fulfillment(1);
const F2 = fulfillment(2);
const both = [chairs(2), lamps(3)];
const north = allocation(1, 'north', both);
const atNode = [placed(), ...releasedAt(1, north)];
const context = deepFreeze({
  now: LATER,
  timings: { acceptWithinSeconds: 3600, pickupWindowSeconds: 7200, excludeFailedNodeSeconds: 60 },
});

/** What the last event of a history asks for; `later` has happened by the time it is looked at. */
function asked(history: readonly OrderEvent[], ...later: readonly OrderEvent[]): readonly Instruction[] {
  const state = stateOf([...history, ...later]);
  const last = history.at(-1);
  if (!last) throw new Error('no history');
  return react(deepFreeze(last), isPlaced(state) ? state : null, context);
}

const reopened = (changes: object): OrderEvent =>
  event('DemandReopened', {
    fulfillmentId: F1,
    lines: both,
    cause: 'rejected',
    standing: false,
    excludedNodeId: 'north',
    excludedUntil: NEXT_WEEK,
    attempt: 1,
    ...changes,
  });
const giveBack = (fulfillmentId: string, nodeId: string, sku: string, reason: string, more: object) => ({
  kind: 'stock',
  command: {
    type: 'ReleaseReservation',
    data: { sku, nodeId, fulfillmentId, orderId: ORDER_ID, reason, at: LATER, ...more },
  },
});
const source = (round: number, replaces?: string) =>
  replaces === undefined
    ? { key: `source:${ORDER_ID}:${round}:demand`, kind: 'source', orderId: ORDER_ID }
    : { key: `source:${ORDER_ID}:${round}:${replaces}`, kind: 'source', orderId: ORDER_ID, replaces };
const withdraw = (sequence: number, purpose: string, lines: typeof both, more: object) => ({
  key: `withdraw:${F1}:${sequence}`,
  kind: 'fulfillment',
  command: {
    type: 'WithdrawLines',
    data: { fulfillmentId: F1, orderId: ORDER_ID, nodeId: 'north', lines, purpose, at: LATER, ...more },
  },
});
const release = (fulfillmentId: string, nodeId: string) => ({
  key: `release:${fulfillmentId}`,
  kind: 'fulfillment',
  command: {
    type: 'ReleaseFulfillment',
    data: {
      fulfillmentId,
      orderId: ORDER_ID,
      nodeId,
      channel: 'web',
      method: 'ship',
      lines: both,
      destination: orderData().destination,
      promisedBy: orderData().promise.promisedBy,
      acceptBy: '2026-03-02T13:00:00.000Z',
      pickupWindowSeconds: 7200,
      personRef: 'person-7',
      at: LATER,
    },
  },
});

describe('after the end of an order', () => {
  const ended = [
    placed(),
    event('LinesCancelled', { lines: both, reason: 'x', from: 'unsourced' }),
    event('OrderCancelled', { reason: 'x' }),
  ];

  it('an event that comes late asks for nothing', () => {
    const [first, ...later] = ended as [OrderEvent, ...OrderEvent[]];
    expect(asked([first], ...later)).toEqual([]);
    expect(asked(ended)).toEqual([]);
  });

  it('an order that is not known asks for nothing', () => {
    expect(react(placed(), null, context)).toEqual([]);
  });
});

describe('claims on stock', () => {
  it('are given back, all of them, when a replacement is abandoned, the unanswered ones too', () => {
    const standing = reopened({ cause: 'node-suspended', standing: true });
    const history = [
      ...atNode,
      standing,
      planned(3, allocation(2, 'south', both, F1)),
      event('ReplacementAbandoned', { fulfillmentId: F1, abandoned: [F2], reason: 'picked' }),
    ];
    expect(asked(history)).toEqual([
      giveBack(F2, 'south', 'CHAIR', 'picked', {}),
      giveBack(F2, 'south', 'LAMP', 'picked', {}),
    ]);
  });

  it.each([
    'reservation-refused',
    'count-below-reserved',
    'damaged-in-carriage',
    'lost-in-carriage',
  ] as const)('are not given back for units that left by %s: there are none', (cause) => {
    const before = [...atNode, event('LinesShipped', { fulfillmentId: F1, lines: both, shippedAt: AT })];
    const history = cause.endsWith('carriage') ? before : atNode;
    expect(asked([...history, reopened({ cause })])).toEqual([source(3)]);
  });

  it('are given back as suspect when the units could not be found', () => {
    const suspect = (cause: string) => [
      giveBack(F1, 'north', 'CHAIR', cause, { quantity: 2, suspect: 2 }),
      giveBack(F1, 'north', 'LAMP', cause, { quantity: 3, suspect: 3 }),
      source(3),
    ];
    expect(asked([...atNode, reopened({ suspect: true })])).toEqual(suspect('rejected'));
    expect(asked([...atNode, reopened({ cause: 'short-pick' })])).toEqual(suspect('short-pick'));
  });

  it('are given back by what the event says, whatever has happened since, and stand first', () => {
    const rejected = reopened({ lines: [lamps(1)] });
    const later = reopened({ lines: [chairs(2), lamps(2)], attempt: 2 });
    expect(asked([...atNode, rejected], later)).toEqual([
      giveBack(F1, 'north', 'LAMP', 'rejected', { quantity: 1 }),
      source(4),
    ]);
  });

  it('are kept while the fulfillment stands', () => {
    expect(asked([...atNode, reopened({ cause: 'acceptance-timeout', standing: true })])).toEqual([
      source(3, F1),
    ]);
  });

  it('are given back for cancelled units of a fulfillment or an allocation, and for none that had no node', () => {
    const cancelled = (data: object) => event('LinesCancelled', { lines: [lamps(1)], reason: 'x', ...data });
    const given = [giveBack(F1, 'north', 'LAMP', 'x', { quantity: 1 })];
    expect(asked([...atNode, cancelled({ fulfillmentId: F1, from: 'fulfillment' })])).toEqual(given);
    expect(
      asked([placed(), planned(1, north), cancelled({ fulfillmentId: F1, from: 'allocation' })]),
    ).toEqual(given);
    expect(asked([placed(), cancelled({ from: 'unsourced' })])).toEqual([source(2)]);
  });

  it('of the old fulfillment are given back when others have taken over', () => {
    const history = [
      ...atNode,
      reopened({ cause: 'acceptance-timeout', standing: true }),
      ...securedAt(3, allocation(2, 'south', both, F1)),
      event('FulfillmentReplaced', { fulfillmentId: F1, replacedBy: [F2], lines: both }),
    ];
    expect(asked(history)).toEqual([
      giveBack(F1, 'north', 'CHAIR', `replaced by ${F2}`, { quantity: 2 }),
      giveBack(F1, 'north', 'LAMP', `replaced by ${F2}`, { quantity: 3 }),
      release(F2, 'south'),
    ]);
  });
});

describe('what an order owes', () => {
  const hold = event('OrderHeld', { holdType: 'fraud', reason: 'score' });
  const lifted = event('OrderHoldReleased', { holdType: 'fraud' });
  const reserve = (sku: string, quantity: number) => ({
    key: `reserve:${F1}:${sku}`,
    kind: 'stock',
    command: {
      type: 'ReserveStock',
      data: {
        sku,
        nodeId: 'north',
        fulfillmentId: F1,
        orderId: ORDER_ID,
        channel: 'web',
        quantity,
        at: LATER,
      },
    },
  });

  it('is sourcing when it is placed, or its parked demand is retried, unless a hold came first', () => {
    const parked = event('DemandParked', { lines: both, reason: 'x', until: NEXT_WEEK, thenAction: 'retry' });
    const retried = event('ParkedDemandRetried', { lines: both, cause: 'stock-arrived' });
    expect(asked([placed()])).toEqual([source(1)]);
    expect(asked([placed(), parked, retried])).toEqual([source(3)]);
    expect(asked([placed()], hold)).toEqual([]);
  });

  it('is a claim on stock for each sku that was planned', () => {
    expect(asked([placed(), planned(1, north)])).toEqual([reserve('CHAIR', 2), reserve('LAMP', 3)]);
    expect(asked([placed(), planned(1, north)], hold)).toEqual([]);
  });

  it('is the release to the node when all is secured, once', () => {
    const secured = [placed(), ...securedAt(1, north)];
    expect(asked(secured)).toEqual([release(F1, 'north')]);
    expect(asked(secured, hold)).toEqual([]);
    const heard = event('LinesReleased', { fulfillmentId: F1, nodeId: 'north', lines: both });
    expect(asked(secured, heard)).toEqual([]);
  });

  it('is the step back of the old fulfillment when its replacement is secured, unless a hold came first', () => {
    const history = [
      ...atNode,
      reopened({ cause: 'acceptance-timeout', standing: true }),
      ...securedAt(3, allocation(2, 'south', both, F1)),
    ];
    expect(asked(history)).toEqual([
      withdraw(1, 'supersede', both, {
        reason: 'acceptance-timeout',
        replacedBy: [F2],
        unlessAccepted: true,
      }),
    ]);
    expect(asked(history, hold)).toEqual([]);
  });

  it('is that step back whether or not the node accepts, where it is sought for more than its silence', () => {
    const history = [
      ...atNode,
      reopened({ cause: 'acceptance-timeout', standing: true }),
      reopened({ cause: 'node-suspended', standing: true, lines: [] }),
      ...securedAt(4, allocation(2, 'south', both, F1)),
    ];
    expect(asked(history)).toEqual([
      withdraw(1, 'supersede', both, { reason: 'node-suspended', replacedBy: [F2] }),
    ]);
  });

  it('is units back from the nodes that the customer cancelled, also while a hold is on', () => {
    const cancelled = event('CancellationRequested', {
      lines: [chairs(1)],
      fulfillmentIds: [F1],
      reason: 'too many',
      wholeOrder: false,
    });
    const owedBack = [withdraw(1, 'cancel', [chairs(1)], { reason: 'too many' })];
    expect(asked([...atNode, cancelled])).toEqual(owedBack);
    expect(asked([...atNode, cancelled], hold)).toEqual(owedBack);
  });

  it('is units back that have no stock behind them', () => {
    const below = reopened({ lines: [lamps(1)], cause: 'count-below-reserved', standing: true });
    expect(asked([...atNode, below])).toEqual([
      withdraw(1, 'pull-back', [lamps(1)], { reason: 'count-below-reserved' }),
    ]);
  });

  it('is all that had to wait when the last hold is lifted', () => {
    const waiting = [placed(), planned(1, north), hold, lifted];
    expect(asked(waiting)).toEqual([reserve('CHAIR', 2), reserve('LAMP', 3)]);
    expect(asked([placed(), hold, lifted])).toEqual([source(1)]);
    expect(asked([placed(), ...securedAt(1, north), hold, lifted])).toEqual([release(F1, 'north')]);
  });

  it.each([
    event('OrderHeld', { holdType: 'manual', reason: 'x' }),
    event('ReservationConfirmed', { fulfillmentId: F1, nodeId: 'north', sku: 'CHAIR', quantity: 2 }),
    event('LinesReleased', { fulfillmentId: F1, nodeId: 'north', lines: both }),
    event('LinesPicked', { fulfillmentId: F1, lines: both }),
    event('LinesShipped', { fulfillmentId: F1, lines: both, shippedAt: AT }),
    event('LinesReadyForPickup', { fulfillmentId: F1, lines: both, pickupBy: NEXT_WEEK }),
    event('CancellationRefused', { fulfillmentId: F1, lines: both, reason: 'shipped' }),
  ])('is nothing new after $type', (one) => {
    expect(asked([...atNode, one])).toEqual([]);
  });

  it('is nothing new when its units arrive, or wait for stock', () => {
    const shipped = event('LinesShipped', { fulfillmentId: F1, lines: both, shippedAt: AT });
    const delivered = event('LinesDelivered', { fulfillmentId: F1, lines: both, deliveredAt: AT });
    const collected = event('LinesCollected', { fulfillmentId: F1, lines: both, collectedAt: AT });
    const closed = event('OrderClosed', { late: false });
    const parked = event('DemandParked', { lines: both, reason: 'x', until: NEXT_WEEK, thenAction: 'retry' });
    expect(asked([...atNode, shipped, delivered])).toEqual([]);
    expect(asked([...atNode, collected])).toEqual([]);
    expect(asked([...atNode, shipped, delivered, closed])).toEqual([]);
    expect(asked([placed(), parked])).toEqual([]);
  });
});
