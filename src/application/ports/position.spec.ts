import { formatPosition, parsePosition } from './position.js';

describe('a log position as text', () => {
  it.each([
    '',
    '1',
    '0000000000000000001',
    '000000000000000000001',
    '-0000000000000000001',
    '0000000000000000001a',
    ' 0000000000000000001',
  ])('is refused when it is not 20 digits: %j', (text) => {
    expect(() => parsePosition(text)).toThrow(RangeError);
  });

  it.each([0n, 1n, 9_007_199_254_740_993n, 18_446_744_073_709_551_615n])(
    'stands for %s and back',
    (position) => {
      const text = formatPosition(position);

      expect(text).toHaveLength(20);
      expect(parsePosition(text)).toBe(position);
    },
  );

  it('sorts as the log does', () => {
    const texts = [100n, 9n, 20n].map(formatPosition);

    expect(texts.toSorted()).toEqual([9n, 20n, 100n].map(formatPosition));
  });
});
