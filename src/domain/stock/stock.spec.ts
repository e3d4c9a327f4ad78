import { fold } from '../../../test/support/given-when-then.js';
import {
  claim,
  committed,
  consumed,
  damaged,
  here,
  on,
  received,
  refusal,
  released,
  reserve,
  reserved,
  safety,
} from '../../../test/support/stock-builders.js';
import { pickable, type StockCommand, type StockEvent, stockDecider, stockViolations } from './index.js';
import { CLOSED_CLAIMS_KEPT } from './stock.state.js';

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
