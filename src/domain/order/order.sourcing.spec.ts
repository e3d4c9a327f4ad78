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
  sourcingDecision,
} from '../../../test/support/order-builders.js';
import { demandToSource } from './index.js';

const both = [chairs(2), lamps(3)];
const north = allocation(1, 'north', both);

describe('a sourcing run', () => {
  const run = (changes: object = {}) =>
    command('RecordSourcing', {
      round: 1,
      allocations: [{ nodeId: 'north', method: 'ship', lines: both }],
      unplaced: [],
      parkUntil: NEXT_WEEK,
      thenAction: 'retry',
      decision: sourcingDecision(),
      ...changes,
    });

  it('is stale when the demand has changed since', () => {
    const history = [
      placed(),
      event('LinesCancelled', { lines: [lamps(1)], reason: 'x', from: 'unsourced' }),
    ];
    expect(decided(history, run())).toEqual({
      outcome: 'rejected',
      code: 'STALE_SOURCING',
      detail: 'sourced for round 1, the demand is at round 2',
    });
  });

  it('is stale when nothing is to be sourced', () => {
    const history = [placed(), ...releasedAt(1, north)];
    expect(decided(history, run({ round: 2 }))).toEqual({
      outcome: 'rejected',
      code: 'STALE_SOURCING',
      detail: 'there is no demand to be sourced',
    });
  });

  it.each([
    ['units are missing', { allocations: [{ nodeId: 'north', method: 'ship', lines: [chairs(2)] }] }],
    ['units are too many', { unplaced: [lamps(1)] }],
    ['a line is not of the order', { unplaced: [{ lineId: 'l9', sku: 'LAMP', quantity: 1 }] }],
    ['a line has another sku', { unplaced: [{ lineId: 'l2', sku: 'CHAIR', quantity: 1 }] }],
    [
      'an allocation is empty',
      { allocations: [{ nodeId: 'north', method: 'ship', lines: [] }], unplaced: both },
    ],
    ['a quantity is no whole number', { unplaced: [lamps(0.5)] }],
  ])('is refused when %s', (_, changes) => {
    expect(decided([placed()], run(changes))).toMatchObject({ code: 'SOURCING_INCONSISTENT' });
  });

  it('plans what it placed under the next fulfillment ids, and parks the rest', () => {
    const split = run({
      allocations: [
        { nodeId: 'north', method: 'ship', lines: [chairs(2)] },
        { nodeId: 'south', method: 'ship', lines: [lamps(1)] },
      ],
      unplaced: [lamps(2)],
      unplacedReason: 'no stock',
    });
    expect(decided([placed()], split)).toEqual([
      planned(1, allocation(1, 'north', [chairs(2)]), allocation(2, 'south', [lamps(1)])),
      event('DemandParked', { lines: [lamps(2)], reason: 'no stock', until: NEXT_WEEK, thenAction: 'retry' }),
    ]);
  });

  it('that found no node records its decision with the parked demand', () => {
    const decision = sourcingDecision('park');
    expect(decided([placed()], run({ allocations: [], unplaced: both, decision }))).toEqual([
      event('DemandParked', {
        lines: both,
        reason: 'no node fits',
        until: NEXT_WEEK,
        thenAction: 'retry',
        decision,
      }),
    ]);
  });

  it('cancels what it cannot place where the policy says so, and with it the order', () => {
    const decision = sourcingDecision('cancel');
    const nothing = run({ allocations: [], unplaced: both, unplacedReason: 'no stock', decision });
    expect(decided([placed()], nothing)).toEqual([
      event('LinesCancelled', { lines: both, reason: 'no stock', from: 'unsourced', decision }),
      event('OrderCancelled', { reason: 'no stock' }),
    ]);
  });
});

describe('parked demand', () => {
  const parked = (thenAction: 'retry' | 'cancel') => [
    placed(),
    event('DemandParked', { lines: both, reason: 'no stock', until: NEXT_WEEK, thenAction }),
  ];

  it('is left alone by a deadline that comes too early', () => {
    expect(decided(parked('cancel'), command('RetryParkedDemand', { cause: 'deadline', at: LATER }))).toEqual(
      {
        outcome: 'unchanged',
        reason: 'no demand is parked that this concerns',
      },
    );
  });

  it('is cancelled at its deadline where the policy says so', () => {
    const due = command('RetryParkedDemand', { cause: 'deadline', at: NEXT_WEEK });
    const at = NEXT_WEEK;
    expect(decided(parked('cancel'), due)).toEqual([
      event('LinesCancelled', { lines: both, reason: 'no stock', from: 'parked', at }),
      event('OrderCancelled', { reason: 'no stock', at }),
    ]);
  });

  it('is sourced again, with its attempts counted anew, when stock arrives', () => {
    const arrived = command('RetryParkedDemand', { cause: 'stock-arrived' });
    expect(decided(parked('cancel'), arrived)).toEqual([
      event('ParkedDemandRetried', { lines: both, cause: 'stock-arrived' }),
    ]);
    const state = after(parked('retry'), arrived);
    expect(demandToSource(state, undefined, LATER)).toMatchObject({
      round: 3,
      demand: { lines: both, attempt: 0, valueMinor: 24_300 },
    });
  });

  it('waits unsourced when stock arrives while a hold is on, so that the news is not missed', () => {
    const held = [...parked('retry'), event('OrderHeld', { holdType: 'fraud', reason: 'score' })];
    expect(decided(held, command('RetryParkedDemand', { cause: 'stock-arrived' }))).toEqual([
      event('ParkedDemandRetried', { lines: both, cause: 'stock-arrived' }),
    ]);
  });
});

describe('an answer to a reservation', () => {
  const history = [placed(), planned(1, north)];
  const confirm = (changes: object = {}) =>
    command('ConfirmReservation', {
      fulfillmentId: fulfillment(1),
      nodeId: 'north',
      sku: 'CHAIR',
      quantity: 2,
      ...changes,
    });
  const refuse = (sku: string) =>
    command('RefuseReservation', {
      fulfillmentId: fulfillment(1),
      nodeId: 'north',
      sku,
      excludedUntil: NEXT_WEEK,
    });

  it.each([
    ['for a fulfillment the order never had', { fulfillmentId: fulfillment(9) }],
    ['for a sku it never asked for', { sku: 'TABLE' }],
    ['at another node', { nodeId: 'south' }],
    ['for another quantity than it asked for', { quantity: 1 }],
  ])('%s is not wanted, and must be given back', (_, changes) => {
    expect(decided(history, confirm(changes))).toMatchObject({ code: 'RESERVATION_NOT_WANTED' });
  });

  it('for units that have left the allocation is not wanted', () => {
    const cancelled = event('LinesCancelled', {
      lines: [chairs(2)],
      reason: 'too many',
      fulfillmentId: fulfillment(1),
      from: 'allocation',
    });
    expect(decided([...history, cancelled], confirm())).toMatchObject({ code: 'RESERVATION_NOT_WANTED' });
  });

  it('that comes twice changes nothing, also when the goods are long gone', () => {
    const repeat = { outcome: 'unchanged', reason: 'the reservation of CHAIR is confirmed already' };
    const gone = event('LinesShipped', { fulfillmentId: fulfillment(1), lines: both, shippedAt: LATER });
    expect(decided([placed(), ...releasedAt(1, north)], confirm())).toEqual(repeat);
    expect(decided([placed(), ...releasedAt(1, north), gone], confirm())).toEqual(repeat);
  });

  it('secures the allocation when it is the last one', () => {
    const first = event('ReservationConfirmed', {
      fulfillmentId: fulfillment(1),
      nodeId: 'north',
      sku: 'LAMP',
      quantity: 3,
    });
    expect(decided([...history, first], confirm())).toEqual([
      event('ReservationConfirmed', {
        fulfillmentId: fulfillment(1),
        nodeId: 'north',
        sku: 'CHAIR',
        quantity: 2,
      }),
      event('AllocationSecured', { fulfillmentId: fulfillment(1), nodeId: 'north', lines: both }),
    ]);
  });

  it('that refuses a sku reopens its lines, and secures the rest when nothing else is awaited', () => {
    const chairsIn = after(history, confirm());
    expect(chairsIn.allocations[0]?.status).toBe('planned');
    const events = decided(
      [
        ...history,
        event('ReservationConfirmed', {
          fulfillmentId: fulfillment(1),
          nodeId: 'north',
          sku: 'CHAIR',
          quantity: 2,
        }),
      ],
      refuse('LAMP'),
    );
    expect(events).toEqual([
      event('DemandReopened', {
        fulfillmentId: fulfillment(1),
        lines: [lamps(3)],
        cause: 'reservation-refused',
        standing: false,
        excludedNodeId: 'north',
        excludedUntil: NEXT_WEEK,
        attempt: 1,
      }),
      event('AllocationSecured', { fulfillmentId: fulfillment(1), nodeId: 'north', lines: [chairs(2)] }),
    ]);
  });

  it('that refuses keeps the node out for that sku until the time is up', () => {
    const state = after(history, refuse('LAMP'));
    const excluded = (now: string) => demandToSource(state, undefined, now)?.demand.excluded;
    expect(excluded(LATER)).toEqual([{ nodeId: 'north', sku: 'LAMP' }]);
    expect(excluded(NEXT_WEEK)).toEqual([]);
  });

  it('that refuses for a fulfillment that the order never had is refused itself', () => {
    const unknown = command('RefuseReservation', {
      fulfillmentId: fulfillment(9),
      nodeId: 'north',
      sku: 'CHAIR',
      excludedUntil: NEXT_WEEK,
    });
    expect(decided(history, unknown)).toMatchObject({ code: 'FULFILLMENT_UNKNOWN' });
  });

  it('that refuses what is confirmed already changes nothing, though another sku is still awaited', () => {
    const confirmed = event('ReservationConfirmed', {
      fulfillmentId: fulfillment(1),
      nodeId: 'north',
      sku: 'LAMP',
      quantity: 3,
    });
    expect(decided([...history, confirmed], refuse('LAMP'))).toMatchObject({ outcome: 'unchanged' });
  });

  it('that refuses what is confirmed already changes nothing', () => {
    expect(decided([placed(), ...securedAt(1, north)], refuse('LAMP'))).toEqual({
      outcome: 'unchanged',
      reason: `no answer about LAMP is awaited for ${fulfillment(1)}`,
    });
  });
});
