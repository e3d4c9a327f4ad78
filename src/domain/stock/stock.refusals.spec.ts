import { fold } from '../../../test/support/given-when-then.js';
import {
  at,
  claim,
  consumed,
  count,
  damaged,
  here,
  later,
  on,
  received,
  released,
  reserved,
} from '../../../test/support/stock-builders.js';
import { type StockCommand, type StockEvent, stockDecider } from './index.js';
import { MOVEMENTS_KEPT } from './stock.state.js';

const adjust = (delta: number): StockCommand => ({
  type: 'AdjustStock',
  data: { ...here, delta, reason: 'shrinkage' },
});
const damage = (quantity: number): StockCommand => ({
  type: 'DamageStock',
  data: { ...here, quantity, reason: 'wet' },
});
const release = (amounts: { quantity?: number; suspect?: number }): StockCommand => ({
  type: 'ReleaseReservation',
  data: { ...claim(1), ...amounts, reason: 'cancel' },
});
const counted = (units: number, expected: number, countedAt = at): StockEvent => ({
  type: 'StockCounted',
  data: { ...here, at: later, counted: units, expected, suspectCleared: 0, countedAt, revoked: [] },
});
const rejection = (code: string, detail: string) => ({ outcome: 'rejected', code, detail });

describe('quantities that make no sense', () => {
  const taking: readonly (readonly [name: string, of: (quantity: number) => StockCommand])[] = [
    ['ReceiveStock', (quantity) => ({ type: 'ReceiveStock', data: { ...here, quantity } })],
    ['DamageStock', damage],
    ['CommitReservation', (quantity) => ({ type: 'CommitReservation', data: { ...claim(1), quantity } })],
    ['ConsumeReservation', (quantity) => ({ type: 'ConsumeReservation', data: { ...claim(1), quantity } })],
    ['ReleaseReservation', (quantity) => release({ quantity })],
  ];

  it.each(taking)('%s takes whole units, one at least', (_name, of) => {
    for (const quantity of [0, -1, 1.5, Number.NaN]) {
      expect(on([received(5), reserved(1, 2)], of(quantity))).toEqual(
        rejection('QUANTITY_NOT_POSITIVE', `quantity must be a whole number above zero, not ${quantity}`),
      );
    }
  });

  it('suspect units are whole, and none is fine', () => {
    for (const suspect of [-1, 0.5, Number.NaN]) {
      expect(on([received(5), reserved(1, 2)], release({ suspect }))).toEqual(
        rejection('QUANTITY_NEGATIVE', `suspect must be a whole number, zero or more, not ${suspect}`),
      );
    }
    expect(on([received(5), reserved(1, 2)], release({ suspect: 0 }))).toEqual({
      outcome: 'accepted',
      events: [released(1, 2, 0)],
    });
  });

  it('an adjustment is by whole units', () => {
    expect(on([received(5)], adjust(0.5))).toEqual(
      rejection('QUANTITY_NOT_WHOLE', 'delta must be a whole number, not 0.5'),
    );
  });

  it('a count and a safety stock are whole', () => {
    expect(on([received(5)], count(1.5))).toEqual(
      rejection('QUANTITY_NEGATIVE', 'counted must be a whole number, zero or more, not 1.5'),
    );
    const define: StockCommand = {
      type: 'DefineSafetyStock',
      data: { ...here, channel: 'web', quantity: 1.5 },
    };
    expect(on([], define)).toEqual(
      rejection('QUANTITY_NEGATIVE', 'quantity must be a whole number, zero or more, not 1.5'),
    );
  });
});

describe('what is not known cannot be damaged or consumed', () => {
  it('and is said to be unknown', () => {
    expect(on([], damage(1))).toEqual(rejection('STOCK_UNKNOWN', 'nothing is booked for CHAIR-1 at store-1'));
  });

  it('while a commitment of nothing changes nothing, for the reason that nothing is booked', () => {
    expect(on([], { type: 'CommitReservation', data: { ...claim(1), quantity: 1 } })).toEqual({
      outcome: 'unchanged',
      reason: 'nothing was ever reserved here',
    });
  });
});

describe('down to the last unit', () => {
  it('an adjustment may empty the shelf; one by zero changes nothing', () => {
    expect(on([received(4)], adjust(-4))).toEqual({
      outcome: 'accepted',
      events: [{ type: 'StockAdjusted', data: { ...here, delta: -4, reason: 'shrinkage', revoked: [] } }],
    });
    expect(on([received(4)], adjust(0))).toEqual({
      outcome: 'unchanged',
      reason: 'an adjustment by zero changes nothing',
    });
  });

  it('the last good piece may be damaged', () => {
    expect(on([received(4), damaged(3)], damage(1))).toEqual({ outcome: 'accepted', events: [damaged(1)] });
  });

  it('a safety stock of nothing may be defined', () => {
    const none: StockCommand = { type: 'DefineSafetyStock', data: { ...here, channel: 'web', quantity: 0 } };
    expect(on([], none)).toEqual({
      outcome: 'accepted',
      events: [{ type: 'SafetyStockDefined', data: { ...here, channel: 'web', quantity: 0 } }],
    });
  });

  it('a count may find nothing', () => {
    expect(on([received(4)], count(0))).toEqual({
      outcome: 'accepted',
      events: [{ ...counted(0, 4), data: { ...counted(0, 4).data, at } }],
    });
  });
});

describe('a count and the time that it speaks of', () => {
  it('another number for the same cut-off is a correction, not a repeat', () => {
    expect(on([received(4), counted(5, 4)], count(3, at, later))).toEqual({
      outcome: 'accepted',
      events: [counted(3, 5)],
    });
  });

  it('settles the movements before it, so a second count of that time does not see them twice', () => {
    const state = fold(stockDecider, [received(4), counted(5, 4, later)]);
    expect(state.movements).toEqual([]);
    expect([state.onHand, state.countableFrom]).toEqual([5, later]);
  });

  it('leaves what moved after it to the next count', () => {
    const delivery: StockEvent = { type: 'StockReceived', data: { ...here, at: later, quantity: 10 } };
    expect(fold(stockDecider, [received(4), delivery, counted(5, 4)]).movements).toEqual([
      { at: later, delta: 10 },
    ]);
  });

  it('looks back over exactly the movements that are kept', () => {
    const before = '2026-03-02T09:00:00.000Z';
    const kept = Array.from({ length: MOVEMENTS_KEPT }, () => received(1));
    expect(on(kept, count(0, before))).toEqual({
      outcome: 'unchanged',
      reason: '0 units are booked already',
    });
  });
});

describe('units that left after they were committed', () => {
  it('are no longer in the picker’s hands', () => {
    const history: StockEvent[] = [
      received(9),
      reserved(1, 5),
      { type: 'ReservationCommitted', data: { ...claim(1), quantity: 4 } },
      consumed(1, 3),
    ];
    expect(fold(stockDecider, history).claims).toEqual([
      { fulfillmentId: 'web~1-1', orderId: 'web~1', channel: 'web', quantity: 2, committed: 1, consumed: 3 },
    ]);
  });

  it('found and gone at once they are no movement that a count would look back over', () => {
    const state = fold(stockDecider, [received(5), consumed(1, 2, 2)]);
    expect(state.movements).toEqual([{ at, delta: 5 }]);
    expect(state.closed).toEqual([{ fulfillmentId: 'web~1-1', ending: 'consumed' }]);
  });
});
