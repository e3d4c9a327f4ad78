import { demand } from '../../../test/support/sourcing-builders.js';
import { problemOf } from '../../../test/support/sourcing-problems.js';
import { assignLines } from './sourcing.assign.js';
import { itemsOf } from './sourcing.items.js';

type Stock = Readonly<Record<string, number>>;

/** Lines by sku and quantity, `l0`, `l1` …; nodes in the order of their price; what became of it, as text. */
function assigned(
  wanted: readonly (readonly [string, number])[],
  nodes: Readonly<Record<string, Stock>>,
  splitLines: boolean,
) {
  const lines = wanted.map(([sku, quantity], index) => ({ lineId: `l${index}`, sku, quantity }));
  const placing = demand({}, { lines });
  const priced = Object.entries(nodes).map(([id, atf], index) => [id, { atf, baseMinor: index }] as const);
  const { options } = problemOf(placing, Object.fromEntries(priced), { splitLines: true });
  const { plan, unplaced } = assignLines(lines, itemsOf(placing, splitLines), options);
  const told = (parts: typeof unplaced) =>
    parts.map(({ lineId, sku, quantity }) => `${lineId} ${quantity}${sku}`);
  return {
    ...Object.fromEntries(plan.map((allocation) => [allocation.nodeId, told(allocation.lines)])),
    unplaced: told(unplaced),
  };
}

describe('lines that may be spread', () => {
  it.each<[string, readonly (readonly [string, number])[], Readonly<Record<string, Stock>>, object]>([
    ['stay unplaced where no node is chosen', [['a', 2]], {}, { unplaced: ['l0 2a'] }],
    [
      'stay unplaced with the units that no node has',
      [['a', 5]],
      { one: { a: 2 }, two: { a: 2 } },
      { one: ['l0 2a'], two: ['l0 2a'], unplaced: ['l0 1a'] },
    ],
    [
      'come whole from the cheapest node that has all of the sku',
      [['a', 3]],
      { one: { a: 1 }, two: { a: 3 }, three: { a: 3 } },
      { two: ['l0 3a'], unplaced: [] },
    ],
    [
      'come from the fullest node first, and only the rest from others',
      [['a', 5]],
      { one: { a: 1 }, two: { a: 2 }, three: { a: 4 } },
      { two: ['l0 1a'], three: ['l0 4a'], unplaced: [] },
    ],
    [
      'are kept whole where the nodes have room for whole lines',
      [
        ['a', 2],
        ['a', 3],
      ],
      { one: { a: 3 }, two: { a: 2 } },
      { one: ['l1 3a'], two: ['l0 2a'], unplaced: [] },
    ],
    [
      'are divided only where no node has room for them, into what the whole ones leave',
      [
        ['a', 3],
        ['a', 3],
      ],
      { one: { a: 4 }, two: { a: 2 } },
      { one: ['l0 3a', 'l1 1a'], two: ['l1 2a'], unplaced: [] },
    ],
    [
      'take no room twice when several of them are divided',
      [
        ['a', 3],
        ['a', 3],
      ],
      { one: { a: 2 }, two: { a: 2 }, three: { a: 1 } },
      { one: ['l0 2a'], two: ['l0 1a', 'l1 1a'], three: ['l1 1a'], unplaced: ['l1 1a'] },
    ],
    [
      'of several skus each go their way',
      [
        ['b', 1],
        ['a', 2],
      ],
      { one: { a: 2 }, two: { b: 1 } },
      { one: ['l1 2a'], two: ['l0 1b'], unplaced: [] },
    ],
  ])('%s', (_, lines, nodes, expected) => {
    expect(assigned(lines, nodes, true)).toEqual(expected);
  });
});

describe('lines that stay whole', () => {
  it.each<[string, readonly (readonly [string, number])[], Readonly<Record<string, Stock>>, object]>([
    ['stay unplaced where no node has room for one', [['a', 5]], { one: { a: 4 } }, { unplaced: ['l0 5a'] }],
    [
      'go to nodes as wholes, and those without room stay unplaced',
      [
        ['a', 2],
        ['a', 3],
        ['a', 2],
      ],
      { one: { a: 3 }, two: { a: 2 } },
      { one: ['l1 3a'], two: ['l0 2a'], unplaced: ['l2 2a'] },
    ],
  ])('%s', (_, lines, nodes, expected) => {
    expect(assigned(lines, nodes, false)).toEqual(expected);
  });
});
