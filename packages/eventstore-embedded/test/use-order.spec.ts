import { UseOrder } from '../src/log/use-order.js';

/** Values from 1 on, under their own texts. */
function orderOf(count: number): UseOrder<number> {
  const order = new UseOrder<number>();
  for (let value = 1; value <= count; value += 1) order.add(`${value}`, value);
  return order;
}

const knownIn = (order: UseOrder<number>, count: number) =>
  Array.from({ length: count }, (_, index) => order.use(`${index + 1}`)).filter(Boolean);

describe('values that know in which order they were used', () => {
  it('are forgotten in that order', () => {
    const order = orderOf(4);
    for (const key of ['1', '3', '3', '4']) order.use(key);
    order.trim(2, () => true);
    expect(knownIn(order, 4)).toEqual([3, 4]);
  });

  it('stay while there are few enough', () => {
    const order = orderOf(3);
    order.trim(3, () => true);
    expect(knownIn(order, 3)).toEqual([1, 2, 3]);
  });

  it('stay when they must, and others go in their place', () => {
    const order = orderOf(5);
    order.trim(2, (value) => value % 2 === 0);
    expect(knownIn(order, 5)).toEqual([1, 3, 5]);
  });

  it('can all be forgotten, and others added', () => {
    const order = orderOf(3);
    order.trim(0, () => true);
    expect(knownIn(order, 3)).toEqual([]);
    order.add('2', 2);
    order.add('1', 1);
    order.trim(1, () => true);
    expect(knownIn(order, 3)).toEqual([1]);
  });

  it('agree with a list, whatever is done with them', () => {
    const order = new UseOrder<number>();
    let list: number[] = [];
    for (let step = 0; step < 3_000; step += 1) {
      const value = 1 + ((step * 7_919) % 61);
      const isKnown = list.includes(value);
      expect(order.use(`${value}`)).toBe(isKnown ? value : undefined);
      if (!isKnown) order.add(`${value}`, value);
      list = [...list.filter((other) => other !== value), value];
      const keep = 20 + ((step * 31) % 17);
      order.trim(keep, () => true);
      list = list.slice(-keep);
    }
    expect(knownIn(order, 61)).toEqual([...list].sort((one, other) => one - other));
  });
});
