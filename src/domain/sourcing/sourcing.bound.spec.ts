import { demand } from '../../../test/support/sourcing-builders.js';
import { problemOf, seededProblem } from '../../../test/support/sourcing-problems.js';
import { Outlook } from './sourcing.bound.js';
import { BranchAndBound } from './sourcing.branch-and-bound.js';
import { type Core, coreOf } from './sourcing.core.js';
import { totalOf } from './sourcing.cover.js';

type Stock = Readonly<Record<string, number>>;

/** Options in the order of their weight; none of them may be superfluous. */
function coreFor(
  wanted: Stock,
  options: readonly (readonly [weight: number, stock: Stock])[],
  slots: number,
): Core {
  const nodes = options.map(([weight, atf], index) => [`n${index}`, { atf, baseMinor: weight }] as const);
  const problem = problemOf(demand(wanted), Object.fromEntries(nodes), { slots });
  const weighed = problem.options.map((option, index) => ({ ...option, weight: options[index]?.[0] ?? 0 }));
  const core = coreOf({ ...problem, options: weighed });
  expect([...core.weights]).toEqual(options.map(([weight]) => weight));
  return core;
}

/** A look at all options but the barred ones, for what is open of each item: everything unless told otherwise. */
function lookAt(
  core: Core,
  { open = [...core.wanted], barred = [] as readonly number[], slots = core.slots } = {},
) {
  const outlook = new Outlook(core);
  const all = Int32Array.from(core.options, (_, option) => option);
  const marks = Uint8Array.from(all, (option) => (barred.includes(option) ? 1 : 0));
  outlook.look(all, all.length, marks, Float64Array.from(open), totalOf(open), slots);
  return outlook;
}
const usefulOf = ({ useful, gains, count }: Outlook) =>
  Array.from({ length: count }, (_, index) => [useful[index], gains[index]]);
const NO_LIMIT = Number.POSITIVE_INFINITY;

const pairs = coreFor(
  { a: 2, b: 2 },
  [
    [10, { a: 2 }],
    [12, { b: 2 }],
    [30, { a: 1, b: 2 }],
  ],
  2,
);
const singles = coreFor(
  { a: 3 },
  [
    [1, { a: 1 }],
    [2, { a: 1 }],
    [4, { a: 1 }],
  ],
  3,
);

describe('a look at the options', () => {
  it.each([
    [
      'finds what each of them would place',
      {},
      [
        [0, 2],
        [1, 2],
        [2, 3],
      ],
    ],
    [
      'leaves out those that would place nothing',
      { open: [2, 0] },
      [
        [0, 2],
        [2, 1],
      ],
    ],
    [
      'counts no more units than are open',
      { open: [1, 1] },
      [
        [0, 1],
        [1, 1],
        [2, 2],
      ],
    ],
    ['leaves out those that are barred', { barred: [0, 2] }, [[1, 2]]],
  ])('%s', (_, how, useful) => {
    expect(usefulOf(lookAt(pairs, how))).toEqual(useful);
  });
});

describe('the most units that so many shipments place', () => {
  it.each([
    [0, 0],
    [1, 3],
    [2, 4],
  ])('is, of %i, the sum of the largest gains and no more than is open: %i', (slots, units) => {
    expect(lookAt(pairs).mostUnits(slots)).toBe(units);
  });
});

describe('the least weight by number', () => {
  it.each([
    ['nothing where nothing is to be placed', 0, 2, 0],
    ['that of the cheapest option where one places so much', 3, 2, 10],
    ['that of the two cheapest where one does not', 4, 2, 22],
    ['out of reach where the slots do not suffice', 4, 1, NO_LIMIT],
  ])('is %s', (_, units, slots, weight) => {
    expect(lookAt(pairs).leastWeightByNumber(units, slots)).toBe(weight);
  });
});

describe('the least weight of placing everything', () => {
  it.each<[string, Core, Parameters<typeof lookAt>[1], number]>([
    ['is that of both options where each has what the other has not', pairs, {}, 22],
    ['is that of the only option that has what is open', pairs, { open: [2, 0] }, 10],
    ['counts an option that could place all that is open', pairs, { open: [1, 2] }, 22],
    ['is that of so many of the cheapest as it takes', singles, {}, 7],
    ['is out of reach where it takes more shipments than there are', singles, { slots: 2 }, NO_LIMIT],
    ['is out of reach where an option is missing', pairs, { barred: [1, 2] }, NO_LIMIT],
  ])('%s', (_, core, how, weight) => {
    const outlook = lookAt(core, how);
    const open = how?.open ?? [...core.wanted];
    expect(outlook.leastWeight(totalOf(open), NO_LIMIT)).toBe(weight);
  });

  it('is by number alone where not everything need be placed', () => {
    expect(lookAt(pairs).leastWeight(3, NO_LIMIT)).toBe(10);
  });

  it('is never more than the best choice weighs, and the most units never fewer than it places', () => {
    for (let seed = 1; seed <= 25; seed += 1) {
      const core = coreOf(seededProblem(seed, { nodes: 16, skus: 6, slots: 4, units: 4, prices: 2000 }));
      const search = new BranchAndBound(
        core,
        { chosen: [], open: totalOf(core.wanted), weight: 0 },
        1_000_000,
      );
      search.run();
      const { open, weight } = search.best ?? { open: 0, weight: 0 };
      const outlook = lookAt(core);
      expect(outlook.mostUnits()).toBeGreaterThanOrEqual(totalOf(core.wanted) - open);
      const least = open === 0 ? outlook.leastWeight(totalOf(core.wanted), NO_LIMIT) : 0;
      expect(least).toBeLessThanOrEqual(weight);
    }
  });
});

describe('narrowing', () => {
  it.each([
    ['leaves out the option with which no choice weighs less than the limit', 30, [0, 1]],
    ['keeps every option that might be in a choice that weighs less', 41, [0, 1, 2]],
  ])('%s', (_, limit, kept) => {
    const outlook = lookAt(pairs);
    outlook.leastWeight(4, NO_LIMIT);
    outlook.narrow(limit);
    expect(usefulOf(outlook).map(([option]) => option)).toEqual(kept);
  });
});
