import { candidate, demand, strategy } from '../../../test/support/sourcing-builders.js';
import { exclusionsOf } from './sourcing.fences.js';
import { itemsOf } from './sourcing.items.js';
import { MASKED_ITEMS, maskOf, optionsOf } from './sourcing.options.js';
import type { SourcingCandidate } from './sourcing.types.js';

const wanted = demand({ a: 2, b: 1 });
const sorted = (candidates: readonly SourcingCandidate[], seed = 7, rules = strategy()) => {
  const excluded = exclusionsOf(wanted);
  const items = itemsOf(wanted, true);
  return optionsOf(candidates, { demand: wanted, strategy: rules, items, excluded, delivery: null }, seed);
};
const idsOf = (...args: Parameters<typeof sorted>) =>
  sorted(...args).options.map((option) => option.candidate.nodeId);
const costing = (nodeId: string, baseMinor: number) =>
  candidate(nodeId, { a: 1 }, { shippingCost: { baseMinor, perHundredKmMinor: 0, currency: 'EUR' } });

describe('candidates that fail a fence', () => {
  it('are told in the order of their ids, whatever order they were given in', () => {
    const given = ['c', 'a', 'd', 'b'].map((nodeId) => candidate(nodeId, {}));
    const { options, refusals } = sorted(given);
    expect(options).toEqual([]);
    expect(refusals).toEqual(
      ['a', 'b', 'c', 'd'].map((nodeId) => ({ nodeId, failed: 'stock', detail: 'none of the demand' })),
    );
  });
});

describe('candidates that pass come in an order', () => {
  it('by their price, the cheapest first', () => {
    const given = [costing('middle', 200), costing('dear', 300), costing('cheap', 100)];
    expect(idsOf(given)).toEqual(['cheap', 'middle', 'dear']);
    expect(idsOf(given.toReversed())).toEqual(['cheap', 'middle', 'dear']);
  });

  it('that the seed decides where the price is the same, and not the order they were given in', () => {
    const given = ['a', 'b', 'c', 'd', 'e'].map((nodeId) => costing(nodeId, 100));
    for (const seed of [1, 7, 99]) expect(idsOf(given, seed)).toEqual(idsOf(given.toReversed(), seed));
    expect(idsOf(given, 1)).not.toEqual(idsOf(given, 7));
  });

  it('of the lots that they draw from the seed: the lower lot first', () => {
    const { options } = sorted(['a', 'b', 'c', 'd'].map((nodeId) => costing(nodeId, 100)));
    const lots = options.map(({ tie }) => tie);
    expect(lots).toEqual(lots.toSorted((one, other) => one - other));
    expect(new Set(lots).size).toBe(4);
  });

  it('by their ids where the seed draws the same lot for both', () => {
    const given = ['node-332789', 'node-529192'].map((nodeId) => costing(nodeId, 100));
    expect(new Set(sorted(given).options.map(({ tie }) => tie)).size).toBe(1);
    expect(idsOf(given)).toEqual(['node-332789', 'node-529192']);
    expect(idsOf(given.toReversed())).toEqual(['node-332789', 'node-529192']);
  });
});

describe('an option', () => {
  it('knows what its node has, what it could take in all, and which items that is', () => {
    const [option] = sorted([candidate('n', { a: 9, b: 1 })]).options;
    expect(option).toMatchObject({ stock: [2, 1], takes: [2, 1], reach: 3, mask: 0b11, arrivesIn: null });
  });

  it('weighs its penalty in millionths and one more, so that no shipment is free', () => {
    expect(sorted([candidate('n', { a: 1 })]).options[0]?.weight).toBe(1_500_001);
    expect(sorted([candidate('n', { a: 1 })], 7, strategy({ weights: {} })).options[0]?.weight).toBe(1);
  });
});

describe('a mask', () => {
  it.each([
    [[], 0],
    [[0, 0], 0],
    [[3], 0b1],
    [[0, 1], 0b10],
    [[2, 0, 1], 0b101],
  ])('of %j is %i: a bit for each item with units', (quantities, mask) => {
    expect(maskOf(quantities)).toBe(mask);
  });

  it('has no bits for more items than there is room for', () => {
    const beyond = (count: number) => maskOf([...Array.from({ length: count }, () => 0), 1]);
    expect(beyond(MASKED_ITEMS - 1)).toBe(2 ** 30);
    expect(beyond(MASKED_ITEMS)).toBe(0);
    expect(beyond(MASKED_ITEMS + 1)).toBe(0);
  });
});
