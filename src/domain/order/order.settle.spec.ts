import {
  after,
  allocation,
  AT,
  chairs,
  event,
  fulfillment,
  lamps,
  NEXT_WEEK,
  placed,
  planned,
  releasedAt,
  securedAt,
} from '../../../test/support/order-builders.js';
import { reopened } from '../../../test/support/order-reopenings.js';
import type { LineQuantity } from '../shared/quantities.js';
import type { OrderEvent } from './index.js';

const both = [chairs(2), lamps(3)];
const north = allocation(1, 'north', both);

const parked = (lines: readonly LineQuantity[], until: string, thenAction: 'retry' | 'cancel' = 'retry') =>
  event('DemandParked', { lines, reason: 'no stock', until, thenAction });
const cancelledParked = (lines: readonly LineQuantity[]) =>
  event('LinesCancelled', { lines, from: 'parked', reason: 'customer' });
const withdrawals = (...history: readonly OrderEvent[]) =>
  after([placed(), ...history]).withdrawals.map(({ sequence, fulfillmentId, purpose, lines }) => [
    sequence,
    fulfillmentId,
    purpose,
    lines,
  ]);

describe('a node that is asked to step back', () => {
  const history = [...releasedAt(1, north), reopened('node-suspended', { standing: true })];
  const secured = (sequence: number, round: number, lines: readonly LineQuantity[]) =>
    securedAt(round, allocation(sequence, 'south', lines, fulfillment(1)));

  it('is asked once all that takes over from it is secured, and told by whom', () => {
    const half = [...history, ...secured(2, 3, [chairs(2)])];
    expect(after([placed(), ...half]).withdrawals).toEqual([]);
    const state = after([placed(), ...half, ...secured(3, 4, [lamps(3)])]);
    expect(state.withdrawals).toEqual([
      {
        sequence: 1,
        fulfillmentId: fulfillment(1),
        nodeId: 'north',
        purpose: 'supersede',
        lines: both,
        reason: 'node-suspended',
        replacedBy: [fulfillment(2), fulfillment(3)],
      },
    ]);
    expect(state.nextWithdrawal).toBe(2);
  });

  it('is asked no longer when what takes over is lost, and anew, by another number, when it is found again', () => {
    const ready = [...history, ...secured(2, 3, both)];
    const lost = reopened('count-below-reserved', {
      sequence: 2,
      excludedNodeId: 'south',
      lines: [lamps(3)],
    });
    expect(withdrawals(...ready)).toEqual([[1, fulfillment(1), 'supersede', both]]);
    expect(withdrawals(...ready, lost)).toEqual([]);
    const again = after([placed(), ...ready, lost, ...secured(3, 5, [lamps(3)])]);
    expect(again.withdrawals.map(({ sequence, replacedBy }) => [sequence, replacedBy])).toEqual([
      [2, [fulfillment(2), fulfillment(3)]],
    ]);
  });

  it('is asked once, whatever else happens until it answers', () => {
    const ready = [...history, ...secured(2, 3, both)];
    const hold = event('OrderHeld', { holdType: 'fraud', reason: 'look at it' });
    expect(withdrawals(...ready, hold)).toEqual([[1, fulfillment(1), 'supersede', both]]);
    expect(after([placed(), ...ready, hold]).nextWithdrawal).toBe(2);
  });

  it('is asked anew, by another number, when a further node takes over a part', () => {
    const ready = [...history, ...secured(2, 3, both)];
    const lost = reopened('rejected', { sequence: 2, excludedNodeId: 'south', lines: [chairs(2)] });
    const further = [lost, ...secured(3, 5, [chairs(2)])];
    expect(
      after([placed(), ...ready, ...further]).withdrawals.map((one) => [one.sequence, one.replacedBy]),
    ).toEqual([[2, [fulfillment(2), fulfillment(3)]]]);
  });

  it('is asked for itself alone when two are to step back', () => {
    const south = allocation(2, 'south', [lamps(3)]);
    const two = [
      planned(1, allocation(1, 'north', [chairs(2)]), south),
      ...[fulfillment(1), fulfillment(2)].map((fulfillmentId) =>
        event('LinesReleased', { fulfillmentId, nodeId: 'north', lines: [] }),
      ),
      reopened('node-suspended', { standing: true, lines: [chairs(2)] }),
      reopened('manual', { standing: true, lines: [lamps(3)], sequence: 2, excludedNodeId: 'south' }),
    ];
    const takesOver = (sequence: number, old: number, lines: readonly LineQuantity[]) =>
      securedAt(4, allocation(sequence, 'west', lines, fulfillment(old)));
    const ready = [...two, ...takesOver(3, 1, [chairs(2)]), ...takesOver(4, 2, [lamps(3)])];
    expect(
      after([placed(), ...ready]).withdrawals.map((one) => [
        one.sequence,
        one.nodeId,
        one.reason,
        one.replacedBy,
      ]),
    ).toEqual([
      [1, 'north', 'node-suspended', [fulfillment(3)]],
      [2, 'south', 'manual', [fulfillment(4)]],
    ]);
    const replaced = event('FulfillmentReplaced', {
      fulfillmentId: fulfillment(1),
      replacedBy: [fulfillment(3)],
      lines: [chairs(2)],
    });
    expect(withdrawals(...ready, replaced)).toEqual([[2, fulfillment(2), 'supersede', [lamps(3)]]]);
    expect(after([placed(), ...ready, replaced]).replacements.map((one) => one.fulfillmentId)).toEqual([
      fulfillment(2),
    ]);
    const abandoned = event('ReplacementAbandoned', {
      fulfillmentId: fulfillment(1),
      abandoned: [fulfillment(3)],
      reason: 'picked',
    });
    expect(after([placed(), ...ready, abandoned]).replacements.map((one) => one.fulfillmentId)).toEqual([
      fulfillment(2),
    ]);
  });

  it('is asked for the cause that was named last, but a timeout on top of another cause changes nothing', () => {
    const timeout = reopened('acceptance-timeout', { standing: true, lines: [] });
    const manual = reopened('manual', { standing: true, lines: [] });
    const reasons = (...more: readonly OrderEvent[]) =>
      after([placed(), ...history, ...more, ...secured(2, 3, both)]).withdrawals.map(({ reason }) => reason);
    expect(reasons(timeout)).toEqual(['node-suspended']);
    expect(reasons(manual)).toEqual(['manual']);
    expect(reasons(timeout, manual)).toEqual(['manual']);
  });
});

describe('a wait for a node', () => {
  const wait = [placed(), parked([chairs(2)], NEXT_WEEK)];
  const retried = event('ParkedDemandRetried', { lines: [chairs(2)], cause: 'stock-arrived' });
  const ends = (...more: readonly OrderEvent[]) =>
    after([...wait, ...more]).lines.map((line) => line.waitsUntil);

  it('goes on while units of the line are parked, unsourced, or only asked for', () => {
    expect(ends()).toEqual([NEXT_WEEK, undefined]);
    expect(ends(retried)).toEqual([NEXT_WEEK, undefined]);
    expect(ends(retried, planned(3, allocation(1, 'north', [chairs(2)])))).toEqual([NEXT_WEEK, undefined]);
  });

  it('is over when every unit of the line is reserved, whatever another line still asks for', () => {
    expect(
      ends(
        retried,
        planned(3, allocation(2, 'south', [lamps(3)])),
        ...securedAt(4, allocation(1, 'north', [chairs(2)])),
      ),
    ).toEqual([undefined, undefined]);
  });

  it('is over when the units that were waited for are cancelled', () => {
    expect(ends(cancelledParked([chairs(2)]))).toEqual([undefined, undefined]);
  });
});

describe('an allocation', () => {
  const left = (sequence: number, lines: readonly LineQuantity[]) =>
    event('LinesShipped', { fulfillmentId: fulfillment(sequence), lines, shippedAt: AT });
  const arrived = (lines: readonly LineQuantity[]) =>
    event('LinesDelivered', { fulfillmentId: fulfillment(1), lines, deliveredAt: AT });
  const statusAfter = (...more: readonly OrderEvent[]) =>
    after([placed(), ...releasedAt(1, north), ...more]).allocations.map(({ status }) => status);

  it('is done only when all that it shipped has been delivered', () => {
    expect(statusAfter(left(1, both), arrived([chairs(2)]))).toEqual(['shipped']);
    expect(statusAfter(left(1, both), arrived([chairs(2)]), arrived([lamps(3)]))).toEqual(['done']);
  });

  it('that ships one line and loses the other is not dropped', () => {
    const lost = reopened('short-pick', { lines: [lamps(3)] });
    expect(statusAfter(lost, left(1, [chairs(2)]))).toEqual(['shipped']);
    expect(statusAfter(left(1, [chairs(2)]), lost, arrived([chairs(2)]))).toEqual(['done']);
  });

  it('that has lost all its units is dropped, and stands by for nobody', () => {
    expect(statusAfter(reopened('short-pick'))).toEqual(['dropped']);
  });

  it('whose parcel is damaged or lost gives its units back to the order, though nothing of it is open', () => {
    for (const cause of ['damaged-in-carriage', 'lost-in-carriage'] as const) {
      const state = after([
        placed(),
        ...releasedAt(1, north),
        left(1, both),
        reopened(cause, { lines: [chairs(1)] }),
      ]);
      expect(state.lines.map(({ unsourced, fulfilled }) => [unsourced, fulfilled])).toEqual([
        [1, 1],
        [0, 3],
      ]);
      expect(state.allocations.map(({ lines }) => lines.map(({ fulfilled }) => fulfilled))).toEqual([[1, 3]]);
    }
  });

  it('that is secured while the order is held stays until the hold ends, and goes then', () => {
    const hold = event('OrderHeld', { holdType: 'fraud', reason: 'look at it' });
    const free = event('OrderHoldReleased', { holdType: 'fraud' });
    const statuses = (...history: readonly OrderEvent[]) =>
      after([placed(), ...history]).allocations.map(({ status }) => status);
    expect(statuses(hold, ...securedAt(1, north))).toEqual(['secured']);
    expect(statuses(hold, ...securedAt(1, north), free)).toEqual(['releasing']);
    expect(statuses(...securedAt(1, north))).toEqual(['releasing']);
  });
});

describe('holds', () => {
  const hold = (holdType: 'fraud' | 'manual', reason: string) => event('OrderHeld', { holdType, reason });
  const free = (holdType: 'fraud' | 'manual') => event('OrderHoldReleased', { holdType });

  it('are lifted one by one; the order is open again after the last', () => {
    const two = [placed(), hold('fraud', 'look at it'), hold('manual', 'call first')];
    expect(after([...two, free('fraud')]).holds).toEqual([{ holdType: 'manual', reason: 'call first' }]);
    expect(after([...two, free('fraud')]).status).toBe('held');
    expect(after([...two, free('fraud'), free('manual')]).status).toBe('open');
  });

  it('of one kind are one hold, for the last reason that was given', () => {
    const twice = [placed(), hold('fraud', 'look at it'), hold('fraud', 'look again')];
    expect(after(twice).holds).toEqual([{ holdType: 'fraud', reason: 'look again' }]);
  });
});

describe('units that a count took the stock from, of a sku that stands on two lines', () => {
  const second = (quantity: number): LineQuantity => ({ lineId: 'l2', sku: 'CHAIR', quantity });
  const unitPrice = { amountMinor: 9900, currency: 'EUR' };
  const order = placed({ lines: [chairs(3), second(4)].map((line) => ({ ...line, unitPrice })) });
  const asked = [
    ...releasedAt(1, allocation(1, 'north', [chairs(3), second(4)])),
    reopened('count-below-reserved', { standing: true, lines: [chairs(3), second(1)] }),
  ];
  const gaveUp = (...lines: readonly LineQuantity[]) => reopened('count-below-reserved', { lines });
  const owed = (...history: readonly OrderEvent[]) =>
    after([order, ...asked, ...history]).withdrawals.map(({ sequence, purpose, lines }) => [
      sequence,
      purpose,
      lines,
    ]);
  const rejected = reopened('rejected', { lines: [chairs(1), second(1)] });

  it('are asked of the other line, as another duty, when the node rejects some of them', () => {
    expect(owed(rejected)).toEqual([
      [1, 'pull-back', [chairs(2), second(1)]],
      [2, 'pull-back', [second(1)]],
    ]);
    expect(owed(rejected, gaveUp(chairs(2), second(1)))).toEqual([[2, 'pull-back', [second(1)]]]);
    expect(owed(rejected, gaveUp(chairs(2), second(1)), gaveUp(second(1)))).toEqual([]);
  });

  it('are asked of the other line when the node gave up what it had left before it was heard to reject', () => {
    expect(owed(gaveUp(chairs(2), second(1)))).toEqual([[1, 'pull-back', [chairs(1)]]]);
    expect(owed(gaveUp(chairs(2), second(1)), rejected)).toEqual([[2, 'pull-back', [second(1)]]]);
  });

  it('are asked of the other line when the customer cancels the first', () => {
    const cancelled = event('CancellationRequested', {
      reason: 'customer',
      lines: [chairs(3)],
      fulfillmentIds: [fulfillment(1)],
      wholeOrder: false,
    });
    expect(owed(cancelled).filter(([, purpose]) => purpose === 'pull-back')).toEqual([
      [1, 'pull-back', [second(1)]],
      [3, 'pull-back', [second(3)]],
    ]);
  });

  it('are all that is left when the node has less than that', () => {
    const most = reopened('rejected', { lines: [chairs(3), second(3)] });
    expect(owed(most)).toEqual([[1, 'pull-back', [second(1)]]]);
  });
});
