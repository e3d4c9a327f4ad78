import { RecentMap } from './recent-map.js';

const filled = (limit: number, keys: readonly string[], forgotten: string[] = []) => {
  const map = new RecentMap<string, number>(limit, (gone) => forgotten.push(...gone.keys()));
  for (const [at, key] of keys.entries()) map.set(key, at);
  return map;
};

describe('a map of what was set lately', () => {
  it('never holds more than its limit, and half of it at least', () => {
    const map = new RecentMap<number, number>(10);
    for (let key = 0; key < 100; key += 1) {
      map.set(key, key);
      expect(map.size).toBeLessThanOrEqual(10);
      for (let last = Math.max(0, key - 4); last <= key; last += 1) expect(map.get(last)).toBe(last);
    }
  });

  it('forgets what was not set for longest, and says so once', () => {
    const forgotten: string[] = [];
    const map = filled(4, ['a', 'b', 'a', 'c'], forgotten);
    expect(forgotten).toEqual(['b']);
    expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([2, undefined, 3]);
  });

  it('keeps what is used, and not what is only looked at', () => {
    const used = filled(4, ['a', 'b']);
    expect(used.use('a')).toBe(0);
    used.set('c', 9);
    expect([used.get('a'), used.get('b')]).toEqual([0, undefined]);
    const looked = filled(4, ['a', 'b']);
    expect(looked.get('a')).toBe(0);
    looked.set('c', 9);
    looked.set('d', 9);
    expect([looked.get('a'), looked.get('c')]).toEqual([undefined, 9]);
  });

  it('counts what is set again once, and drops what is deleted', () => {
    const map = filled(6, ['a', 'b', 'c', 'a']);
    expect(map.size).toBe(3);
    expect(map.get('a')).toBe(3);
    map.delete('a');
    map.delete('b');
    expect([map.size, map.get('a'), map.use('b')]).toEqual([1, undefined, undefined]);
  });

  it('with a limit of one still holds the last entry', () => {
    expect(filled(1, ['a', 'b']).get('b')).toBe(1);
  });
});
