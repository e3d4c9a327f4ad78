import {
  after,
  allocation,
  chairs,
  event,
  fulfillment,
  lamps,
  LATER,
  NEXT_WEEK,
  placed,
  planned,
  releasedAt,
} from '../../../test/support/order-builders.js';
import { reopened } from '../../../test/support/order-reopenings.js';
import type { LineQuantity } from '../shared/quantities.js';
import type { OrderEvent } from './index.js';

const both = [chairs(2), lamps(3)];
const north = allocation(1, 'north', both);
const SOON = '2026-03-02T11:00:00.000Z';

const parked = (lines: readonly LineQuantity[], until: string, thenAction: 'retry' | 'cancel' = 'retry') =>
  event('DemandParked', { lines, reason: 'no stock', until, thenAction });
const cancelledParked = (lines: readonly LineQuantity[]) =>
  event('LinesCancelled', { lines, from: 'parked', reason: 'customer' });
const waiting = (...history: readonly OrderEvent[]) =>
  after([placed(), ...history]).parked.map(({ until, thenAction, lines }) => [until, thenAction, lines]);

const requested = (lines: readonly LineQuantity[], ...sequences: readonly number[]) =>
  event('CancellationRequested', {
    lines,
    fulfillmentIds: sequences.map(fulfillment),
    reason: 'customer',
    wholeOrder: false,
  });
const withdrawals = (...history: readonly OrderEvent[]) =>
  after([placed(), ...history]).withdrawals.map(({ sequence, fulfillmentId, purpose, lines }) => [
    sequence,
    fulfillmentId,
    purpose,
    lines,
  ]);

describe('units that leave the parked demand', () => {
  it('are those of the entry that is just them, however late it is due', () => {
    expect(
      waiting(
        parked([chairs(1), lamps(1)], SOON),
        parked([chairs(1)], NEXT_WEEK),
        cancelledParked([chairs(1)]),
      ),
    ).toEqual([[SOON, 'retry', [chairs(1), lamps(1)]]]);
  });

  it('come from what is to be cancelled before what is to be tried again', () => {
    const tryAgain = parked([chairs(1), lamps(1)], SOON);
    const giveUp = parked([chairs(1), lamps(2)], NEXT_WEEK, 'cancel');
    const left = [
      [SOON, 'retry', [chairs(1), lamps(1)]],
      [NEXT_WEEK, 'cancel', [lamps(2)]],
    ];
    expect(waiting(tryAgain, giveUp, cancelledParked([chairs(1)]))).toEqual(left);
    expect(waiting(giveUp, tryAgain, cancelledParked([chairs(1)]))).toEqual(left.toReversed());
  });

  it('come from what is due next, and only what it lacks from what is due later', () => {
    const first = parked([chairs(1), lamps(1)], SOON);
    const second = parked([chairs(1), lamps(2)], LATER);
    expect(waiting(second, first, cancelledParked([lamps(1)]))).toEqual([
      [LATER, 'retry', [chairs(1), lamps(2)]],
      [SOON, 'retry', [chairs(1)]],
    ]);
    expect(waiting(first, second, cancelledParked([lamps(2)]))).toEqual([
      [SOON, 'retry', [chairs(1)]],
      [LATER, 'retry', [chairs(1), lamps(1)]],
    ]);
  });

  it('are no units of a replacement that is parked beside them', () => {
    const replacing = event('DemandParked', {
      lines: [lamps(1)],
      reason: 'no stock',
      until: SOON,
      thenAction: 'retry',
      replaces: fulfillment(1),
    });
    const lampsAtNorth = allocation(1, 'north', [lamps(1)]);
    const standing = reopened('manual', { standing: true, lines: [lamps(1)] });
    const state = after([
      placed(),
      ...releasedAt(1, lampsAtNorth),
      standing,
      replacing,
      parked([chairs(2), lamps(1)], LATER),
      cancelledParked([lamps(1)]),
    ]);
    expect(state.parked).toEqual([
      { lines: [lamps(1)], reason: 'no stock', until: SOON, thenAction: 'retry', replaces: fulfillment(1) },
      { lines: [chairs(2)], reason: 'no stock', until: LATER, thenAction: 'retry' },
    ]);
  });
});

describe('a node that failed', () => {
  const exclusions = (...history: readonly OrderEvent[]) =>
    after([placed(), planned(1, north), ...history]).exclusions;
  const at = (nodeId: string, sku: string, until: string) => ({ nodeId, sku, until });

  it('is left out for the skus that it failed for, and for no other', () => {
    expect(exclusions(reopened('rejected', { lines: [chairs(1)] }))).toEqual([at('north', 'CHAIR', LATER)]);
  });

  it('is left out until the latest end that was said, whichever was said last', () => {
    const long = reopened('rejected', { lines: [chairs(1)], excludedUntil: NEXT_WEEK });
    const short = reopened('rejected', { lines: [chairs(1)], excludedUntil: SOON });
    expect(exclusions(short, long)).toEqual([at('north', 'CHAIR', NEXT_WEEK)]);
    expect(exclusions(long, short)).toEqual([at('north', 'CHAIR', NEXT_WEEK)]);
  });

  it('does not change how long another node, or it for another sku, is left out', () => {
    const others = [
      reopened('rejected', { lines: [lamps(1)], excludedUntil: SOON }),
      reopened('rejected', { lines: [chairs(1)], excludedNodeId: 'south', excludedUntil: SOON }),
    ];
    expect(exclusions(...others, reopened('rejected', { lines: [chairs(1)] }))).toEqual([
      at('north', 'LAMP', SOON),
      at('south', 'CHAIR', SOON),
      at('north', 'CHAIR', LATER),
    ]);
  });
});

describe('units that are asked back', () => {
  it('are counted through: each request has a number of its own', () => {
    const split = [
      planned(1, allocation(1, 'north', [chairs(2)]), allocation(2, 'south', [lamps(3)])),
      requested([chairs(1), lamps(1)], 1, 2),
      requested([lamps(1)], 2),
    ];
    expect(withdrawals(...split)).toEqual([
      [1, fulfillment(1), 'cancel', [chairs(1)]],
      [2, fulfillment(2), 'cancel', [lamps(1)]],
      [3, fulfillment(2), 'cancel', [lamps(1)]],
    ]);
  });

  it('of a fulfillment that the order does not know are not asked of anybody', () => {
    expect(withdrawals(planned(1, north), requested([chairs(1)], 9, 1))).toEqual([
      [1, fulfillment(1), 'cancel', [chairs(1)]],
    ]);
  });

  it('for the customer come before those that have no stock behind them; both are never more than there are', () => {
    const missing = reopened('count-below-reserved', { standing: true, lines: [chairs(2)] });
    const history = [...releasedAt(1, north), missing, requested([chairs(1)], 1)];
    expect(withdrawals(...history)).toEqual([
      [1, fulfillment(1), 'pull-back', [chairs(1)]],
      [2, fulfillment(1), 'cancel', [chairs(1)]],
    ]);
  });

  it('as a pull-back count neither as an attempt nor as a search', () => {
    const missing = reopened('count-below-reserved', { standing: true, lines: [chairs(2)] });
    const state = after([placed(), ...releasedAt(1, north), missing]);
    expect(state.replacements).toEqual([]);
    expect(state.lines.map((line) => line.attempts)).toEqual([0, 0]);
    expect(state.nextWithdrawal).toBe(2);
  });

  it('are owed no longer once they have come back, and only that much', () => {
    const missing = reopened('count-below-reserved', { standing: true, lines: both });
    const given = reopened('count-below-reserved', { lines: [chairs(2), lamps(1)] });
    expect(withdrawals(...releasedAt(1, north), missing, given)).toEqual([
      [1, fulfillment(1), 'pull-back', [lamps(2)]],
    ]);
  });

  it('may be a part of what is there: the rest is not given up for them', () => {
    const missing = reopened('count-below-reserved', { standing: true, lines: [chairs(1)] });
    const given = reopened('count-below-reserved', { lines: [chairs(1)] });
    expect(withdrawals(...releasedAt(1, north), missing, given)).toEqual([]);
    const gone = event('LinesCancelled', {
      lines: [chairs(1)],
      fulfillmentId: fulfillment(1),
      from: 'fulfillment',
      reason: 'customer',
    });
    expect(withdrawals(...releasedAt(1, north), requested([chairs(1)], 1), gone)).toEqual([]);
    const refused = event('CancellationRefused', {
      fulfillmentId: fulfillment(1),
      lines: [chairs(1)],
      reason: 'packed',
    });
    expect(withdrawals(...releasedAt(1, north), requested([chairs(1)], 1), refused)).toEqual([]);
    const rejected = reopened('rejected', { lines: [chairs(1)] });
    expect(withdrawals(...releasedAt(1, north), missing, rejected)).toEqual([
      [1, fulfillment(1), 'pull-back', [chairs(1)]],
    ]);
  });

  it('of one fulfillment are not answered by another', () => {
    const one = allocation(1, 'north', [lamps(1), chairs(1)]);
    const two = allocation(2, 'south', [lamps(2), chairs(1)]);
    const answer = (fulfillmentId: string) =>
      event('LinesCancelled', { lines: [lamps(1)], fulfillmentId, from: 'fulfillment', reason: 'customer' });
    const asked = [planned(1, one, two), requested([lamps(1)], 1), requested([lamps(1)], 2)];
    expect(withdrawals(...asked, answer(fulfillment(2)))).toEqual([
      [1, fulfillment(1), 'cancel', [lamps(1)]],
    ]);
    const back = (sequence: number, lines: readonly LineQuantity[], standing: boolean) =>
      reopened('count-below-reserved', { sequence, lines, standing });
    const short = [planned(1, one, two), back(1, [lamps(1)], true), back(2, [lamps(1)], true)];
    expect(withdrawals(...short, back(2, [lamps(1)], false))).toEqual([
      [1, fulfillment(1), 'pull-back', [lamps(1)]],
    ]);
  });

  it('of another fulfillment, or for the customer, are still owed when a pull-back is answered', () => {
    const one = allocation(1, 'north', [chairs(2), lamps(1)]);
    const two = allocation(2, 'south', [lamps(2)]);
    const history = [
      planned(1, one, two),
      requested([chairs(1)], 1),
      reopened('count-below-reserved', { standing: true, lines: [chairs(1), lamps(1)] }),
      reopened('count-below-reserved', {
        standing: true,
        lines: [lamps(2)],
        sequence: 2,
        excludedNodeId: 'south',
      }),
      reopened('count-below-reserved', { lines: [lamps(1)] }),
    ];
    expect(withdrawals(...history)).toEqual([
      [1, fulfillment(1), 'cancel', [chairs(1)]],
      [2, fulfillment(1), 'pull-back', [chairs(1)]],
      [3, fulfillment(2), 'pull-back', [lamps(2)]],
    ]);
  });

  it('as a pull-back are forgotten when the goods are in hand, and those for the customer are not', () => {
    const missing = reopened('count-below-reserved', { standing: true, lines: [chairs(1)] });
    const elsewhere = reopened('count-below-reserved', { standing: true, lines: [lamps(2)], sequence: 2 });
    const picked = event('LinesPicked', { fulfillmentId: fulfillment(1), lines: [chairs(2)] });
    const split = planned(1, allocation(1, 'north', [chairs(2)]), allocation(2, 'south', [lamps(3)]));
    expect(withdrawals(split, missing, elsewhere, requested([chairs(1)], 1), picked)).toEqual([
      [2, fulfillment(2), 'pull-back', [lamps(2)]],
      [3, fulfillment(1), 'cancel', [chairs(1)]],
    ]);
  });

  it('for the customer are answered by the fulfillment that was asked, the oldest request first', () => {
    const split = [
      planned(1, allocation(1, 'north', [lamps(2)]), allocation(2, 'south', [chairs(2), lamps(1)])),
      requested([lamps(1)], 1),
      requested([lamps(1)], 1),
      requested([lamps(1)], 2),
      event('LinesCancelled', {
        lines: [lamps(1)],
        fulfillmentId: fulfillment(1),
        from: 'fulfillment',
        reason: 'customer',
      }),
    ];
    expect(withdrawals(...split)).toEqual([
      [2, fulfillment(1), 'cancel', [lamps(1)]],
      [3, fulfillment(2), 'cancel', [lamps(1)]],
    ]);
  });
});

describe('cancelled units whose place an older event does not name', () => {
  it('were with the fulfillment that it names, or else unsourced', () => {
    const sourced = [placed(), planned(1, allocation(1, 'north', [chairs(2)]))];
    const gone = (lines: readonly LineQuantity[], of?: string) =>
      after([
        ...sourced,
        event('LinesCancelled', {
          lines,
          reason: 'customer',
          ...(of === undefined ? {} : { fulfillmentId: of }),
        }),
      ]).lines.map(({ cancelled, unsourced, inFulfillment }) => [cancelled, unsourced, inFulfillment]);
    expect(gone([chairs(1)], fulfillment(1))).toEqual([
      [1, 0, 1],
      [0, 3, 0],
    ]);
    expect(gone([lamps(1)])).toEqual([
      [0, 0, 2],
      [1, 2, 0],
    ]);
  });
});
