import fc from 'fast-check';
import { EXACT_PACKING_LINES, packWhole } from './sourcing.pack.js';

const lines = (...quantities: readonly number[]) =>
  quantities.map((quantity, index) => ({ lineId: `l${index}`, sku: 'a', quantity }));

describe('a whole line', () => {
  it.each<[string, readonly number[], readonly number[], number, readonly number[]]>([
    ['stays out where no node has room for it', [5], [4, 1], 0, [-1]],
    ['stays out where there is no node', [5], [], 0, [-1]],
    ['stays out where the lines before it have taken the room', [2, 2], [3], 2, [0, -1]],
    ['goes where room for exactly it is left', [2, 2], [4], 4, [0, 0]],
    ['goes to the node with the least room that is enough', [2], [5, 3, 4, 1], 2, [1]],
    ['goes to the first of nodes with as much room', [2], [3, 3], 2, [0]],
    ['gives way to two others that make up more', [5, 3, 3], [6], 6, [-1, 0, 0]],
    [
      'leaves the tightest room where another place lets all be placed',
      [4, 3, 3, 2],
      [5, 7],
      12,
      [1, 0, 1, 0],
    ],
  ])('%s', (_, quantities, bins, units, binOfLine) => {
    expect(packWhole(lines(...quantities), Object.freeze(bins))).toEqual({ units, binOfLine });
  });

  it('stays where the tightest fit has put it when no other packing places more', () => {
    expect(packWhole(lines(2, 2, 2), [3, 3])).toEqual({ units: 4, binOfLine: [0, 1, -1] });
  });

  it('is put to the tightest fit alone where there are too many lines to try every packing', () => {
    const all = lines(4, 3, 3, 2, 2, 2, 2);
    expect(packWhole(all.slice(0, EXACT_PACKING_LINES), [5, 7]).units).toBe(12);
    expect(packWhole(all, [5, 7])).toEqual({ units: 10, binOfLine: [0, 1, 1, -1, -1, -1, -1] });
  });
});

/** Most units that fit: each line is tried in each bin and in none. */
function most([first, ...rest]: readonly number[], bins: readonly number[]): number {
  if (first === undefined) return 0;
  const ways = bins.flatMap((bin, index) =>
    bin >= first ? [first + most(rest, bins.with(index, bin - first))] : [],
  );
  return Math.max(most(rest, bins), ...ways);
}

it('packings place as many units as any way of packing does, and no bin holds more than its room', () => {
  const quantity = fc.integer({ min: 1, max: 6 });
  const problems = fc.tuple(
    fc.array(quantity, { minLength: 1, maxLength: 4 }),
    fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 3 }),
  );
  fc.assert(
    fc.property(problems, ([quantities, bins]) => {
      const sorted = quantities.toSorted((one, other) => other - one);
      const { units, binOfLine } = packWhole(lines(...sorted), bins);
      const loads = bins.map((_, bin) =>
        sorted.reduce((sum, load, line) => sum + (binOfLine[line] === bin ? load : 0), 0),
      );
      expect(units).toBe(most(sorted, bins));
      expect(loads.reduce((sum, load) => sum + load, 0)).toBe(units);
      for (const [bin, load] of loads.entries()) expect(load).toBeLessThanOrEqual(bins[bin] ?? 0);
    }),
    { seed: 20_260_310, numRuns: 100 },
  );
});
