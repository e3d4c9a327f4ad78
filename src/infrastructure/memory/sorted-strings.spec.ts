import fc from 'fast-check';
import { SortedStrings } from './sorted-strings.js';

const member = fc.integer({ min: 0, max: 3_000 }).map((number) => String(number).padStart(4, '0'));
const change = fc.record({ adds: fc.boolean(), member });

describe('sorted strings', () => {
  test('hold what a sorted set holds, whatever was added and taken away, over many chunks', () => {
    fc.assert(
      fc.property(
        fc.array(member, { minLength: 1_500, maxLength: 2_500 }),
        fc.array(change, { maxLength: 1_000 }),
        member,
        (begin, changes, bound) => {
          const sorted = new SortedStrings();
          const expected = new Set<string>();
          for (const { adds, member: name } of [
            ...begin.map((one) => ({ adds: true, member: one })),
            ...changes,
          ]) {
            const isThere = expected.has(name);
            expect(adds ? sorted.add(name) : sorted.delete(name)).toBe(adds ? !isThere : isThere);
            if (adds) expected.add(name);
            else expected.delete(name);
          }
          const all = [...expected].toSorted((left, right) => (left < right ? -1 : 1));
          expect(sorted.size).toBe(all.length);
          expect([...sorted.ascending()]).toEqual(all);
          expect([...sorted.ascending(bound)]).toEqual(all.filter((one) => one >= bound));
          expect([...sorted.descending()]).toEqual(all.toReversed());
          expect([...sorted.descending(bound)]).toEqual(all.filter((one) => one < bound).toReversed());
        },
      ),
      { seed: 1, numRuns: 20 },
    );
  });

  test('that were emptied are like new', () => {
    const sorted = new SortedStrings();
    sorted.add('a');
    expect(sorted.delete('a')).toBe(true);
    expect([sorted.size, [...sorted.ascending()], sorted.delete('a')]).toEqual([0, [], false]);
    expect(sorted.add('b')).toBe(true);
    expect([...sorted.descending()]).toEqual(['b']);
  });
});
