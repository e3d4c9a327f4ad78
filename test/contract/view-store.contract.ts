import type { IndexRange, ViewBatch, ViewChange, ViewStore } from '../../src/application/ports/view-store.js';

/** What a view store is told to be in a test. */
export interface ViewStoreUnderTest {
  readonly store: ViewStore;
  /** Everything in it is gone, as after FLUSHALL. */
  clear(): Promise<void>;
}

const FIRST = { view: 'shelf', generation: '1-0' };
const SECOND = { view: 'shelf', generation: '1-1' };
const P1 = '00000000000000000010';
const P2 = '00000000000000000020';

const put = (key: string, value: unknown, tenant = 'main'): ViewChange => ({
  kind: 'put',
  at: { tenant, key },
  value,
});
const cell = (key: string, field: string, value: unknown): ViewChange => ({
  kind: 'put',
  at: { tenant: 'main', key, field },
  value,
});
const append = (key: string, ...entries: unknown[]): ViewChange => ({
  kind: 'append',
  tenant: 'main',
  key,
  entries,
});
const member = (kind: 'index' | 'unindex', index: string, name: string, counted = false): ViewChange => ({
  kind,
  tenant: 'main',
  index,
  member: name,
  counted,
});

/** Rules that every view store keeps: run against the twin in memory and against a real Redis. */
export function viewStoreContract(create: () => Promise<ViewStoreUnderTest>): void {
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

  describe('atomic application', () => {
    test('a batch computed on another position than the stored one changes nothing and tells what was found', async () => {
      await apply([put('a', 1)]);
      await expect(apply([put('a', 2)], { base: null, position: P2 })).resolves.toEqual({
        applied: false,
        position: P1,
      });
      await expect(apply([put('a', 2)], { base: P2, position: P2 })).resolves.toEqual({
        applied: false,
        position: P1,
      });
      await store.promote(FIRST);
      expect(await document('a')).toBe(1);
      expect(await store.position(FIRST)).toBe(P1);
    });

    test('a batch on a generation that was lost changes nothing and finds no position', async () => {
      await apply([put('a', 1)]);
      await subject.clear();
      await expect(apply([put('a', 2)], { base: P1, position: P2 })).resolves.toEqual({
        applied: false,
        position: null,
      });
      expect(await store.position(FIRST)).toBeNull();
    });

    test('changes and position move together', async () => {
      await expect(apply([put('a', 1), cell('g', 'x', 1), append('l', 1)])).resolves.toEqual({
        applied: true,
      });
      await expect(apply([put('a', 2)], { base: P1, position: P2 })).resolves.toEqual({ applied: true });
      expect(await store.position(FIRST)).toBe(P2);
    });

    test('a batch without changes moves the position alone', async () => {
      await apply([]);
      expect(await store.position(FIRST)).toBe(P1);
    });

    test('a batch of many thousand changes is applied whole', async () => {
      const keys = Array.from({ length: 20_000 }, (_, at) => `k${at}`);
      await expect(apply(keys.map((key) => put(key, key)))).resolves.toEqual({ applied: true });
      await store.promote(FIRST);
      expect((await store.documents('shelf', 'main', keys)).value).toEqual(keys);
    });
  });

  describe('reading', () => {
    test('a view that was never built answers with nothing and without a position', async () => {
      const page: IndexRange = { order: 'ascending', limit: 10 };
      expect(await store.documents('shelf', 'main', ['a', 'b'])).toEqual({
        value: [null, null],
        position: null,
      });
      expect(await store.groups('shelf', 'main', ['a'])).toEqual({ value: [new Map()], position: null });
      expect(await store.entries('shelf', 'main', 'a', { offset: 0, limit: 5 })).toEqual({
        value: [],
        position: null,
      });
      expect(await store.members('shelf', 'main', 'a', page)).toEqual({ value: [], position: null });
      expect(await store.counts('shelf', 'main')).toEqual({ value: {}, position: null });
    });

    test('a generation that was not promoted is not read', async () => {
      await apply([put('a', 1)]);
      expect(await document('a')).toBeNull();
    });

    test('every answer carries the position of the live generation', async () => {
      await apply([put('a', 1)]);
      await store.promote(FIRST);
      expect((await store.documents('shelf', 'main', ['a'])).position).toBe(P1);
      expect((await store.documents('shelf', 'main', [])).position).toBe(P1);
      expect((await store.groups('shelf', 'main', ['a'])).position).toBe(P1);
      expect((await store.entries('shelf', 'main', 'a', { offset: 0, limit: 1 })).position).toBe(P1);
      expect((await store.counts('shelf', 'main')).position).toBe(P1);
    });

    test('documents come in the order asked, and what is removed is gone', async () => {
      await apply([put('a', { n: 1 }), put('b', { n: 2 })]);
      await store.promote(FIRST);
      expect((await store.documents('shelf', 'main', ['b', 'none', 'a'])).value).toEqual([
        { n: 2 },
        null,
        { n: 1 },
      ]);
      await apply([{ kind: 'remove', at: { tenant: 'main', key: 'a' } }], { base: P1, position: P2 });
      expect(await document('a')).toBeNull();
    });

    test('one tenant never sees the keys of another', async () => {
      await apply([put('a', 'main'), put('a', 'other', 'other'), put('b:a', 1)]);
      await store.promote(FIRST);
      expect(await document('a')).toBe('main');
      expect(await document('a', 'other')).toBe('other');
      expect(await document('a', 'b')).toBeNull();
    });

    test('a group is read whole, by field, and loses the fields that are removed', async () => {
      await apply([cell('sku', 'n1', [1]), cell('sku', '__proto__', [2]), cell('sku', '1', [3])]);
      await store.promote(FIRST);
      expect((await store.groups('shelf', 'main', ['none', 'sku'])).value).toEqual([
        new Map(),
        new Map([
          ['n1', [1]],
          ['__proto__', [2]],
          ['1', [3]],
        ]),
      ]);
      const removal: ViewChange = { kind: 'remove', at: { tenant: 'main', key: 'sku', field: 'n1' } };
      await apply([removal], { base: P1, position: P2 });
      expect((await store.groups('shelf', 'main', ['sku'])).value).toEqual([
        new Map([
          ['__proto__', [2]],
          ['1', [3]],
        ]),
      ]);
    });

    test('a list keeps the order in which it was appended to, and is read in parts', async () => {
      await apply([append('l', 'a', 'b')]);
      await apply([append('l', 'c'), append('l', 'd')], { base: P1, position: P2 });
      await store.promote(FIRST);
      const part = async (offset: number, limit: number) =>
        (await store.entries('shelf', 'main', 'l', { offset, limit })).value;
      expect(await part(0, 10)).toEqual(['a', 'b', 'c', 'd']);
      expect(await part(1, 2)).toEqual(['b', 'c']);
      expect(await part(4, 2)).toEqual([]);
    });

    test('values survive as JSON: text of every kind, nesting, numbers, null inside', async () => {
      const value = { text: 'ß 漢 \u0000 "quoted" \n line', deep: [{ a: [null, true, -1.5] }], empty: {} };
      await apply([put('a', value), cell('a', 'f', value), append('a', value)]);
      await store.promote(FIRST);
      expect(await document('a')).toEqual(value);
      expect((await store.groups('shelf', 'main', ['a'])).value).toEqual([new Map([['f', value]])]);
      expect((await store.entries('shelf', 'main', 'a', { offset: 0, limit: 1 })).value).toEqual([value]);
    });
  });

  describe('indexes', () => {
    beforeEach(async () => {
      const members = ['20 b', '10 a', '30 c', '20 a'];
      await apply(members.map((name) => member('index', 'by-date', name)));
      await store.promote(FIRST);
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
    await store.promote(FIRST);
    expect((await store.counts('shelf', 'main')).value).toEqual({ 'open n1': 2, 'open n2': 1 });
    await apply([member('unindex', 'open n2', 'f3', true)], { base: P1, position: P2 });
    expect((await store.counts('shelf', 'main')).value).toEqual({ 'open n1': 2 });
  });

  describe('loading for a fold', () => {
    test('documents and parts of groups come in the order asked, with the position', async () => {
      await apply([put('a', 'A'), cell('g', 'x', 'X'), put('b', 'B')]);
      const wanted = [
        { tenant: 'main', key: 'g', field: 'x' },
        { tenant: 'main', key: 'b' },
        { tenant: 'main', key: 'g', field: 'none' },
        { tenant: 'main', key: 'none' },
        { tenant: 'main', key: 'a' },
        { tenant: 'other', key: 'a' },
      ];
      expect(await store.load(FIRST, wanted)).toEqual({
        value: ['X', 'B', null, null, 'A', null],
        position: P1,
      });
    });

    test('from a generation that does not exist: nothing, without a position', async () => {
      expect(await store.load(SECOND, [{ tenant: 'main', key: 'a' }])).toEqual({
        value: [null],
        position: null,
      });
      expect(await store.load(SECOND, [])).toEqual({ value: [], position: null });
    });
  });

  describe('generations', () => {
    test('readers get the promoted generation, and the next one from the moment it is promoted', async () => {
      await apply([put('a', 'old')]);
      await store.promote(FIRST);
      await apply([put('a', 'new')], { at: SECOND, position: P2 });
      expect(await document('a')).toBe('old');
      await store.promote(SECOND);
      expect(await document('a')).toBe('new');
      expect(await store.live('shelf')).toBe('1-1');
      expect((await store.documents('shelf', 'main', ['a'])).position).toBe(P2);
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

    test('emptied while being read, it answers with nothing and without a position', async () => {
      await apply([put('a', 1)]);
      await store.promote(FIRST);
      expect(await document('a')).toBe(1);
      await subject.clear();
      expect(await store.documents('shelf', 'main', ['a'])).toEqual({ value: [null], position: null });
      expect(await store.live('shelf')).toBeNull();
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
