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
import { ledgerViolations, type OrderEvent, orderDecider, type PlacedOrder } from './index.js';

const both = [chairs(2), lamps(3)];
const north = allocation(1, 'north', both);
const cancelledWhole: readonly OrderEvent[] = [
  event('LinesCancelled', { lines: both, from: 'unsourced', reason: 'customer' }),
  event('OrderCancelled', { reason: 'customer' }),
];

const open = after([placed()]);
const sourced = after([placed(), planned(1, north)]);
const parked = after([
  placed(),
  event('DemandParked', { lines: both, reason: 'no stock', until: NEXT_WEEK, thenAction: 'retry' }),
]);
/** The old fulfillment stands, and another node is sought for all of it. */
const sought = after([
  placed(),
  ...releasedAt(1, north),
  event('DemandReopened', {
    fulfillmentId: fulfillment(1),
    lines: both,
    cause: 'node-suspended',
    standing: true,
    excludedNodeId: 'north',
    excludedUntil: LATER,
    attempt: 1,
  }),
]);
const cancelled = after([placed(), ...cancelledWhole]);

type Line = PlacedOrder['lines'][number];
/** The state with another first line; the chairs. */
const withChairs = (state: PlacedOrder, change: Partial<Line>): PlacedOrder => ({
  ...state,
  lines: state.lines.map((line) => (line.lineId === 'l1' ? { ...line, ...change } : line)),
});
type Memory = PlacedOrder['allocations'][number];
const withAllocation = (state: PlacedOrder, change: (memory: Memory) => Partial<Memory>): PlacedOrder => ({
  ...state,
  allocations: state.allocations.map((memory) => ({ ...memory, ...change(memory) })),
});
const asked = (purpose: 'cancel' | 'pull-back' | 'supersede', quantity: number, of = fulfillment(1)) => ({
  sequence: 1,
  fulfillmentId: of,
  nodeId: 'north',
  purpose,
  lines: [chairs(quantity)],
  reason: 'customer',
});

describe('the books of an order that are in order', () => {
  it.each([
    ['not placed', orderDecider.initialState],
    ['just placed', open],
    ['planned', sourced],
    ['parked', parked],
    ['looking for a replacement', sought],
    ['cancelled', cancelled],
  ])('%s: nothing is found', (_name, state) => {
    expect(ledgerViolations(state)).toEqual([]);
  });
});

describe('units of a line', () => {
  it('are never fewer than none, in any bucket', () => {
    expect(ledgerViolations(withChairs(open, { cancelled: -1, unsourced: 3 }))).toEqual([
      'line l1: cancelled is -1',
    ]);
    expect(ledgerViolations(withChairs(open, { unsourced: -1, cancelled: 3 }))).toEqual([
      'line l1: unsourced is -1',
    ]);
    expect(ledgerViolations(withChairs(open, { parked: -1, unsourced: 3 }))).toEqual([
      'line l1: parked is -1',
      'line l1: -1 parked, 0 in parked demand',
    ]);
    expect(ledgerViolations(withChairs(open, { inFulfillment: -1, unsourced: 3 }))).toEqual([
      'line l1: inFulfillment is -1',
      'line l1: -1 in fulfillment, 0 with allocations',
    ]);
    expect(ledgerViolations(withChairs(open, { fulfilled: -1, delivered: -1, unsourced: 3 }))).toEqual([
      'line l1: fulfilled is -1',
      'line l1: delivered is -1',
      'line l1: -1 fulfilled, 0 by allocations',
      'line l1: -1 delivered, 0 by allocations',
    ]);
  });

  it('are all accounted for', () => {
    expect(ledgerViolations(withChairs(open, { unsourced: 1 }))).toEqual([
      'line l1: 2 ordered, 1 accounted for',
    ]);
    expect(ledgerViolations(withChairs(open, { cancelled: 1 }))).toEqual([
      'line l1: 2 ordered, 3 accounted for',
    ]);
  });

  it('are delivered only when they had been shipped or collected', () => {
    expect(ledgerViolations(withChairs(open, { delivered: 1 }))).toEqual([
      'line l1: 1 delivered, 0 fulfilled',
      'line l1: 1 delivered, 0 by allocations',
    ]);
  });

  it('that a stand-by allocation doubles count once', () => {
    const standby = { ...withAllocation(sourced, () => ({ standby: true })) };
    expect(ledgerViolations(standby)).toEqual([
      'line l1: 2 in fulfillment, 0 with allocations',
      'line l2: 3 in fulfillment, 0 with allocations',
    ]);
  });

  it('agree with what the allocations have shipped and delivered', () => {
    const left = withAllocation(sourced, ({ lines }) => ({
      lines: lines.map((line) => (line.lineId === 'l1' ? { ...line, fulfilled: 2, delivered: 1 } : line)),
    }));
    expect(ledgerViolations(left)).toEqual([
      'line l1: 0 fulfilled, 2 by allocations',
      'line l1: 0 delivered, 1 by allocations',
    ]);
  });

  it('parked agree with the parked demand, to which a replacement does not belong', () => {
    expect(ledgerViolations({ ...parked, parked: [] })).toEqual([
      'line l1: 2 parked, 0 in parked demand',
      'line l2: 3 parked, 0 in parked demand',
    ]);
    const forAnother = parked.parked.map((entry) => ({ ...entry, replaces: fulfillment(9) }));
    expect(ledgerViolations({ ...parked, parked: forAnother })).toEqual([
      'line l1: 2 parked, 0 in parked demand',
      'line l2: 3 parked, 0 in parked demand',
    ]);
  });
});

describe('an allocation', () => {
  const withLine = (change: object) =>
    ledgerViolations(
      withAllocation(sourced, ({ lines }) => ({
        lines: lines.map((line) => (line.lineId === 'l1' ? { ...line, ...change } : line)),
      })),
    ).filter((violation) => violation.startsWith(fulfillment(1)));
  const tooMany = [`${fulfillment(1)}: more units left it than it had`];

  it('never delivers more than it shipped, nor has fewer units than none', () => {
    expect(withLine({ quantity: -1 })).toEqual(tooMany);
    expect(withLine({ delivered: -1 })).toEqual(tooMany);
    expect(withLine({ delivered: 1 })).toEqual(tooMany);
    expect(withLine({ delivered: 1, fulfilled: 1 })).toEqual([]);
    expect(withLine({ quantity: 0 })).toEqual([]);
  });

  it('is not asked for more units than it has, neither for the customer nor for the stock', () => {
    const tooMuch = [`${fulfillment(1)}: asked for more units than it has`];
    expect(ledgerViolations({ ...sourced, withdrawals: [asked('cancel', 2)] })).toEqual([]);
    expect(ledgerViolations({ ...sourced, withdrawals: [asked('cancel', 3)] })).toEqual(tooMuch);
    expect(ledgerViolations({ ...sourced, withdrawals: [asked('pull-back', 3)] })).toEqual(tooMuch);
    expect(ledgerViolations({ ...sourced, withdrawals: [asked('supersede', 3)] })).toEqual([]);
    expect(ledgerViolations({ ...sourced, withdrawals: [asked('cancel', 3, fulfillment(2))] })).toEqual([]);
  });
});

describe('a replacement', () => {
  const [replacement] = sought.replacements;
  const replacing = (change: object): readonly string[] =>
    ledgerViolations({ ...sought, replacements: [{ ...replacement, ...change } as typeof replacement & {}] });
  const torn = `${fulfillment(1)}: the units sought, parked and standing by are not those to be replaced`;

  it('seeks, has parked or standing by exactly the units to be replaced', () => {
    expect(replacing({ seeking: [chairs(2)] })).toEqual([torn]);
    expect(replacing({ lines: [chairs(2)] })).toEqual([torn]);
    const waiting = { lines: [lamps(3)], reason: 'no stock', until: NEXT_WEEK, thenAction: 'retry' as const };
    const half = [{ ...replacement, seeking: [chairs(2)] } as typeof replacement & {}];
    const parkedFor = (replaces: string) =>
      ledgerViolations({ ...sought, replacements: half, parked: [{ ...waiting, replaces }] });
    expect(parkedFor(fulfillment(1))).toEqual([]);
    expect(parkedFor(fulfillment(2))).toEqual([torn]);
  });

  it('takes over no more than the old fulfillment has', () => {
    expect(replacing({ lines: [chairs(3), lamps(3)], seeking: [chairs(3), lamps(3)] })).toEqual([
      `${fulfillment(1)}: more units are to be replaced than it has`,
    ]);
    expect(replacing({ fulfillmentId: fulfillment(7) })).toEqual([
      `${fulfillment(7)}: more units are to be replaced than it has`,
    ]);
  });
});

describe('an order at its end', () => {
  const unfinished = ['the order is cancelled, and something is still open'];

  it('has no unit that is neither cancelled nor delivered', () => {
    expect(ledgerViolations({ ...cancelled, lines: open.lines })).toEqual(unfinished);
    expect(ledgerViolations(withChairs(cancelled, { cancelled: 1, unsourced: 1 }))).toEqual(unfinished);
    expect(ledgerViolations({ ...open, status: 'closed' })).toEqual([
      'the order is closed, and something is still open',
    ]);
  });

  it('has no allocation at work, and nothing asked back, parked or sought', () => {
    const empty = { ...sourced.allocations[0], lines: [] } as Memory;
    const ended = (status: Memory['status']) =>
      ledgerViolations({ ...cancelled, allocations: [{ ...empty, status }] });
    expect(ended('done')).toEqual([]);
    expect(ended('dropped')).toEqual([]);
    expect(ended('shipped')).toEqual(unfinished);
    const nothing = { ...asked('supersede', 0), lines: [] };
    expect(ledgerViolations({ ...cancelled, withdrawals: [nothing] })).toEqual(unfinished);
    expect(
      ledgerViolations({
        ...cancelled,
        parked: [{ lines: [], reason: 'no stock', until: NEXT_WEEK, thenAction: 'retry' }],
      }),
    ).toEqual(unfinished);
    expect(
      ledgerViolations({
        ...cancelled,
        replacements: [{ fulfillmentId: fulfillment(1), lines: [], seeking: [] }],
      }),
    ).toEqual(unfinished);
  });
});
