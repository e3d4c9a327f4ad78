import { decisionOn, fold } from '../../../test/support/given-when-then.js';
import {
  availableToFulfill,
  pickable,
  type StockCommand,
  type StockEvent,
  stockDecider,
  stockViolations,
} from './index.js';
import { CLOSED_CLAIMS_KEPT, MOVEMENTS_KEPT } from './stock.state.js';

const at = '2026-03-02T10:00:00.000Z';
const later = '2026-03-02T11:00:00.000Z';
const here = { sku: 'CHAIR-1', nodeId: 'store-1', at };
const claim = (n: number) => ({ ...here, fulfillmentId: `web~${n}-1`, orderId: `web~${n}` });

const received = (quantity: number): StockEvent => ({ type: 'StockReceived', data: { ...here, quantity } });
const reserved = (n: number, quantity: number): StockEvent => ({
  type: 'StockReserved',
  data: { ...claim(n), channel: 'web', quantity },
});
const committed = (n: number, quantity: number): StockEvent => ({
  type: 'ReservationCommitted',
  data: { ...claim(n), quantity },
});
const released = (n: number, quantity: number, suspect = 0): StockEvent => ({
  type: 'ReservationReleased',
  data: { ...claim(n), quantity, suspect, reason: 'cancel' },
});
const consumed = (n: number, quantity: number, unaccounted = 0): StockEvent => ({
  type: 'ReservationConsumed',
  data: { ...claim(n), quantity, unaccounted },
});
const damaged = (quantity: number): StockEvent => ({
  type: 'StockDamaged',
  data: { ...here, quantity, reason: 'wet', revoked: [] },
});
const safety = (channel: string, quantity: number): StockEvent => ({
  type: 'SafetyStockDefined',
  data: { ...here, channel, quantity },
});
const reserve = (n: number, quantity: number, channel = 'web'): StockCommand => ({
  type: 'ReserveStock',
  data: { ...claim(n), channel, quantity },
});
const count = (units: number, countedAt = at, when = at): StockCommand => ({
  type: 'CountStock',
  data: { ...here, at: when, counted: units, countedAt },
});
const on = (history: readonly StockEvent[], command: StockCommand) =>
  decisionOn(stockDecider, history, command);
const refusal = (n: number, requested: number, available: number) => ({
  outcome: 'accepted',
  events: [{ type: 'StockReservationRefused', data: { ...claim(n), channel: 'web', requested, available } }],
});

describe('a reservation that cannot be had', () => {
  it('is refused as an event where nothing was ever booked', () => {
    expect(on([], reserve(1, 1))).toEqual(refusal(1, 1, 0));
  });

  it('is refused when it asks for more than is available, and names what is', () => {
    expect(on([received(5), reserved(1, 3)], reserve(2, 3))).toEqual(refusal(2, 3, 2));
  });

  it('never says that less than nothing is available', () => {
    expect(on([received(1), safety('*', 5)], reserve(1, 1))).toEqual(refusal(1, 1, 0));
  });

  it('stays refused when asked again, whatever arrived meanwhile: the order has moved on', () => {
    const refused: StockEvent = {
      type: 'StockReservationRefused',
      data: { ...claim(1), channel: 'web', requested: 1, available: 0 },
    };
    expect(on([refused, received(9)], reserve(1, 1))).toEqual(refusal(1, 1, 0));
  });

  it('is refused when its release came first, on known and on unknown stock', () => {
    expect(on([received(5), released(1, 0)], reserve(1, 2))).toEqual(refusal(1, 2, 0));
    expect(on([released(1, 0)], reserve(1, 2))).toEqual(refusal(1, 2, 0));
  });

  it('is refused after the claim was released or revoked', () => {
    expect(on([received(5), reserved(1, 2), released(1, 2)], reserve(1, 2))).toEqual(refusal(1, 2, 0));
    const emptied: StockEvent = {
      type: 'StockAdjusted',
      data: {
        ...here,
        delta: -5,
        reason: 'gone',
        revoked: [{ fulfillmentId: 'web~1-1', orderId: 'web~1', quantity: 2 }],
      },
    };
    expect(on([received(5), reserved(1, 2), emptied, received(5)], reserve(1, 2))).toEqual(refusal(1, 2, 0));
  });

  it('cannot take units that are damaged, suspect, or withheld from the channel', () => {
    const history = [received(10), damaged(1), reserved(1, 2), released(1, 2, 2), safety('web', 3)];
    expect(on(history, reserve(2, 5))).toEqual(refusal(2, 5, 4));
    expect(on(history, reserve(2, 4))).toEqual({ outcome: 'accepted', events: [reserved(2, 4)] });
  });

  it('is rejected, not refused, when the quantity makes no sense', () => {
    for (const quantity of [0, -1, 1.5, Number.NaN]) {
      expect(on([received(5)], reserve(1, quantity))).toEqual({
        outcome: 'rejected',
        code: 'QUANTITY_NOT_POSITIVE',
        detail: `quantity must be a whole number above zero, not ${quantity}`,
      });
    }
  });
});

describe('a claim', () => {
  it('is made once: asking again changes nothing, even for another quantity', () => {
    const again = { outcome: 'unchanged', reason: 'web~1-1 has its reservation already' };
    expect(on([received(5), reserved(1, 2)], reserve(1, 2))).toEqual(again);
    expect(on([received(5), reserved(1, 2)], reserve(1, 4))).toEqual(again);
    expect(on([received(5), reserved(1, 2), consumed(1, 2)], reserve(1, 2))).toEqual(again);
  });

  it('gives back all it has when asked for more, and what is suspect is at most that', () => {
    expect(
      on([received(5), reserved(1, 2)], {
        type: 'ReleaseReservation',
        data: { ...claim(1), quantity: 7, suspect: 7, reason: 'short-pick' },
      }),
    ).toEqual({
      outcome: 'accepted',
      events: [
        {
          type: 'ReservationReleased',
          data: { ...claim(1), quantity: 2, suspect: 2, reason: 'short-pick' },
        },
      ],
    });
  });

  it('is not given back twice', () => {
    const again: StockCommand = { type: 'ReleaseReservation', data: { ...claim(1), reason: 'cancel' } };
    expect(on([received(5), reserved(1, 2), released(1, 2)], again)).toEqual({
      outcome: 'unchanged',
      reason: 'the claim of web~1-1 has ended already',
    });
    expect(on([received(5), released(1, 0)], again)).toEqual({
      outcome: 'unchanged',
      reason: 'the claim of web~1-1 has ended already',
    });
  });

  it('gives back units that nobody picked before units in hand', () => {
    const state = fold(stockDecider, [received(5), reserved(1, 5), committed(1, 3), released(1, 2, 2)]);
    expect(state.claims).toEqual([
      {
        fulfillmentId: 'web~1-1',
        orderId: 'web~1',
        channel: 'web',
        quantity: 3,
        committed: 3,
        consumed: 0,
      },
    ]);
    expect([state.reserved, state.suspect, pickable(state)]).toEqual([3, 2, 2]);
  });

  it('commits at most what it holds, and nothing twice', () => {
    const commit = (quantity: number): StockCommand => ({
      type: 'CommitReservation',
      data: { ...claim(1), quantity },
    });
    const none = { outcome: 'unchanged', reason: 'web~1-1 has no more units to commit' };
    expect(on([received(5)], commit(2))).toEqual(none);
    expect(on([received(5), reserved(1, 2), committed(1, 2)], commit(2))).toEqual(none);
    expect(on([received(5), reserved(1, 2)], commit(9))).toEqual({
      outcome: 'accepted',
      events: [committed(1, 2)],
    });
    expect(on([received(5), reserved(1, 3), committed(1, 1)], commit(3))).toEqual({
      outcome: 'accepted',
      events: [committed(1, 2)],
    });
  });

  it('is consumed once', () => {
    const consume: StockCommand = { type: 'ConsumeReservation', data: { ...claim(1), quantity: 2 } };
    const gone = { outcome: 'unchanged', reason: 'the units of web~1-1 have left already' };
    expect(on([received(5), reserved(1, 2)], consume)).toEqual({
      outcome: 'accepted',
      events: [consumed(1, 2)],
    });
    expect(on([received(5), reserved(1, 2), consumed(1, 2)], consume)).toEqual(gone);
    expect(on([received(5), reserved(1, 3), consumed(1, 2)], consume)).toEqual(gone);
    expect(on([received(5), reserved(1, 3), consumed(1, 2), released(1, 1)], consume)).toEqual(gone);
  });

  it('consumed without a reservation is booked as found and gone, so the buckets stay balanced', () => {
    const history = [received(5), reserved(1, 1)];
    const decision = on(history, { type: 'ConsumeReservation', data: { ...claim(1), quantity: 3 } });
    expect(decision).toEqual({ outcome: 'accepted', events: [consumed(1, 3, 2)] });
    const state = fold(stockDecider, [...history, consumed(1, 3, 2)]);
    expect([state.onHand, state.reserved, state.entered, state.left]).toEqual([4, 0, 7, 3]);
    expect(stockViolations(state)).toEqual([]);
  });

  it('endings are remembered in a bounded window', () => {
    const endings = Array.from({ length: CLOSED_CLAIMS_KEPT + 1 }, (_, index) => released(index, 0));
    const state = fold(stockDecider, [received(1), ...endings]);
    expect(state.closed).toHaveLength(CLOSED_CLAIMS_KEPT);
    expect(state.closed[0]?.fulfillmentId).toBe('web~1-1');
  });
});

describe('stock that is less than what was promised', () => {
  it('takes uncommitted claims, the newest first, and committed ones last', () => {
    const history = [received(9), reserved(1, 3), reserved(2, 3), reserved(3, 3), committed(3, 2)];
    expect(on(history, { type: 'AdjustStock', data: { ...here, delta: -7, reason: 'shrinkage' } })).toEqual({
      outcome: 'accepted',
      events: [
        {
          type: 'StockAdjusted',
          data: {
            ...here,
            delta: -7,
            reason: 'shrinkage',
            revoked: [
              { fulfillmentId: 'web~3-1', orderId: 'web~3', quantity: 1 },
              { fulfillmentId: 'web~2-1', orderId: 'web~2', quantity: 3 },
              { fulfillmentId: 'web~1-1', orderId: 'web~1', quantity: 3 },
            ],
          },
        },
      ],
    });
    expect(on(history, count(1))).toEqual({
      outcome: 'accepted',
      events: [
        {
          type: 'StockCounted',
          data: {
            ...here,
            counted: 1,
            expected: 9,
            suspectCleared: 0,
            countedAt: at,
            revoked: [
              { fulfillmentId: 'web~3-1', orderId: 'web~3', quantity: 2 },
              { fulfillmentId: 'web~2-1', orderId: 'web~2', quantity: 3 },
              { fulfillmentId: 'web~1-1', orderId: 'web~1', quantity: 3 },
            ],
          },
        },
      ],
    });
  });

  it('revokes for damage, too', () => {
    expect(
      on([received(4), reserved(1, 2), reserved(2, 2)], {
        type: 'DamageStock',
        data: { ...here, quantity: 1, reason: 'wet' },
      }),
    ).toEqual({
      outcome: 'accepted',
      events: [
        {
          type: 'StockDamaged',
          data: {
            ...here,
            quantity: 1,
            reason: 'wet',
            revoked: [{ fulfillmentId: 'web~2-1', orderId: 'web~2', quantity: 1 }],
          },
        },
      ],
    });
  });

  it('cannot be adjusted below nothing', () => {
    expect(
      on([received(4)], { type: 'AdjustStock', data: { ...here, delta: -5, reason: 'shrinkage' } }),
    ).toEqual({
      outcome: 'rejected',
      code: 'ADJUSTMENT_EXCEEDS_ON_HAND',
      detail: '4 units are on hand, so 5 cannot be taken off',
    });
  });

  it('cannot have more damage than undamaged units', () => {
    expect(
      on([received(4), damaged(3)], { type: 'DamageStock', data: { ...here, quantity: 2, reason: 'wet' } }),
    ).toEqual({
      outcome: 'rejected',
      code: 'DAMAGE_EXCEEDS_ON_HAND',
      detail: '1 undamaged units are on hand, fewer than 2',
    });
  });

  it('keeps damaged within on hand when pieces are written off', () => {
    const written: StockEvent = {
      type: 'StockAdjusted',
      data: { ...here, delta: -3, reason: 'scrap', revoked: [] },
    };
    const state = fold(stockDecider, [received(4), damaged(3), written]);
    expect([state.onHand, state.damaged]).toEqual([1, 1]);
  });
});

describe('a count', () => {
  const counted = (units: number, expected: number, suspectCleared = 0, countedAt = at): StockEvent => ({
    type: 'StockCounted',
    data: { ...here, at: later, counted: units, expected, suspectCleared, countedAt, revoked: [] },
  });

  it('older than the last one is refused', () => {
    expect(on([received(4), counted(5, 4, 0, later)], count(9, at, later))).toMatchObject({
      outcome: 'rejected',
      code: 'COUNT_OUTDATED',
    });
  });

  it('of a time to come is refused', () => {
    expect(on([received(4)], count(4, later, at))).toEqual({
      outcome: 'rejected',
      code: 'COUNT_IN_FUTURE',
      detail: `the count speaks of ${later}, and it is ${at}`,
    });
  });

  it('that contradicts what has left since is refused', () => {
    const history: StockEvent[] = [
      received(9),
      reserved(1, 8),
      { ...consumed(1, 8), data: { ...consumed(1, 8).data, at: later } } as StockEvent,
    ];
    expect(on(history, count(5, at, later))).toEqual({
      outcome: 'rejected',
      code: 'COUNT_OUTDATED',
      detail: `5 units were counted, but 8 have left since ${at}: count again`,
    });
  });

  it('from before the movements that are remembered is refused', () => {
    const many = Array.from({ length: MOVEMENTS_KEPT }, () => ({
      type: 'StockReceived' as const,
      data: { ...here, at: later, quantity: 1 },
    }));
    expect(on([received(1), ...many], count(1, '2026-03-02T09:00:00.000Z', later))).toMatchObject({
      outcome: 'rejected',
      code: 'COUNT_OUTDATED',
    });
  });

  it('must be a whole number, zero or more', () => {
    expect(on([received(4)], count(-1))).toEqual({
      outcome: 'rejected',
      code: 'QUANTITY_NEGATIVE',
      detail: 'counted must be a whole number, zero or more, not -1',
    });
  });

  it('that finds what is booked makes no event, and neither does the same count again', () => {
    expect(on([received(4)], count(4))).toEqual({
      outcome: 'unchanged',
      reason: '4 units are booked already',
    });
    expect(on([received(4), counted(5, 4), received(2)], count(5))).toEqual({
      outcome: 'unchanged',
      reason: 'this count is booked already',
    });
  });

  it('settles what was suspect even when the number is right', () => {
    const history = [received(4), reserved(1, 2), released(1, 2, 2)];
    expect(on(history, count(4))).toEqual({
      outcome: 'accepted',
      events: [
        {
          type: 'StockCounted',
          data: { ...here, counted: 4, expected: 4, suspectCleared: 2, countedAt: at, revoked: [] },
        },
      ],
    });
    expect(availableToFulfill(fold(stockDecider, [...history, counted(4, 4, 2)]), 'web')).toBe(4);
  });

  it('of an hour ago is compared with what was booked then: units that came since are not lost', () => {
    const delivery: StockEvent = { type: 'StockReceived', data: { ...here, at: later, quantity: 10 } };
    const decision = on([received(4), delivery], count(3, at, later));
    expect(decision).toEqual({ outcome: 'accepted', events: [counted(3, 4)] });
    expect(fold(stockDecider, [received(4), delivery, counted(3, 4)]).onHand).toBe(13);
  });

  it('makes unknown stock known', () => {
    expect(on([], count(7))).toEqual({
      outcome: 'accepted',
      events: [
        {
          type: 'StockCounted',
          data: { ...here, counted: 7, expected: 0, suspectCleared: 0, countedAt: at, revoked: [] },
        },
      ],
    });
  });
});

describe('safety stock', () => {
  it('of a channel wins over the one of every channel', () => {
    const state = fold(stockDecider, [received(10), safety('*', 4), safety('web', 1)]);
    expect([availableToFulfill(state, 'web'), availableToFulfill(state, 'app')]).toEqual([9, 6]);
  });

  it('defined as it is changes nothing; below zero it is refused', () => {
    const define = (quantity: number): StockCommand => ({
      type: 'DefineSafetyStock',
      data: { ...here, channel: 'web', quantity },
    });
    expect(on([safety('web', 3)], define(3))).toEqual({
      outcome: 'unchanged',
      reason: 'the safety stock of web is 3 already',
    });
    expect(on([safety('*', 3)], define(3))).toEqual({ outcome: 'accepted', events: [safety('web', 3)] });
    expect(on([], define(-1))).toMatchObject({ outcome: 'rejected', code: 'QUANTITY_NEGATIVE' });
  });

  it('above what is there leaves a signed figure inside', () => {
    expect(availableToFulfill(fold(stockDecider, [received(1), safety('*', 4)]), 'web')).toBe(-3);
  });
});

describe('the check of a state', () => {
  it('names every broken rule', () => {
    const broken = {
      ...fold(stockDecider, [received(2), reserved(1, 2)]),
      onHand: 1,
    };
    expect(stockViolations(broken)).toEqual([
      'oversold: reserved 2 of 1 sellable units',
      'onHand is 1, but 2 units entered and 0 left',
    ]);
  });
});
