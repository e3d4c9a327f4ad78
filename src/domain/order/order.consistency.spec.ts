import {
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
  sourcingDecision,
} from '../../../test/support/order-builders.js';
import { reopened } from '../../../test/support/order-reopenings.js';
import type { LineQuantity } from '../shared/quantities.js';
import type { OrderEvent, RecordProgress } from './index.js';

const F1 = fulfillment(1);
const F2 = fulfillment(2);
const both = [chairs(2), lamps(3)];
const north = allocation(1, 'north', both);
const atNode = [placed(), ...releasedAt(1, north)];
const run = (changes: object = {}) =>
  command('RecordSourcing', {
    round: 1,
    allocations: [],
    unplaced: both,
    parkUntil: NEXT_WEEK,
    thenAction: 'retry',
    decision: sourcingDecision(),
    ...changes,
  });
const progress = (step: RecordProgress['data']['step'], lines: readonly LineQuantity[]) =>
  command('RecordProgress', { fulfillmentId: F1, step, lines, occurredAt: LATER, pickupBy: NEXT_WEEK });
const kinds = (history: readonly OrderEvent[], sent: Parameters<typeof decided>[1]) => {
  const events = decided(history, sent);
  return Array.isArray(events)
    ? (events as unknown as readonly OrderEvent[]).map((one) => [
        one.type,
        'reason' in one.data ? one.data.reason : '',
      ])
    : events;
};
const requested = (lines: readonly LineQuantity[], wholeOrder = false) =>
  event('CancellationRequested', { lines, fulfillmentIds: [F1], reason: 'customer', wholeOrder });

describe('a plan whose figures only seem to be right', () => {
  const refused = (detail: string) => ({ outcome: 'rejected', code: 'SOURCING_INCONSISTENT', detail });

  it('is refused when it calls a line by another sku', () => {
    const wrong = { lineId: 'l2', sku: 'CHAIR', quantity: 3 };
    expect(decided([placed()], run({ unplaced: [chairs(2), wrong] }))).toEqual(
      refused('the order has no 3 units of CHAIR on line l2'),
    );
  });

  it('is refused when parts of units, or more and less than nothing, add up', () => {
    expect(decided([placed()], run({ unplaced: [chairs(2), lamps(2.5), lamps(0.5)] }))).toEqual(
      refused('the order has no 2.5 units of LAMP on line l2'),
    );
    expect(decided([placed()], run({ unplaced: [chairs(2), lamps(4), lamps(-1)] }))).toEqual(
      refused('the order has no -1 units of LAMP on line l2'),
    );
  });

  it('is refused when it leaves a line out', () => {
    expect(decided([placed()], run({ unplaced: [chairs(2)] }))).toEqual(
      refused('the units planned and left over are not those of the demand'),
    );
  });
});

describe('a policy that cancels what has no node', () => {
  const giveUp = { decision: sourcingDecision('cancel'), unplacedReason: 'too far' };
  const atSouth = { nodeId: 'south', method: 'ship', lines: [chairs(2)] };

  it('cancels nothing when all has one', () => {
    const sent = run({ ...giveUp, allocations: [{ ...atSouth, lines: both }], unplaced: [] });
    expect(kinds([placed()], sent)).toEqual([['SourcingPlanned', '']]);
  });

  it('cancels the rest beside a plan, where the record of the run stands already', () => {
    const sent = run({ ...giveUp, allocations: [atSouth], unplaced: [lamps(3)] });
    expect(decided([placed()], sent)).toEqual(
      [
        planned(1, allocation(1, 'south', [chairs(2)])),
        event('LinesCancelled', { lines: [lamps(3)], reason: 'too far', from: 'unsourced' }),
      ].map((one) =>
        'decision' in one.data ? { ...one, data: { ...one.data, decision: giveUp.decision } } : one,
      ),
    );
  });

  it('ends the order for the reason that the run gave', () => {
    expect(kinds([placed()], run(giveUp))).toEqual([
      ['LinesCancelled', 'too far'],
      ['OrderCancelled', 'too far'],
    ]);
  });
});

describe('an order of which nothing is left', () => {
  it('is cancelled for the reason of the last lines to go', () => {
    const half = [
      placed(),
      event('LinesCancelled', { lines: [chairs(2)], reason: 'first', from: 'unsourced' }),
    ];
    const last = command('CancelLine', { lineId: 'l2', quantity: 3, reason: 'second' });
    expect(kinds(half, last)).toEqual([
      ['LinesCancelled', 'second'],
      ['OrderCancelled', 'second'],
    ]);
  });

  it('is cancelled for the customer’s reason when it was the customer who cancelled all of it', () => {
    const ready = event('LinesReadyForPickup', { fulfillmentId: F1, lines: both, pickupBy: NEXT_WEEK });
    expect(kinds([...atNode, ready, requested(both, true)], progress('not-collected', both))).toEqual([
      ['LinesCancelled', 'no-show'],
      ['OrderCancelled', 'customer'],
    ]);
  });
});

describe('stand-by allocations take over at once from a node that gives all its units up', () => {
  const standing = [...atNode, reopened('node-suspended', { standing: true })];
  const standby = allocation(2, 'south', both, F1);
  const leave = (changes: object = {}) =>
    command('ReopenDemand', { fulfillmentId: F1, cause: 'rejected', excludedUntil: LATER, ...changes });

  it('but not for units that nobody could find or that the count did not find: they are sourced anew', () => {
    const covered = [...standing, planned(3, standby)];
    for (const changes of [{ cause: 'short-pick' }, { suspect: true }]) {
      expect(kinds(covered, leave(changes))).toEqual([
        ['ReplacementAbandoned', 'the fulfillment gave units up'],
        ['DemandReopened', ''],
      ]);
    }
    expect(decided(covered, leave())).toEqual([
      event('FulfillmentReplaced', { fulfillmentId: F1, replacedBy: [F2], lines: both }),
    ]);
  });

  it('and are secured like any other when their stock is confirmed later', () => {
    const replaced = event('FulfillmentReplaced', { fulfillmentId: F1, replacedBy: [F2], lines: both });
    const confirmed = event('ReservationConfirmed', {
      fulfillmentId: F2,
      nodeId: 'south',
      sku: 'CHAIR',
      quantity: 2,
    });
    const history = [...standing, planned(3, standby), replaced, confirmed];
    const last = { fulfillmentId: F2, nodeId: 'south', sku: 'LAMP', quantity: 3 };
    expect(decided(history, command('ConfirmReservation', last))).toEqual([
      event('ReservationConfirmed', last),
      event('AllocationSecured', { fulfillmentId: F2, nodeId: 'south', lines: both }),
    ]);
  });

  it('and are secured as a replacement while the old node stands', () => {
    const confirmed = securedAt(3, standby).slice(0, 2);
    const last = { fulfillmentId: F2, nodeId: 'south', sku: 'LAMP', quantity: 3 };
    expect(decided([...standing, ...confirmed], command('ConfirmReservation', last))).toEqual([
      event('ReservationConfirmed', last),
      event('AllocationSecured', { fulfillmentId: F2, nodeId: 'south', lines: both, replaces: F1 }),
    ]);
  });

  it('the search goes on when the node merely hears of the work', () => {
    const releasing = [placed(), ...securedAt(1, north), reopened('node-suspended', { standing: true })];
    expect(decided(releasing, progress('released', both))).toEqual([
      event('LinesReleased', { fulfillmentId: F1, nodeId: 'north', lines: both }),
    ]);
  });
});

describe('a parcel that is damaged', () => {
  it('is no answer to the wish to cancel what has not left yet', () => {
    const partly = event('LinesShipped', { fulfillmentId: F1, lines: [chairs(1)], shippedAt: LATER });
    const history = [...atNode, partly, requested([chairs(1)])];
    for (const cause of ['damaged-in-carriage', 'lost-in-carriage'] as const) {
      const lost = command('ReopenDemand', {
        fulfillmentId: F1,
        cause,
        lines: [chairs(1)],
        excludedUntil: LATER,
      });
      expect(kinds(history, lost)).toEqual([['DemandReopened', '']]);
    }
  });
});

describe('a wish to cancel that comes too late', () => {
  it('is refused by the shipment, by the delivery that overtakes it, or by the customer at the counter', () => {
    const asked = [...atNode, requested([chairs(1)])];
    const refusals = (step: 'shipped' | 'delivered' | 'collected') => {
      const events = decided(asked, progress(step, both)) as unknown as readonly OrderEvent[];
      return events.flatMap((one) => (one.type === 'CancellationRefused' ? [one.data.reason] : []));
    };
    expect(refusals('shipped')).toEqual(['shipped before the wish reached the node: customer']);
    expect(refusals('delivered')).toEqual(['delivered before the wish reached the node: customer']);
    expect(refusals('collected')).toEqual(['collected before the wish reached the node: customer']);
  });

  it('was none when nobody came and nothing was there to be collected', () => {
    expect(decided(atNode, progress('not-collected', []))).toMatchObject({ outcome: 'unchanged' });
  });
});

describe('a replacement for which there is no node', () => {
  const seeking = [...atNode, reopened('node-suspended', { standing: true })];
  const nothing = (changes: object = {}) => run({ round: 3, replaces: F1, ...changes });
  const parking = (until: string, lines: readonly LineQuantity[] = both) =>
    event('DemandParked', {
      lines,
      reason: 'no node fits',
      until,
      thenAction: 'retry',
      replaces: F1,
      decision: sourcingDecision(),
    });

  it('is tried again when the wait ends, or before when a try is named, and never cancelled', () => {
    expect(decided(seeking, nothing({ thenAction: 'cancel' }))).toEqual([parking(NEXT_WEEK)]);
    expect(decided(seeking, nothing({ retryAt: LATER }))).toEqual([parking(LATER)]);
    expect(decided(seeking, nothing({ retryAt: '2026-03-20T10:00:00.000Z' }))).toEqual([parking(NEXT_WEEK)]);
  });

  it('takes nothing from a node for a part of it: what stood by is given up, and all of it waits', () => {
    const half = [...seeking, planned(3, allocation(2, 'south', [chairs(2)], F1))];
    expect(decided(half, nothing({ round: 4, unplaced: [lamps(3)] }))).toEqual([
      event('ReplacementAbandoned', { fulfillmentId: F1, abandoned: [F2], reason: 'no node fits' }),
      parking(NEXT_WEEK),
    ]);
  });

  it('of which a part is parked already leaves that part where it is', () => {
    const { decision: _, ...waiting } = parking(LATER, [chairs(2)]).data as Record<string, unknown>;
    const half = [...seeking, { type: 'DemandParked', data: waiting } as unknown as OrderEvent];
    expect(decided(half, nothing({ round: 4, unplaced: [lamps(3)] }))).toEqual([
      parking(NEXT_WEEK, [lamps(3)]),
    ]);
  });
});
