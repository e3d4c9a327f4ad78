import {
  after,
  allocation,
  chairs,
  command,
  decided,
  event,
  fulfillment,
  lamps,
  LATER,
  NEXT_WEEK,
  placed,
  planned,
  releasedAt,
} from '../../../test/support/order-builders.js';

const F1 = fulfillment(1);
const F2 = fulfillment(2);
const both = [chairs(2), lamps(3)];
const north = allocation(1, 'north', both);
const reason = 'changed my mind';
const cancelOrder = command('CancelOrder', { reason });
const cancelChairs = (quantity?: number) =>
  command(
    'CancelLine',
    quantity === undefined ? { lineId: 'l1', reason } : { lineId: 'l1', quantity, reason },
  );
const atNode = [placed(), ...releasedAt(1, north)];
const shipped = event('LinesShipped', { fulfillmentId: F1, lines: both, shippedAt: LATER });
const asked = (lines: typeof both, wholeOrder = false) =>
  event('CancellationRequested', { lines, fulfillmentIds: [F1], reason, wholeOrder });
const gaveBack = (lines: typeof both) =>
  command('RecordWithdrawal', { fulfillmentId: F1, lines, purpose: 'cancel' });
const tooLate = command('RecordWithdrawalRefused', {
  fulfillmentId: F1,
  purpose: 'cancel',
  reason: 'shipped',
});

describe('cancelling that comes too late', () => {
  it('is refused when every unit has left for the customer', () => {
    expect(decided([...atNode, shipped], cancelOrder)).toEqual({
      outcome: 'rejected',
      code: 'NOTHING_TO_CANCEL',
      detail: 'every unit has left for the customer',
    });
    expect(decided([...atNode, shipped], cancelChairs())).toEqual({
      outcome: 'rejected',
      code: 'NOTHING_TO_CANCEL',
      detail: 'no unit of line l1 can be cancelled any more',
    });
  });

  it('is told to the customer when the node refuses, and the units go on', () => {
    const history = [...atNode, asked([chairs(1)])];
    expect(decided(history, tooLate)).toEqual([
      event('CancellationRefused', { fulfillmentId: F1, lines: [chairs(1)], reason: 'shipped' }),
    ]);
    expect(after(history, tooLate).withdrawals).toEqual([]);
  });

  it('is refused at once when the goods ship before the node has answered', () => {
    const ship = command('RecordProgress', {
      fulfillmentId: F1,
      step: 'shipped',
      lines: both,
      occurredAt: LATER,
    });
    const history = [...atNode, asked([chairs(1)])];
    expect(decided(history, ship)).toEqual([
      event('CancellationRefused', {
        fulfillmentId: F1,
        lines: [chairs(1)],
        reason: `shipped before the wish reached the node: ${reason}`,
      }),
      event('LinesShipped', { fulfillmentId: F1, lines: both, shippedAt: LATER }),
    ]);
    expect(decided([...history, shipped], tooLate)).toEqual({
      outcome: 'unchanged',
      reason: 'no cancellation is awaited',
    });
  });

  it('is refused for the units that left, and still asked for those that did not', () => {
    const ship = command('RecordProgress', {
      fulfillmentId: F1,
      step: 'delivered',
      lines: [chairs(2), lamps(2)],
      occurredAt: LATER,
    });
    const state = after([...atNode, asked([lamps(2)])], ship);
    expect(state.allocations[0]?.refusedWish?.lines).toEqual([lamps(1)]);
    expect(state.withdrawals.map((pending) => pending.lines)).toEqual([[lamps(1)]]);
  });

  it('is remembered: units that were never sent, or get lost, are cancelled after all', () => {
    const refused = event('CancellationRefused', { fulfillmentId: F1, lines: [lamps(2)], reason: 'shipped' });
    const history = [...atNode, asked([lamps(2)]), refused];
    const missing = command('ReopenDemand', {
      fulfillmentId: F1,
      cause: 'short-pick',
      lines: [chairs(1), lamps(1)],
      excludedUntil: LATER,
    });
    const lost = command('ReopenDemand', {
      fulfillmentId: F1,
      cause: 'lost-in-carriage',
      excludedUntil: LATER,
    });
    const short = after(history, missing);
    expect(short.lines.map((line) => [line.cancelled, line.unsourced])).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(after(history, missing, lost).lines.map((line) => [line.cancelled, line.unsourced])).toEqual([
      [0, 2],
      [2, 1],
    ]);
  });

  it('is remembered also when the news of the loss overtakes that of the shipment', () => {
    const lost = command('ReopenDemand', {
      fulfillmentId: F1,
      cause: 'lost-in-carriage',
      excludedUntil: LATER,
    });
    const state = after([...atNode, asked([lamps(2)])], lost);
    expect(state.lines.map((line) => [line.cancelled, line.unsourced])).toEqual([
      [0, 2],
      [2, 1],
    ]);
  });

  it('never has lost goods sent again', () => {
    const history = [
      ...atNode,
      asked(both, true),
      event('LinesShipped', { fulfillmentId: F1, lines: both, shippedAt: LATER }),
    ];
    const lost = command('ReopenDemand', {
      fulfillmentId: F1,
      cause: 'lost-in-carriage',
      excludedUntil: LATER,
    });
    expect(decided(history, lost)).toEqual([
      event('DemandReopened', {
        fulfillmentId: F1,
        lines: both,
        cause: 'lost-in-carriage',
        standing: false,
        excludedNodeId: 'north',
        excludedUntil: LATER,
        attempt: 1,
      }),
      event('LinesCancelled', { lines: both, reason, from: 'unsourced' }),
      event('OrderCancelled', { reason }),
    ]);
  });
});

describe('cancelling the order', () => {
  it('ends it at once while no node has any of it', () => {
    expect(decided([placed(), planned(1, north)], cancelOrder)).toEqual([
      event('LinesCancelled', { lines: both, reason, fulfillmentId: F1, from: 'allocation' }),
      event('OrderCancelled', { reason }),
    ]);
  });

  it('asks the nodes back for what they have, and ends when they have given it up', () => {
    expect(decided(atNode, cancelOrder)).toEqual([asked(both, true)]);
    expect(decided([...atNode, asked(both, true)], gaveBack(both))).toEqual([
      event('LinesCancelled', { lines: both, reason, fulfillmentId: F1, from: 'fulfillment' }),
      event('OrderCancelled', { reason }),
    ]);
  });

  it('cancels units that a node declines meanwhile instead of sourcing them', () => {
    const rejected = command('ReopenDemand', {
      fulfillmentId: F1,
      cause: 'rejected',
      lines: [lamps(3)],
      excludedUntil: NEXT_WEEK,
    });
    const state = after([...atNode, asked(both, true)], rejected);
    expect(state.lines.map((line) => [line.cancelled, line.unsourced, line.inFulfillment])).toEqual([
      [0, 0, 2],
      [3, 0, 0],
    ]);
  });

  it('stops every search for a replacement', () => {
    const history = [
      ...atNode,
      event('DemandReopened', {
        fulfillmentId: F1,
        lines: both,
        cause: 'node-suspended',
        standing: true,
        excludedNodeId: 'north',
        excludedUntil: NEXT_WEEK,
        attempt: 1,
      }),
      planned(3, allocation(2, 'south', both, F1)),
    ];
    expect(decided(history, cancelOrder)).toEqual([
      event('ReplacementAbandoned', { fulfillmentId: F1, abandoned: [F2], reason: 'the customer cancels' }),
      asked(both, true),
    ]);
  });

  it('closes it when the rest has reached the customer', () => {
    const history = [
      placed(),
      ...releasedAt(1, allocation(1, 'north', [chairs(2)])),
      event('LinesShipped', { fulfillmentId: F1, lines: [chairs(2)], shippedAt: LATER }),
    ];
    const delivered = event('LinesDelivered', { fulfillmentId: F1, lines: [chairs(2)], deliveredAt: LATER });
    expect(decided([...history, delivered], cancelOrder)).toEqual([
      event('LinesCancelled', { lines: [lamps(3)], reason, from: 'unsourced' }),
      event('OrderClosed', { late: false }),
    ]);
    expect(decided(history, cancelOrder)).toEqual([
      event('CancellationRequested', { lines: [], fulfillmentIds: [], reason, wholeOrder: true }),
      event('LinesCancelled', { lines: [lamps(3)], reason, from: 'unsourced' }),
    ]);
  });
});

describe('a withdrawal', () => {
  it('of units that the fulfillment has no more changes nothing', () => {
    expect(decided([...atNode, asked(both, true), shipped], gaveBack(both))).toEqual({
      outcome: 'unchanged',
      reason: `${F1} has none of these units any more`,
    });
  });

  it('is a fact also when the order asks for nothing any more', () => {
    expect(decided(atNode, gaveBack([chairs(1)]))).toEqual([
      event('LinesCancelled', {
        lines: [chairs(1)],
        reason: 'cancelled',
        fulfillmentId: F1,
        from: 'fulfillment',
      }),
    ]);
  });

  it('for a fulfillment the order never had is refused', () => {
    const sent = command('RecordWithdrawal', { fulfillmentId: F2, lines: both, purpose: 'cancel' });
    expect(decided(atNode, sent)).toMatchObject({ code: 'FULFILLMENT_UNKNOWN' });
    const refusal = command('RecordWithdrawalRefused', { fulfillmentId: F2, purpose: 'cancel', reason: 'x' });
    expect(decided(atNode, refusal)).toMatchObject({ code: 'FULFILLMENT_UNKNOWN' });
  });
});
