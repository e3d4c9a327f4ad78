import { deepFreeze } from '../../../test/support/given-when-then.js';
import type { FulfillmentEvent } from '../../domain/fulfillment/index.js';
import type { NodeEvent, NodeProfile } from '../../domain/node/index.js';
import type { StockEvent } from '../../domain/stock/index.js';
import { react } from './order-process.react.js';
import type { OrderProcessEvent } from './order-process.types.js';

const now = '2026-03-02T12:00:00.000Z';
const at = '2026-03-02T11:59:59.000Z';
const inAMinute = '2026-03-02T12:01:00.000Z';
const timings = { acceptWithinSeconds: 3600, pickupWindowSeconds: 7200, excludeFailedNodeSeconds: 60 };
const asked = (event: OrderProcessEvent) => react(deepFreeze(event), null, { now, timings });

const order = { orderId: 'web~1', fulfillmentId: 'web~1-1' };
const place = { ...order, nodeId: 'north', at };
const lines = [
  { lineId: 'l1', sku: 'CHAIR', quantity: 2 },
  { lineId: 'l2', sku: 'LAMP', quantity: 1 },
  { lineId: 'l3', sku: 'CHAIR', quantity: 1 },
];
const [first] = lines as [(typeof lines)[0]];
const toOrder = (type: string, data: object) => ({
  kind: 'order',
  command: { type, data: { ...data, at: now } },
});
const toStock = (type: string, sku: string, quantity: number) => ({
  kind: 'stock',
  command: { type, data: { sku, nodeId: 'north', ...order, quantity, at: now } },
});
const progress = (step: string, occurredAt = at, more: object = {}) =>
  toOrder('RecordProgress', { ...order, step, lines, occurredAt, ...more });

describe('an event of a fulfillment', () => {
  const reopen = (cause: string, more: object = {}) =>
    toOrder('ReopenDemand', { ...order, cause, lines: [first], excludedUntil: inAMinute, ...more });
  const withdrawal = (purpose: string) => toOrder('RecordWithdrawal', { ...order, lines, purpose });
  const shortPick = (picked: typeof lines): FulfillmentEvent => ({
    type: 'FulfillmentShortPicked',
    data: { ...place, picked, short: [first] },
  });
  const rejected = (reason: 'closed' | 'not-found' | 'damaged'): FulfillmentEvent => ({
    type: 'FulfillmentRejected',
    data: { ...place, lines: [first], remaining: [], reason },
  });
  const carried = { ...place, lines: [first], remaining: [], reason: 'crash' };
  const leftOut = { excludedUntil: now };
  const release: FulfillmentEvent = {
    type: 'FulfillmentReleased',
    data: {
      ...place,
      channel: 'web',
      method: 'ship',
      lines,
      destination: { country: 'DE' },
      promisedBy: at,
      acceptBy: at,
      pickupWindowSeconds: 1,
    },
  };

  it.each<readonly [string, FulfillmentEvent, readonly object[]]>([
    ['declined', rejected('closed'), [reopen('rejected')]],
    ['not found', rejected('not-found'), [reopen('rejected', { suspect: true })]],
    ['found damaged', rejected('damaged'), [reopen('rejected', { suspect: true })]],
    ['a zero pick', shortPick([]), [reopen('short-pick', { suspect: true })]],
    [
      'a short pick',
      shortPick(lines),
      [
        progress('picked'),
        toStock('CommitReservation', 'CHAIR', 3),
        toStock('CommitReservation', 'LAMP', 1),
        reopen('short-pick', { suspect: true }),
      ],
    ],
    [
      'silence',
      { type: 'FulfillmentTimedOut', data: { ...place, acceptBy: at } },
      [toOrder('ReopenDemand', { ...order, cause: 'acceptance-timeout', excludedUntil: inAMinute })],
    ],
    [
      'damage on the way',
      { type: 'FulfillmentDamaged', data: carried },
      [reopen('damaged-in-carriage', leftOut)],
    ],
    ['loss on the way', { type: 'FulfillmentLost', data: carried }, [reopen('lost-in-carriage', leftOut)]],
    [
      'a no-show',
      { type: 'FulfillmentNotCollected', data: { ...place, lines, pickupBy: at } },
      [progress('not-collected')],
    ],
    [
      'a part taken back',
      { type: 'FulfillmentReduced', data: { ...place, lines, remaining: [first], purpose: 'pull-back' } },
      [withdrawal('pull-back')],
    ],
    [
      'cancellation',
      { type: 'FulfillmentCancelled', data: { ...place, lines, reason: 'x' } },
      [withdrawal('cancel')],
    ],
    [
      'stepping back',
      { type: 'FulfillmentSuperseded', data: { ...place, lines, supersededBy: ['web~1-2'] } },
      [withdrawal('supersede')],
    ],
    [
      'pulling back',
      { type: 'FulfillmentPulledBack', data: { ...place, lines, reason: 'x' } },
      [withdrawal('pull-back')],
    ],
    ['the release', release, [progress('released')]],
    ['acceptance', { type: 'FulfillmentAccepted', data: place }, []],
    [
      'late acceptance',
      { type: 'FulfillmentAccepted', data: { ...place, late: true } },
      [toOrder('RecordProgress', { ...order, step: 'accepted', lines: [], occurredAt: at })],
    ],
    ['the start of picking', { type: 'PickingStarted', data: place }, []],
    [
      'the pick',
      { type: 'FulfillmentPicked', data: { ...place, lines } },
      [progress('picked'), toStock('CommitReservation', 'CHAIR', 3), toStock('CommitReservation', 'LAMP', 1)],
    ],
    ['packing', { type: 'FulfillmentPacked', data: { ...place, parcels: [] } }, []],
    [
      'shipment',
      { type: 'FulfillmentShipped', data: { ...place, lines, parcels: [], shippedAt: inAMinute } },
      [
        progress('shipped', inAMinute),
        toStock('ConsumeReservation', 'CHAIR', 3),
        toStock('ConsumeReservation', 'LAMP', 1),
      ],
    ],
    [
      'delivery',
      { type: 'FulfillmentDelivered', data: { ...place, lines, deliveredAt: inAMinute } },
      [progress('delivered', inAMinute)],
    ],
    [
      'readiness for pickup',
      { type: 'FulfillmentReadyForPickup', data: { ...place, lines, pickupBy: inAMinute } },
      [progress('ready-for-pickup', at, { pickupBy: inAMinute })],
    ],
    [
      'collection',
      { type: 'FulfillmentCollected', data: { ...place, lines, collectedAt: inAMinute } },
      [
        progress('collected', inAMinute),
        toStock('ConsumeReservation', 'CHAIR', 3),
        toStock('ConsumeReservation', 'LAMP', 1),
      ],
    ],
  ])('%s', (_, event, instructions) => {
    expect(asked(event)).toEqual(instructions);
  });
});

describe('an event of stock', () => {
  const stock = { sku: 'CHAIR', nodeId: 'north', at };
  const claim = { ...stock, ...order };
  const revoked = [{ ...order, quantity: 2 }];
  const reopen = toOrder('ReopenDemand', {
    ...order,
    cause: 'count-below-reserved',
    sku: { sku: 'CHAIR', quantity: 2 },
    excludedUntil: inAMinute,
  });
  const retry = { kind: 'retry-parked', sku: 'CHAIR', nodeId: 'north' };
  const counted = (
    counted: number,
    expected: number,
    suspectCleared: number,
    taken = revoked,
  ): StockEvent => ({
    type: 'StockCounted',
    data: { ...stock, counted, expected, suspectCleared, countedAt: at, revoked: taken },
  });

  it.each<readonly [string, StockEvent, readonly object[]]>([
    [
      'a refused claim is told to its order, and the node left out for a while',
      { type: 'StockReservationRefused', data: { ...claim, channel: 'web', requested: 2, available: 1 } },
      [
        {
          key: `refuse:${order.fulfillmentId}:CHAIR`,
          ...toOrder('RefuseReservation', {
            ...order,
            nodeId: 'north',
            sku: 'CHAIR',
            excludedUntil: inAMinute,
          }),
        },
      ],
    ],
    ['a count below what is reserved reopens the claims it took', counted(1, 3, 0), [reopen]],
    [
      'damage reopens the claims it took',
      { type: 'StockDamaged', data: { ...stock, quantity: 2, reason: 'wet', revoked } },
      [reopen],
    ],
    [
      'a loss reopens the claims it took',
      { type: 'StockAdjusted', data: { ...stock, delta: -2, reason: 'x', revoked } },
      [reopen],
    ],
    [
      'units given back that nobody can find serve no parked demand',
      { type: 'ReservationReleased', data: { ...claim, quantity: 2, suspect: 2, reason: 'short-pick' } },
      [],
    ],
    [
      'units given back serve parked demand',
      { type: 'ReservationReleased', data: { ...claim, quantity: 2, suspect: 1, reason: 'rejected' } },
      [retry],
    ],
    ['a count above the books serves parked demand', counted(4, 3, 0, []), [retry]],
    ['a count that finds what was suspect serves parked demand', counted(3, 3, 1, []), [retry]],
    ['a count that finds a part of what was suspect serves parked demand', counted(4, 5, 3, []), [retry]],
    ['a count that finds no more than what was not suspect serves nobody', counted(3, 5, 2, []), []],
    ['a count that finds nothing new serves nobody', counted(3, 3, 0, []), []],
    [
      'units found serve parked demand',
      { type: 'StockAdjusted', data: { ...stock, delta: 1, reason: 'x', revoked: [] } },
      [retry],
    ],
    [
      'units received serve parked demand',
      { type: 'StockReceived', data: { ...stock, quantity: 1 } },
      [retry],
    ],
    [
      'a claim that is made is told to its order',
      { type: 'StockReserved', data: { ...claim, channel: 'web', quantity: 2 } },
      [
        {
          key: 'confirm:web~1-1:CHAIR',
          ...toOrder('ConfirmReservation', { ...order, nodeId: 'north', sku: 'CHAIR', quantity: 2 }),
        },
      ],
    ],
    [
      'a committed claim is nobody else’s business',
      { type: 'ReservationCommitted', data: { ...claim, quantity: 2 } },
      [],
    ],
    [
      'a consumed claim is nobody else’s business',
      { type: 'ReservationConsumed', data: { ...claim, quantity: 2, unaccounted: 0 } },
      [],
    ],
    [
      'another figure of safety stock may leave units to parked demand',
      { type: 'SafetyStockDefined', data: { ...stock, channel: '*', quantity: 2 } },
      [retry],
    ],
  ])('%s', (_, event, instructions) => {
    expect(asked(event)).toEqual(instructions);
  });
});

describe('an event of a node', () => {
  const profile: NodeProfile = {
    name: 'North',
    nodeType: 'warehouse',
    country: 'DE',
    coordinates: { latitude: 1, longitude: 1 },
    methods: ['ship'],
    servesCountries: [],
    servesRegions: [],
    shippingCost: { baseMinor: 1, perHundredKmMinor: 1, currency: 'EUR' },
  };
  const node = { nodeId: 'north', at };
  const retry = { kind: 'retry-parked-at', nodeId: 'north' };

  it.each<readonly [NodeEvent, readonly object[]]>([
    [
      { type: 'NodeSuspended', data: { ...node, reason: 'fire' } },
      [{ kind: 'reopen-node-work', nodeId: 'north' }],
    ],
    [{ type: 'NodeResumed', data: node }, [retry]],
    [{ type: 'NodeRegistered', data: { ...node, profile } }, [retry]],
    [{ type: 'NodeProfileRevised', data: { ...node, profile } }, [retry]],
  ])('$type', (event, instructions) => {
    expect(asked(event)).toEqual(instructions);
  });
});
