import { deepFreeze } from '../../../test/support/given-when-then.js';
import { OrderWorld } from '../../../test/support/order-world.js';
import { availableToFulfill, pickable, type StockEvent } from '../../domain/stock/index.js';
import { parseStockId, parseStreamName } from '../../domain/shared/stream-names.js';
import { evolveAvailability } from './availability.evolve.js';
import { atfOf, pickableOf, signedAtf, skuAvailability } from './availability.figures.js';
import type { AvailabilityFigures } from './availability.view.js';

const at = '2026-03-01T09:30:00.000Z';
const here = { sku: 'lamp', nodeId: 'n1', at };
const claim = { fulfillmentId: 'f1', orderId: 'o1' };
const revoked = [{ ...claim, quantity: 2 }];
const BEFORE: AvailabilityFigures = deepFreeze({
  onHand: 10,
  reserved: 4,
  damaged: 1,
  suspect: 1,
  safety: { '*': 2 },
  revision: 7,
});
const after = (event: StockEvent): AvailabilityFigures => evolveAvailability(BEFORE, deepFreeze(event), 8);
const changed = (change: Partial<AvailabilityFigures>): AvailabilityFigures => ({
  ...BEFORE,
  revision: 8,
  ...change,
});

describe('the availability of a sku at a node', () => {
  test.each<[string, StockEvent, Partial<AvailabilityFigures>]>([
    [
      'units that come in are on hand',
      { type: 'StockReceived', data: { ...here, quantity: 5 } },
      { onHand: 15 },
    ],
    [
      'a correction downwards takes the reservations with it that it voids',
      { type: 'StockAdjusted', data: { ...here, delta: -7, reason: 'theft', revoked } },
      { onHand: 3, reserved: 2 },
    ],
    [
      'damaged pieces are the last to remain',
      { type: 'StockAdjusted', data: { ...here, delta: -10, reason: 'fire', revoked: [] } },
      { onHand: 0, damaged: 0 },
    ],
    [
      'a count books its difference, settles what was suspect and voids what is not there',
      {
        type: 'StockCounted',
        data: { ...here, counted: 6, expected: 9, suspectCleared: 1, countedAt: at, revoked },
      },
      { onHand: 7, suspect: 0, reserved: 2 },
    ],
    [
      'damaged units stay on hand and cannot be picked',
      { type: 'StockDamaged', data: { ...here, quantity: 3, reason: 'water', revoked } },
      { damaged: 4, reserved: 2 },
    ],
    [
      'safety stock is kept by channel',
      { type: 'SafetyStockDefined', data: { ...here, channel: 'web', quantity: 5 } },
      { safety: { '*': 2, web: 5 } },
    ],
    [
      'a reservation is taken',
      { type: 'StockReserved', data: { ...here, ...claim, channel: 'web', quantity: 3 } },
      { reserved: 7 },
    ],
    [
      'a reservation that was refused takes nothing',
      {
        type: 'StockReservationRefused',
        data: { ...here, ...claim, channel: 'web', requested: 9, available: 5 },
      },
      {},
    ],
    [
      'units in the hands of the picker stay reserved',
      { type: 'ReservationCommitted', data: { ...here, ...claim, quantity: 3 } },
      {},
    ],
    [
      'units that leave are neither on hand nor reserved',
      { type: 'ReservationConsumed', data: { ...here, ...claim, quantity: 3, unaccounted: 0 } },
      { onHand: 7, reserved: 1 },
    ],
    [
      'units that leave without a reservation were found and gone in one go',
      { type: 'ReservationConsumed', data: { ...here, ...claim, quantity: 3, unaccounted: 2 } },
      { onHand: 9, reserved: 3 },
    ],
    [
      'units that are given back are free, those that could not be found suspect',
      {
        type: 'ReservationReleased',
        data: { ...here, ...claim, quantity: 3, suspect: 2, reason: 'short-pick' },
      },
      { reserved: 1, suspect: 3 },
    ],
    [
      'a release that overtook its reservation gives nothing back',
      {
        type: 'ReservationReleased',
        data: { ...here, ...claim, quantity: 0, suspect: 0, reason: 'cancelled' },
      },
      {},
    ],
    [
      'an event that this version does not know changes nothing',
      { type: 'New', data: here } as unknown as StockEvent,
      {},
    ],
  ])('%s', (_rule, event, change) => {
    expect(after(event)).toEqual(changed(change));
  });

  test('begins with nothing', () => {
    const event: StockEvent = { type: 'StockReceived', data: { ...here, quantity: 5 } };
    expect(evolveAvailability(null, event, 0)).toEqual({
      onHand: 5,
      reserved: 0,
      damaged: 0,
      suspect: 0,
      safety: {},
      revision: 0,
    });
  });

  test('a channel with safety stock of its own does not have the general one taken off as well', () => {
    const figures = { ...BEFORE, safety: { '*': 2, web: 0 } };
    expect([signedAtf(figures, 'web'), signedAtf(figures, 'app'), signedAtf(figures, null)]).toEqual([
      4, 2, 2,
    ]);
  });

  test('a channel named like something every object has is a channel like any other', () => {
    expect(signedAtf(BEFORE, 'constructor')).toBe(2);
    const event = {
      type: 'SafetyStockDefined',
      data: { ...here, channel: '__proto__', quantity: 3 },
    } as const;
    expect(signedAtf(after(event), '__proto__')).toBe(1);
  });

  test('is signed inside and never negative where it is answered', () => {
    const short = { ...BEFORE, reserved: 12 };
    expect([pickableOf(short), signedAtf(short, null), atfOf(short, null)]).toEqual([-3, -6, 0]);
  });

  test('the shortage of one node takes nothing from another', () => {
    const nodes = new Map([
      ['b', { ...BEFORE, reserved: 12 }],
      ['a', BEFORE],
    ]);
    const { total, nodes: listed } = skuAvailability('lamp', 'web', nodes);
    expect(listed.map(({ nodeId, atf, pickable: units }) => [nodeId, atf, units])).toEqual([
      ['a', 2, 5],
      ['b', 0, -3],
    ]);
    expect(total).toEqual({ onHand: 20, reserved: 16, damaged: 2, suspect: 2, pickable: 2, atf: 2 });
  });

  test('says the same as the stock itself after a long history', () => {
    const world = new OrderWorld(3).runUntil(4_000);
    const views = new Map<string, AvailabilityFigures>();
    for (const { stream, event, revision } of world.log) {
      if (parseStreamName(stream)?.category !== 'stock') continue;
      views.set(stream, evolveAvailability(views.get(stream) ?? null, event as StockEvent, Number(revision)));
    }
    expect(views.size).toBeGreaterThan(20);
    for (const [stream, view] of views) {
      const { sku, nodeId } = parseStockId(parseStreamName(stream)?.id ?? '');
      const state = world.stockState(sku, nodeId);
      expect({
        stream,
        onHand: view.onHand,
        reserved: view.reserved,
        damaged: view.damaged,
        suspect: view.suspect,
      }).toEqual({
        stream,
        onHand: state.onHand,
        reserved: state.reserved,
        damaged: state.damaged,
        suspect: state.suspect,
      });
      expect(pickableOf(view)).toBe(pickable(state));
      for (const channel of ['web', 'store', 'app'])
        expect(signedAtf(view, channel)).toBe(availableToFulfill(state, channel));
    }
  });
});
