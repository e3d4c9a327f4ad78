import { candidate, demand, sourcingInput, strategy } from '../../../test/support/sourcing-builders.js';
import { planSourcing, type SourcingCandidate, type SourcingDemand, type SourcingStrategy } from './index.js';
import { shipmentsLeft } from './sourcing.strategy.js';

const plan = (
  wanted: SourcingDemand,
  nodes: readonly SourcingCandidate[],
  ...strategies: readonly SourcingStrategy[]
) => planSourcing(sourcingInput(wanted, nodes, ...strategies));
const costs = (baseMinor: number) => ({ shippingCost: { baseMinor, perHundredKmMinor: 0, currency: 'EUR' } });
/** So many lines of one unit of one sku. */
const single = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ lineId: `l${index}`, sku: 'a', quantity: 1 }));

describe('how sure a plan is', () => {
  it('is not asked where nothing was chosen', () => {
    const none = { method: 'none', plansCompared: 0, cost: 0, bound: 1 };
    expect(plan(demand({ a: 1 }), []).search).toEqual(none);
    expect(
      plan(demand({ a: 2 }), [candidate('n', { a: 1 })], strategy({ afterAction: 'park' })).search,
    ).toEqual(none);
  });

  it('is certain where every choice was looked at or ruled out', () => {
    expect(plan(demand({ a: 1 }), [candidate('n', { a: 1 })]).search).toEqual({
      method: 'exact',
      plansCompared: 7,
      cost: 1.5,
      bound: 1,
    });
  });

  it('is not certain where more lines of a sku stay whole than every packing of which can be tried', () => {
    const nodes = [candidate('n', { a: 9 }, costs(1)), candidate('m', { a: 9 }, costs(2))];
    const wanted = (count: number) => demand({}, { lines: single(count) });
    expect(plan(wanted(6), nodes, strategy({ splitLines: false })).search.method).toBe('exact');
    expect(plan(wanted(7), nodes, strategy({ splitLines: false })).search.method).toBe('greedy');
    expect(plan(wanted(7), nodes).search.method).toBe('exact');
  });
});

describe('shipments that a run may make', () => {
  it.each([
    ['all of the strategy for an order that has none yet', { max: 3, open: 0, lines: 1 }, 3],
    ['none for an order that has none yet where the strategy allows none', { max: 0, open: 0, lines: 4 }, 0],
    ['those that are left', { max: 4, open: 1, lines: 1 }, 3],
    ['one a line where fewer are left', { max: 3, open: 2, lines: 2 }, 2],
    ['one a line where none is left', { max: 1, open: 5, lines: 1 }, 1],
  ])('are %s', (_, { max, open, lines }, left) => {
    const wanted = demand({}, { lines: single(lines), openShipments: open });
    expect(shipmentsLeft(wanted, strategy({ maxShipments: max }))).toBe(left);
  });
});
