import type { IndexRange, ViewBatch, ViewChange, ViewStore } from '../../src/application/ports/view-store.js';
import {
  FIRST,
  SECOND,
  P1,
  P2,
  put,
  cell,
  append,
  member,
  type ViewStoreUnderTest,
} from './view-store.changes.js';

/** Rules of indexes and generations that every view store keeps. */
export function viewStoreIndexesContract(create: () => Promise<ViewStoreUnderTest>): void {
  let store: ViewStore;
  let subject: ViewStoreUnderTest;

  beforeEach(async () => {
    subject = await create();
    await subject.clear();
    store = subject.store;
  });

  const apply = (changes: readonly ViewChange[], over: Partial<ViewBatch> = {}) =>
    store.apply({ at: FIRST, base: null, position: P1, changes, ...over });
  const document = async (key: string, tenant = 'main') =>
    (await store.documents('shelf', tenant, [key])).value[0];
  const listed = async (index: string, range: IndexRange) =>
    (await store.members('shelf', 'main', index, range)).value;
  const digests = async (generation = FIRST) => {
    const found: [string, string][] = [];
    for await (const { key, hash } of store.digests(generation)) found.push([key, hash]);
    return found.sort(([left], [right]) => left.localeCompare(right));
  };

  describe('indexes', () => {
    beforeEach(async () => {
      const members = ['20 b', '10 a', '30 c', '20 a'];
      await apply(members.map((name) => member('index', 'by-date', name)));
      await store.promote(FIRST, null);
    });

    test('members come in the order of their bytes, upwards and downwards', async () => {
      expect(await listed('by-date', { order: 'ascending', limit: 9 })).toEqual([
        '10 a',
        '20 a',
        '20 b',
        '30 c',
      ]);
      expect(await listed('by-date', { order: 'descending', limit: 9 })).toEqual([
        '30 c',
        '20 b',
        '20 a',
        '10 a',
      ]);
    });

    test('the lower bound is inclusive and the upper bound exclusive, in both directions', async () => {
      const bounds = { from: '20', until: '30 c', limit: 9 };
      expect(await listed('by-date', { ...bounds, order: 'ascending' })).toEqual(['20 a', '20 b']);
      expect(await listed('by-date', { ...bounds, order: 'descending' })).toEqual(['20 b', '20 a']);
      expect(await listed('by-date', { from: '20 a', order: 'ascending', limit: 1 })).toEqual(['20 a']);
    });

    test('pages follow one another without a gap and without a repeat', async () => {
      for (const order of ['ascending', 'descending'] as const) {
        const all = await listed('by-date', { order, limit: 9 });
        const paged: string[] = [];
        for (let after: string | undefined; ; after = paged.at(-1)) {
          const page = await listed('by-date', {
            order,
            limit: 1,
            ...(after === undefined ? {} : { after }),
          });
          if (page.length === 0) break;
          paged.push(...page);
        }
        expect(paged).toEqual(all);
      }
    });

    test('a cursor outside the bounds does not widen them', async () => {
      const bounds = { from: '20', until: '30', limit: 9 };
      expect(await listed('by-date', { ...bounds, after: '00', order: 'ascending' })).toEqual([
        '20 a',
        '20 b',
      ]);
      expect(await listed('by-date', { ...bounds, after: '99', order: 'descending' })).toEqual([
        '20 b',
        '20 a',
      ]);
    });

    test('a page behind a member that has gone continues where it was', async () => {
      await apply([member('unindex', 'by-date', '20 a')], { base: P1, position: P2 });
      expect(await listed('by-date', { order: 'ascending', limit: 9, after: '20 a' })).toEqual([
        '20 b',
        '30 c',
      ]);
    });

    test('the same member twice is there once, and goes at once', async () => {
      await apply([member('index', 'by-date', '10 a')], { base: P1, position: P2 });
      expect(await listed('by-date', { order: 'ascending', limit: 1 })).toEqual(['10 a']);
      await apply([member('unindex', 'by-date', '10 a')], { base: P2, position: '00000000000000000030' });
      expect(await listed('by-date', { order: 'ascending', limit: 1 })).toEqual(['20 a']);
    });
  });

  test('a counted index counts its members, not the times they were added or taken away', async () => {
    await apply([
      member('index', 'open n1', 'f1', true),
      member('index', 'open n1', 'f2', true),
      member('index', 'open n1', 'f2', true),
      member('index', 'open n2', 'f3', true),
      member('index', 'uncounted', 'f4'),
      member('unindex', 'open n1', 'never there', true),
    ]);
    await store.promote(FIRST, null);
    expect((await store.counts('shelf', 'main')).value).toEqual({ 'open n1': 2, 'open n2': 1 });
    await apply([member('unindex', 'open n2', 'f3', true)], { base: P1, position: P2 });
    expect((await store.counts('shelf', 'main')).value).toEqual({ 'open n1': 2 });
  });

  describe('generations', () => {
    test('readers get the promoted generation, and the next one from the moment it is promoted', async () => {
      await apply([put('a', 'old')]);
      await store.promote(FIRST, null);
      await apply([put('a', 'new')], { at: SECOND, position: P2 });
      expect(await document('a')).toBe('old');
      await store.promote(SECOND, '1-0');
      expect(await document('a')).toBe('new');
      expect(await store.live('shelf')).toBe('1-1');
      expect((await store.documents('shelf', 'main', ['a'])).position).toBe(P2);
    });

    test('promoting in place of another one than readers have changes nothing', async () => {
      await expect(store.promote(FIRST, '1-7')).resolves.toBe(false);
      expect(await store.live('shelf')).toBeNull();
      await expect(store.promote(FIRST, null)).resolves.toBe(true);
      await expect(store.promote(SECOND, null)).resolves.toBe(false);
      expect(await store.live('shelf')).toBe('1-0');
      await expect(store.promote(SECOND, '1-0')).resolves.toBe(true);
      expect(await store.live('shelf')).toBe('1-1');
    });

    test('dropping one leaves the other whole', async () => {
      const everything = [put('a', 1), cell('a', 'b', 1), append('a', 1), member('index', 'a', 'a', true)];
      await apply(everything);
      await apply(everything, { at: SECOND });
      await store.drop(FIRST);
      expect(await store.position(FIRST)).toBeNull();
      expect(await digests(FIRST)).toEqual([]);
      expect(await digests(SECOND)).toHaveLength(5);
    });

    test('a name that begins like another one is another generation', async () => {
      await apply([put('a', 1)], { at: { view: 'shelf', generation: '1-1' } });
      await apply([put('a', 1)], { at: { view: 'shelf', generation: '1-10' } });
      await store.drop({ view: 'shelf', generation: '1-1' });
      expect(await store.position({ view: 'shelf', generation: '1-10' })).toBe(P1);
    });

    test('emptied while being read, there is nothing to be read any more', async () => {
      await apply([put('a', 1)]);
      await store.promote(FIRST, null);
      expect(await document('a')).toBe(1);
      await subject.clear();
      expect(await store.live('shelf')).toBeNull();
      expect(await store.livePosition('shelf')).toBeNull();
    });
  });

  describe('digests', () => {
    const all = [
      put('a', 1),
      cell('a', 'b', 1),
      cell('a', 'c', 2),
      append('a', 1),
      member('index', 'i', 'm', true),
    ];

    test('what is the same has the same digests, whatever the way there', async () => {
      await apply([...all, member('index', 'gone', 'm', true), cell('gone', 'x', 1), put('gone', 1)]);
      const detours: ViewChange[] = [
        { kind: 'remove', at: { tenant: 'main', key: 'gone' } },
        { kind: 'remove', at: { tenant: 'main', key: 'gone', field: 'x' } },
        member('unindex', 'gone', 'm', true),
      ];
      await apply(detours, { base: P1, position: P2 });
      await apply([...all].reverse(), { at: SECOND });
      expect(await digests(FIRST)).toEqual(await digests(SECOND));
    });

    test('the digests of a known content are these, in every store', async () => {
      await apply(all);
      expect(await digests()).toEqual([
        ['counts:main', 'e8da3627c821625453cac670f055791ce8015d87f9490bb75a6a11ceaf551d67'],
        ['document:main:a', 'a18736e88910bc168ddfd39a413f4b9323802c5a4303d33f74dd50dd5cfca72a'],
        ['group:main:a', 'eaf6fa0629884ea61e7b014ec783aa0383e6d4fa46b3010ef6ae7a3c1b8fd285'],
        ['index:main:i', '778b03b61ca7a9e85b4c69905012ae702372926c5095f6633acda8d07a82a89f'],
        ['list:main:a', 'a18736e88910bc168ddfd39a413f4b9323802c5a4303d33f74dd50dd5cfca72a'],
      ]);
    });

    test.each<[string, ViewChange]>([
      ['document', put('a', 2)],
      ['group', cell('a', 'b', 2)],
      ['list', append('a', 2)],
      ['index', member('index', 'i', 'other')],
      ['counts', member('index', 'j', 'm', true)],
    ])('another %s has another digest', async (_kind, change) => {
      await apply(all);
      const before = await digests();
      await apply([change], { base: P1, position: P2 });
      expect(await digests()).not.toEqual(before);
    });
  });
}
