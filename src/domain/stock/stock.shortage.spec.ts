import { fold } from '../../../test/support/given-when-then.js';
import {
  at,
  committed,
  consumed,
  count,
  damaged,
  here,
  later,
  on,
  received,
  released,
  reserved,
  safety,
} from '../../../test/support/stock-builders.js';
import {
  availableToFulfill,
  type StockCommand,
  type StockEvent,
  stockDecider,
  stockViolations,
} from './index.js';
import { MOVEMENTS_KEPT } from './stock.state.js';

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
