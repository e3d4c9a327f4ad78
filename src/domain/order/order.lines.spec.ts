import { chairs, lamps } from '../../../test/support/order-builders.js';
import type { LineQuantity } from '../shared/quantities.js';
import { hasUnits, takeInOrder, takeSku } from './order.lines.js';

describe('lines have units', () => {
  it.each<[string, readonly LineQuantity[], boolean]>([
    ['not when there are none', [], false],
    ['not when each has none', [chairs(0), lamps(0)], false],
    ['when one of them has', [chairs(0), lamps(1)], true],
  ])('%s', (_, lines, expected) => {
    expect(hasUnits(lines)).toBe(expected);
  });
});

it('units of a sku are taken from the first lines first, and never more than there are', () => {
  const more = { lineId: 'l3', sku: 'CHAIR', quantity: 2 };
  expect(takeSku([chairs(2), lamps(3), more], 'CHAIR', 3)).toEqual([chairs(2), { ...more, quantity: 1 }]);
  expect(takeSku([chairs(2), more], 'CHAIR', 9)).toEqual([chairs(2), more]);
  expect(takeSku([chairs(2)], 'LAMP', 1)).toEqual([]);
});

it('units that do not suffice for all go to the first lists first', () => {
  expect(takeInOrder([[lamps(2)], [lamps(2), chairs(1)], [lamps(1)]], [lamps(3), chairs(1)])).toEqual([
    [lamps(2)],
    [lamps(1), chairs(1)],
    [],
  ]);
});
