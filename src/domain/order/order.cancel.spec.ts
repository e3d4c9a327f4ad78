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
  securedAt,
} from '../../../test/support/order-builders.js';
import type { OrderEvent } from './index.js';

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
      event('LinesShipped', { fulfillmentId: F1, lines: both, shippedAt: LATER }),
      event('CancellationRefused', {
        fulfillmentId: F1,
        lines: [chairs(1)],
        reason: `shipped before the wish reached the node: ${reason}`,
      }),
    ]);
    expect(decided([...history, shipped], tooLate)).toEqual({
      outcome: 'unchanged',
      reason: 'no cancellation is awaited',
    });
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

describe('cancelling a line', () => {
  it.each([
    ['LINE_UNKNOWN', command('CancelLine', { lineId: 'l9', reason })],
    ['QUANTITY_INVALID', cancelChairs(0)],
    ['QUANTITY_EXCEEDS_OPEN', cancelChairs(3)],
  ])('%s', (code, sent) => {
    expect(decided([placed()], sent)).toMatchObject({ outcome: 'rejected', code });
  });

  it('twice asks the node for no unit twice', () => {
    const history = [...atNode, asked([chairs(2)])];
    expect(decided(history, cancelChairs())).toEqual({
      outcome: 'unchanged',
      reason: 'line l1 is cancelled already, or asked back',
    });
    expect(decided(history, cancelChairs(1))).toMatchObject({ code: 'NOTHING_TO_CANCEL' });
  });

  it('takes units that no node has first, then those of the least advanced fulfillment', () => {
    const history: readonly OrderEvent[] = [
      placed({ lines: [{ ...chairs(6), unitPrice: { amountMinor: 1, currency: 'EUR' } }] }),
      ...releasedAt(1, allocation(1, 'north', [chairs(2)])),
      planned(2, allocation(2, 'south', [chairs(2)])),
      event('DemandParked', {
        lines: [chairs(1)],
        reason: 'no stock',
        until: NEXT_WEEK,
        thenAction: 'retry',
      }),
    ];
    expect(decided(history, cancelChairs(5))).toEqual([
      event('CancellationRequested', {
        lines: [chairs(1)],
        fulfillmentIds: [F1],
        reason,
        wholeOrder: false,
      }),
      event('LinesCancelled', { lines: [chairs(1)], reason, from: 'unsourced' }),
      event('LinesCancelled', { lines: [chairs(1)], reason, from: 'parked' }),
      event('LinesCancelled', { lines: [chairs(2)], reason, fulfillmentId: F2, from: 'allocation' }),
    ]);
  });

  it('in part, before the stock has answered, takes the whole claim back and sources the rest anew', () => {
    expect(decided([placed(), planned(1, north)], cancelChairs(1))).toEqual([
      event('LinesCancelled', { lines: [chairs(1)], reason, fulfillmentId: F1, from: 'allocation' }),
      event('DemandReopened', {
        fulfillmentId: F1,
        lines: [chairs(1)],
        cause: 'manual',
        standing: false,
        excludedNodeId: 'north',
        excludedUntil: '2026-03-02T10:00:00.000Z',
        attempt: 1,
      }),
    ]);
  });

  it('secures an allocation whose last unanswered sku it takes away', () => {
    const confirmed = event('ReservationConfirmed', {
      fulfillmentId: F1,
      nodeId: 'north',
      sku: 'LAMP',
      quantity: 3,
    });
    expect(decided([placed(), planned(1, north), confirmed], cancelChairs())).toEqual([
      event('LinesCancelled', { lines: [chairs(2)], reason, fulfillmentId: F1, from: 'allocation' }),
      event('AllocationSecured', { fulfillmentId: F1, nodeId: 'north', lines: [lamps(3)] }),
    ]);
  });

  it('asks the fulfillment, not the order alone, once its release may be on the way', () => {
    expect(decided([placed(), ...securedAt(1, north)], cancelChairs(1))).toEqual([
      event('CancellationRequested', {
        lines: [chairs(1)],
        fulfillmentIds: [F1],
        reason,
        wholeOrder: false,
      }),
    ]);
  });

  it('of a fulfillment that is being replaced begins the search anew for what it keeps', () => {
    const history = [
      ...atNode,
      event('DemandReopened', {
        fulfillmentId: F1,
        lines: both,
        cause: 'acceptance-timeout',
        standing: true,
        excludedNodeId: 'north',
        excludedUntil: NEXT_WEEK,
        attempt: 1,
      }),
      planned(3, allocation(2, 'south', both, F1)),
    ];
    expect(decided(history, cancelChairs(1))).toEqual([
      event('ReplacementAbandoned', { fulfillmentId: F1, abandoned: [F2], reason: 'the customer cancels' }),
      asked([chairs(1)]),
      event('DemandReopened', {
        fulfillmentId: F1,
        lines: [chairs(1), lamps(3)],
        cause: 'acceptance-timeout',
        standing: true,
        excludedNodeId: 'north',
        excludedUntil: '2026-03-02T10:00:00.000Z',
        attempt: 2,
      }),
    ]);
  });

  it('ends the order when nothing else is left', () => {
    expect(decided([...atNode, asked([chairs(2)]), shipped], cancelOrder)).toMatchObject({
      code: 'NOTHING_TO_CANCEL',
    });
    const lampsGone = event('LinesCancelled', { lines: [lamps(3)], reason: 'too many', from: 'unsourced' });
    expect(decided([placed(), lampsGone], cancelChairs())).toEqual([
      event('LinesCancelled', { lines: [chairs(2)], reason, from: 'unsourced' }),
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
