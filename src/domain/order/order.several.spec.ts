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
  orderData,
  placed,
  planned,
  releasedAt,
  securedAt,
  sourcingDecision,
} from '../../../test/support/order-builders.js';
import { reopened } from '../../../test/support/order-reopenings.js';
import { canBeServedBy, demandToSource, type OrderEvent, type PlacedOrder } from './index.js';

const [F1, F2, F3] = [fulfillment(1), fulfillment(2), fulfillment(3)];
const held = (holdType: 'fraud' | 'payment') =>
  event('OrderHeld', { holdType, reason: `look at the ${holdType}` });
const released = (holdType: 'fraud' | 'payment') => event('OrderHoldReleased', { holdType });
const statusesOf = ({ allocations }: PlacedOrder) => allocations.map(({ status }) => status);

describe('of several holds', () => {
  const history = [
    placed(),
    planned(1, allocation(1, 'north', [chairs(2)])),
    held('fraud'),
    held('payment'),
    event('ReservationConfirmed', { fulfillmentId: F1, nodeId: 'north', sku: 'CHAIR', quantity: 2 }),
    event('AllocationSecured', { fulfillmentId: F1, nodeId: 'north', lines: [chairs(2)] }),
  ];

  it('only the one that is released ends: the order stays held, and nothing goes to a node', () => {
    const state = after([...history, released('fraud')]);
    expect(state.holds).toEqual([{ holdType: 'payment', reason: 'look at the payment' }]);
    expect(state.status).toBe('held');
    expect(statusesOf(state)).toEqual(['secured']);
  });

  it('the last one that ends lets everything go that was secured meanwhile', () => {
    const state = after([...history, released('fraud'), released('payment')]);
    expect(state).toMatchObject({ status: 'open', holds: [] });
    expect(statusesOf(state)).toEqual(['releasing']);
  });

  it('each is told once: its newer reason counts', () => {
    const again = event('OrderHeld', { holdType: 'fraud', reason: 'look again' });
    expect(after([placed(), held('fraud'), held('payment'), again]).holds).toEqual([
      { holdType: 'payment', reason: 'look at the payment' },
      { holdType: 'fraud', reason: 'look again' },
    ]);
  });
});

describe('of several fulfillments that are to be replaced', () => {
  const suspended = (sequence: number, nodeId: string, lines: ReturnType<typeof chairs>[]): OrderEvent =>
    reopened('node-suspended', { sequence, standing: true, excludedNodeId: nodeId, lines });
  const history = [
    placed(),
    ...releasedAt(1, allocation(1, 'north', [chairs(2)])),
    ...releasedAt(2, allocation(2, 'south', [lamps(3)])),
    suspended(1, 'north', [chairs(2)]),
    suspended(2, 'south', [lamps(3)]),
  ];
  const east = allocation(3, 'east', [chairs(2)], F1);
  const parked = (lines: ReturnType<typeof chairs>[], replaces: string): OrderEvent =>
    event('DemandParked', { lines, reason: 'no stock', until: NEXT_WEEK, thenAction: 'retry', replaces });
  const soughtBy = ({ replacements }: PlacedOrder) =>
    replacements.map(({ fulfillmentId, seeking }) => [fulfillmentId, seeking]);

  it('a plan for one leaves the search for the other as it is', () => {
    expect(soughtBy(after([...history, planned(5, east)]))).toEqual([
      [F1, []],
      [F2, [lamps(3)]],
    ]);
  });

  it('demand parked for one leaves the search for the other as it is', () => {
    const state = after([...history, parked([lamps(3)], F2)]);
    expect(soughtBy(state)).toEqual([
      [F1, [chairs(2)]],
      [F2, []],
    ]);
    expect(demandToSource(state, F1, LATER)?.demand.lines).toEqual([chairs(2)]);
    expect(demandToSource(state, F2, LATER)).toBeNull();
  });

  it('demand parked for one that nobody searched for begins a search, whatever others are searched for', () => {
    const one = [...history.slice(0, -1), parked([lamps(3)], F2)];
    expect(after(one).replacements).toEqual([
      { fulfillmentId: F1, lines: [chairs(2)], seeking: [chairs(2)] },
      { fulfillmentId: F2, lines: [lamps(3)], seeking: [] },
    ]);
  });

  it('only the one whose replacement is secured is asked to step back', () => {
    const state = after([...history, ...securedAt(5, east)]);
    expect(state.withdrawals).toEqual([
      {
        sequence: 1,
        fulfillmentId: F1,
        nodeId: 'north',
        purpose: 'supersede',
        lines: [chairs(2)],
        reason: 'node-suspended',
        replacedBy: [F3],
      },
    ]);
  });

  it('the one that steps back ends its own search alone, and only its replacement goes to a node', () => {
    const west = allocation(4, 'west', [lamps(3)], F2);
    const replaced = event('FulfillmentReplaced', {
      fulfillmentId: F1,
      replacedBy: [F3],
      lines: [chairs(2)],
    });
    const state = after([...history, ...securedAt(5, east), ...securedAt(6, west), replaced]);
    expect(state.replacements.map(({ fulfillmentId }) => fulfillmentId)).toEqual([F2]);
    expect(statusesOf(state)).toEqual(['dropped', 'released', 'releasing', 'secured']);
    expect(state.withdrawals.map(({ fulfillmentId }) => fulfillmentId)).toEqual([F2]);
  });

  it('one that is given up leaves what the other waits for', () => {
    const waiting = [...history, parked([chairs(2)], F1), parked([lamps(3)], F2)];
    const givenUp = event('ReplacementAbandoned', { fulfillmentId: F1, abandoned: [], reason: 'it goes on' });
    const state = after([...waiting, givenUp]);
    expect(state.parked.map(({ replaces }) => replaces)).toEqual([F2]);
    expect(state.replacements.map(({ fulfillmentId }) => fulfillmentId)).toEqual([F2]);
  });
});

describe('of several nodes that failed the order', () => {
  const SOON = '2026-03-02T11:00:00.000Z';
  const failed = (
    nodeId: string,
    lines: ReturnType<typeof chairs>[],
    excludedUntil: string,
  ): OrderEvent[] => [
    planned(1, allocation(1, nodeId, lines)),
    reopened('rejected', { lines, excludedNodeId: nodeId, excludedUntil }),
  ];
  const parked = event('DemandParked', {
    lines: [chairs(2), lamps(3)],
    reason: 'no stock',
    until: NEXT_WEEK,
    thenAction: 'retry',
  });

  it('each is left out for the skus that it failed for, and no other node is', () => {
    const state = after([placed(), ...failed('north', [chairs(2)], LATER), parked]);
    const serves = (sku: string, nodeId: string) => canBeServedBy(state, { sku, nodeId }, SOON);
    expect(serves('CHAIR', 'north')).toBe(false);
    expect(serves('LAMP', 'north')).toBe(true);
    expect(serves('CHAIR', 'south')).toBe(true);
  });

  it('the first that may be asked again says when the search is worth another try', () => {
    const history = [
      placed(),
      ...failed('north', [chairs(2)], LATER),
      ...failed('south', [lamps(3)], NEXT_WEEK),
    ];
    const at = (now: string) => demandToSource(after(history), undefined, now)?.exclusionEndsAt;
    expect(at(SOON)).toBe(LATER);
    expect(at(LATER)).toBe(NEXT_WEEK);
    expect(at(NEXT_WEEK)).toBeNull();
  });

  it('one that failed for what is not sought now counts neither as a try nor for when to try again', () => {
    const history = [
      placed(),
      ...failed('north', [chairs(2)], LATER),
      planned(3, allocation(2, 'south', [chairs(2)])),
    ];
    expect(demandToSource(after(history), undefined, SOON)).toMatchObject({
      exclusionEndsAt: null,
      demand: { lines: [lamps(3)], attempt: 0, excluded: [] },
    });
  });
});

describe('of several plans', () => {
  it('each goes on counting where the one before ended: no two fulfillments have the same id', () => {
    const history = [
      placed(),
      planned(1, allocation(1, 'north', [chairs(1)]), allocation(2, 'south', [chairs(1)])),
    ];
    const { round } = after(history);
    const rest = { method: 'ship' as const, nodeId: 'west', lines: [lamps(3)] };
    const decision = sourcingDecision();
    const times = { parkUntil: NEXT_WEEK, thenAction: 'retry' as const };
    const sourced = command('RecordSourcing', {
      round,
      allocations: [rest],
      unplaced: [],
      decision,
      ...times,
    });
    expect(decided(history, sourced)).toEqual([planned(round, { ...rest, fulfillmentId: F3 })]);
  });
});

describe('of several fulfillments that have units of a line', () => {
  it('the one that is least advanced is asked to give them back', () => {
    const history = [
      placed(),
      ...releasedAt(1, allocation(1, 'north', [lamps(2)])),
      ...releasedAt(2, allocation(2, 'south', [lamps(1)])),
      event('LinesPicked', { fulfillmentId: F1, lines: [lamps(2)] }),
    ];
    const cancelled = command('CancelLine', { lineId: 'l2', quantity: 1, reason: 'one too many' });
    expect(decided(history, cancelled)).toEqual([
      event('CancellationRequested', {
        lines: [lamps(1)],
        fulfillmentIds: [F2],
        reason: 'one too many',
        wholeOrder: false,
      }),
    ]);
  });
});

describe('of several lines of one sku', () => {
  const more = { lineId: 'l3', sku: 'CHAIR', quantity: 2 };
  const twice = placed({
    lines: [...orderData().lines, { ...more, unitPrice: { amountMinor: 9900, currency: 'EUR' } }],
  });
  const all = allocation(1, 'north', [chairs(2), lamps(3), more]);
  const uncounted = (quantity: number) =>
    command('ReopenDemand', {
      fulfillmentId: F1,
      cause: 'count-below-reserved',
      sku: { sku: 'CHAIR', quantity },
      excludedUntil: LATER,
    });

  it.each([
    [1, [chairs(1)]],
    [2, [chairs(2)]],
    [3, [chairs(2), { ...more, quantity: 1 }]],
    [9, [chairs(2), more]],
  ])('the first gives up units before the others do: %i that a count did not find', (quantity, lines) => {
    expect(decided([twice, ...releasedAt(1, all)], uncounted(quantity))).toEqual([
      reopened('count-below-reserved', { standing: true, lines }),
    ]);
  });
});
