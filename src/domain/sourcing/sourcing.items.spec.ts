import { candidate, demand } from '../../../test/support/sourcing-builders.js';
import { itemsOf, stockFor, takeable } from './sourcing.items.js';

const lines = (...entries: readonly (readonly [string, number])[]) =>
  entries.map(([sku, quantity], index) => ({ lineId: `l${index}`, sku, quantity }));
const items = (splitLines: boolean, ...entries: readonly (readonly [string, number])[]) =>
  itemsOf(demand({}, { lines: lines(...entries) }), splitLines);

describe('the demand by sku', () => {
  it('is empty where nothing is wanted', () => {
    expect(items(true)).toEqual([]);
    expect(items(true, ['a', 0])).toEqual([]);
  });

  it('has the lines of a sku together, the largest first, and those as large in their order', () => {
    const [a, b, ...rest] = items(false, ['a', 1], ['b', 4], ['a', 3], ['a', 1], ['b', 0]);
    expect(rest).toEqual([]);
    expect(a).toMatchObject({ sku: 'a', quantity: 5, divisible: false });
    expect(a?.lines.map(({ lineId }) => lineId)).toEqual(['l2', 'l0', 'l3']);
    expect(b).toEqual({
      sku: 'b',
      quantity: 4,
      divisible: false,
      lines: [{ lineId: 'l1', sku: 'b', quantity: 4 }],
    });
  });

  it('may be spread over nodes where lines may be split', () => {
    expect(items(true, ['a', 1])[0]?.divisible).toBe(true);
  });
});

describe('what a node has of an item', () => {
  it.each([
    ['nothing where the figure is negative', { a: -1 }, 0],
    ['nothing of another sku', { b: 9 }, 0],
    ['only whole units', { a: 2.9 }, 2],
    ['no more than is asked for', { a: 9 }, 4],
    ['what there is', { a: 3 }, 3],
  ])('is %s', (_, atf, units) => {
    expect(stockFor(items(true, ['a', 4]), candidate('n', atf))).toEqual([units]);
  });

  it('is nothing of a sku that is named like a part of every object', () => {
    expect(stockFor(items(true, ['constructor', 1]), candidate('n', {}))).toEqual([0]);
  });
});

describe('what a node can take of an item', () => {
  it.each<[string, readonly number[], number, number]>([
    ['nothing where no line fits', [3, 2], 1, 0],
    ['nothing where there is nothing', [3, 2], 0, 0],
    ['the largest line that fits', [4, 3, 2], 3, 3],
    ['several lines that fit together', [4, 3, 2], 5, 5],
    ['fewer units than there are where lines would be broken', [5, 4, 2], 8, 7],
    ['no line twice', [3, 1], 3, 3],
    ['all of it', [3, 2], 5, 5],
  ])('is %s', (_, quantities, stock, units) => {
    const [whole] = items(false, ...quantities.map((quantity): [string, number] => ['a', quantity]));
    const [split] = items(true, ...quantities.map((quantity): [string, number] => ['a', quantity]));
    if (whole === undefined || split === undefined) throw new Error('no item');
    expect(takeable(whole, stock)).toBe(units);
    expect(takeable(split, stock)).toBe(stock);
  });
});
