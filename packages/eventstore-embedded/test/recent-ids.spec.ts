import { RecentIds } from '../src/log/recent-ids.js';

const placeOf = (number: number) => ({ streamNumber: number % 7, revision: number, position: number + 1 });

/** Ids that differ in their last digits alone, or in their first alone: a table must spread both. */
const idOf = (number: number) => {
  const digits = number.toString(16).padStart(8, '0');
  return number % 2 === 0 ? `00000000-0000-4000-8000-0000${digits}` : `${digits}-0000-4000-8000-000000000000`;
};

describe('recent ids', () => {
  it('are forgotten, the oldest first, when there are too many', () => {
    const ids = new RecentIds(2);
    for (const number of [0, 1, 2]) ids.add(idOf(number), placeOf(number));
    expect(ids.find(idOf(0))).toBeUndefined();
    expect(ids.find(idOf(1))).toEqual(placeOf(1));
    expect(ids.find(idOf(2))).toEqual(placeOf(2));
  });

  it('are unknown when they differ in any digit', () => {
    const id = '01234567-89ab-4cde-8f01-23456789abcd';
    const ids = new RecentIds(8);
    ids.add(id, placeOf(1));
    expect(ids.find(id)).toEqual(placeOf(1));
    for (const [index, digit] of id.split('').entries()) {
      if (digit === '-') continue;
      const other = `${id.slice(0, index)}${digit === 'f' ? '0' : 'f'}${id.slice(index + 1)}`;
      expect(ids.find(other)).toBeUndefined();
    }
  });

  it('are where they were written last, and as old as when they were written first', () => {
    const ids = new RecentIds(2);
    ids.add(idOf(0), placeOf(0));
    ids.add(idOf(1), placeOf(1));
    ids.add(idOf(0), placeOf(5));
    expect(ids.find(idOf(0))).toEqual(placeOf(5));
    ids.add(idOf(2), placeOf(2));
    expect(ids.find(idOf(0))).toBeUndefined();
    expect(ids.find(idOf(1))).toEqual(placeOf(1));
  });

  it('are exactly the last ones, however many came and went, and wherever in the table they met', () => {
    const capacity = 37;
    const ids = new RecentIds(capacity);
    for (let last = 0; last < 2_000; last += 1) {
      ids.add(idOf(last), placeOf(last));
      const lookedFor = Array.from({ length: capacity + 3 }, (_, index) => last + 1 - index).filter(
        (number) => number >= 0,
      );
      const found = lookedFor.map((number) => ids.find(idOf(number))?.revision);
      const oldest = Math.max(0, last - capacity + 1);
      expect(found).toEqual(
        lookedFor.map((number) => (number > last || number < oldest ? undefined : number)),
      );
    }
  });
});
