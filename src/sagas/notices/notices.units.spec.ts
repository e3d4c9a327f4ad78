import { deepFreeze } from '../../../test/support/given-when-then.js';
import { take } from './notices.units.js';

const chairs = (quantity: number) => ({ lineId: '1', sku: 'CHAIR', quantity });
const tables = (quantity: number) => ({ lineId: '2', sku: 'TABLE', quantity });
const taken = (from: ReturnType<typeof chairs>[], wanted: ReturnType<typeof chairs>[]) =>
  take(deepFreeze(from), deepFreeze(wanted));

describe('units that are taken out of a list', () => {
  it('are missing when there are none of the line', () => {
    expect(taken([], [chairs(2)])).toEqual({ taken: [], left: [], missing: [chairs(2)] });
    expect(taken([tables(3)], [chairs(2)])).toEqual({ taken: [], left: [tables(3)], missing: [chairs(2)] });
  });

  it('leave what is more than was wanted', () => {
    expect(taken([chairs(5), tables(1)], [chairs(2)])).toEqual({
      taken: [chairs(2)],
      left: [chairs(3), tables(1)],
      missing: [],
    });
  });

  it('come from the first that has them, and only the rest from the next', () => {
    expect(taken([chairs(2), chairs(4)], [chairs(3)])).toEqual({
      taken: [chairs(2), chairs(1)],
      left: [chairs(3)],
      missing: [],
    });
  });

  it('may be wanted in several pieces, and each piece that is missing is named once', () => {
    expect(taken([chairs(2)], [chairs(1), chairs(2), tables(1)])).toEqual({
      taken: [chairs(2)],
      left: [],
      missing: [chairs(1), tables(1)],
    });
    expect(taken([chairs(1)], [chairs(2), chairs(3)])).toEqual({
      taken: [chairs(1)],
      left: [],
      missing: [chairs(2), chairs(2)],
    });
  });
});
