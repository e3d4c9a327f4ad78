import { count, list, moment, units, words } from './words.js';

const line = (lineId: string, sku: string, quantity: number) => ({ lineId, sku, quantity });

describe('the words of the timeline', () => {
  it('name the units of each sku once, though it stands on several lines', () => {
    expect(units([line('1', 'lamp', 2), line('2', 'chair', 1), line('3', 'lamp', 1)])).toBe(
      '3 × lamp, 1 × chair',
    );
    expect(units([])).toBe('nothing');
  });

  it('tell one unit from several', () => {
    expect([0, 1, 2].map(count)).toEqual(['0 units', '1 unit', '2 units']);
  });

  it('join names as people do', () => {
    expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(list)).toEqual(['', 'a', 'a and b', 'a, b and c']);
  });

  it('say instants by the minute in UTC, and leave alone what is none', () => {
    expect(moment('2026-03-01T10:30:59.000+01:00')).toBe('2026-03-01 09:30 UTC');
    expect(moment('soon')).toBe('soon');
  });

  it.each([
    ['no-capacity', 'no capacity'],
    ['count-below-reserved', 'count below reserved'],
    ['wet', 'wet'],
  ])('spell a code out: %s', (code, spelled) => {
    expect(words(code)).toBe(spelled);
  });

  it.each(['see e-mail', 'pre-order was wrong', 'T-shirt', 'follow-', '-up', 'a--b', 'size 3-4'])(
    'leave alone what a person has written: %s',
    (text) => {
      expect(words(text)).toBe(text);
    },
  );
});
