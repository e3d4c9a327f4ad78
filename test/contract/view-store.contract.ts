import {
  groupOf,
  type IndexRange,
  type ViewBatch,
  type ViewChange,
  type ViewStore,
  ViewStoreUnavailable,
} from '../../src/application/ports/view-store.js';
import {
  FIRST,
  SECOND,
  P1,
  P2,
  P3,
  put,
  cell,
  append,
  type ViewStoreUnderTest,
} from './view-store.changes.js';

/** Rules of writing and reading that every view store keeps: run against the twin in memory and a real Redis. */
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
      await store.promote(FIRST, null);
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
      await store.promote(FIRST, null);
      expect((await store.documents('shelf', 'main', keys)).value).toEqual(keys);
    });
  });

  describe('reading', () => {
    const page: IndexRange = { order: 'ascending', limit: 10 };
    const everyRead = (): readonly Promise<unknown>[] => [
      store.documents('shelf', 'main', ['a', 'b']),
      store.documents('shelf', 'main', []),
      store.groups('shelf', 'main', ['a']),
      store.groups('shelf', 'main', []),
      store.documentTexts('shelf', 'main', ['a']),
      store.groupTexts('shelf', 'main', ['a']),
      store.entryTexts('shelf', 'main', 'a', { offset: 0, limit: 5 }),
      store.entries('shelf', 'main', 'a', { offset: 0, limit: 5 }),
      store.members('shelf', 'main', 'a', page),
      store.counts('shelf', 'main'),
    ];
    const refusals = async (): Promise<readonly unknown[]> =>
      (await Promise.allSettled(everyRead())).map((result) =>
        result.status === 'rejected' ? result.reason : result.value,
      );
    const refusal = new ViewStoreUnavailable('the view shelf is being built anew');

    test('a view that was never built is refused by every read, and has no position', async () => {
      expect(await refusals()).toEqual(everyRefused(refusal));
      expect(await store.livePosition('shelf')).toBeNull();
    });

    test('a generation that was not promoted is not read, however far it is', async () => {
      await apply([put('a', 1)]);
      expect(await refusals()).toEqual(everyRefused(refusal));
      expect(await store.livePosition('shelf')).toBeNull();
    });

    test('what was emptied is refused by every read, also to a reader who knew it, until it is whole', async () => {
      await apply([put('a', 1)]);
      await store.promote(FIRST, null);
      expect(await document('a')).toBe(1);
      await subject.clear();
      expect(await refusals()).toEqual(everyRefused(refusal));
      await apply([put('b', 1)]);
      expect(await refusals()).toEqual(everyRefused(refusal));
      await store.promote(FIRST, null);
      expect(await document('b')).toBe(1);
      expect(await document('a')).toBeNull();
    });

    test('a pointer to a generation that is gone is refused', async () => {
      await apply([put('a', 1)]);
      await store.promote(FIRST, null);
      await store.drop(FIRST);
      expect(await refusals()).toEqual(everyRefused(refusal));
      expect(await store.livePosition('shelf')).toBeNull();
    });

    test('a view that is whole and has nothing in it says so', async () => {
      await apply([]);
      await store.promote(FIRST, null);
      expect(await store.documents('shelf', 'main', ['a'])).toEqual({ value: [null], position: P1 });
      expect(await store.groups('shelf', 'main', ['a'])).toEqual({ value: [new Map()], position: P1 });
      expect(await store.entries('shelf', 'main', 'a', { offset: 0, limit: 5 })).toEqual({
        value: [],
        position: P1,
      });
      expect(await store.members('shelf', 'main', 'a', page)).toEqual({ value: [], position: P1 });
      expect(await store.counts('shelf', 'main')).toEqual({ value: {}, position: P1 });
    });

    test('every answer carries the position of the live generation', async () => {
      await apply([put('a', 1)]);
      await store.promote(FIRST, null);
      expect((await store.documents('shelf', 'main', ['a'])).position).toBe(P1);
      expect((await store.documents('shelf', 'main', [])).position).toBe(P1);
      expect((await store.groups('shelf', 'main', ['a'])).position).toBe(P1);
      expect((await store.entries('shelf', 'main', 'a', { offset: 0, limit: 1 })).position).toBe(P1);
      expect((await store.counts('shelf', 'main')).position).toBe(P1);
    });

    test('documents come in the order asked, and what is removed is gone', async () => {
      await apply([put('a', { n: 1 }), put('b', { n: 2 })]);
      await store.promote(FIRST, null);
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
      await store.promote(FIRST, null);
      expect(await document('a')).toBe('main');
      expect(await document('a', 'other')).toBe('other');
      expect(await document('a', 'b')).toBeNull();
    });

    test('a group is read whole, by field, and loses the fields that are removed', async () => {
      await apply([cell('sku', 'n1', [1]), cell('sku', '__proto__', [2]), cell('sku', '1', [3])]);
      await store.promote(FIRST, null);
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

    test('the text of a group is the same for as long as the group is, and another when it is another', async () => {
      const text = async () => (await store.groupTexts('shelf', 'main', ['none', 'sku'])).value;
      await apply([cell('sku', 'n1', { a: 1 }), cell('sku', 'n2', { a: 'b, "c"' })]);
      await store.promote(FIRST, null);
      const [none, first] = await text();
      expect(none).toBeNull();
      expect(groupOf(first ?? null)).toEqual(
        new Map([
          ['n1', { a: 1 }],
          ['n2', { a: 'b, "c"' }],
        ]),
      );
      await apply([cell('other', 'n1', 1)], { base: P1, position: P2 });
      expect(await text()).toEqual([null, first]);
      await apply([cell('sku', 'n1', { a: 2 })], { base: P2, position: P3 });
      expect((await text())[1]).not.toBe(first);
    });

    test('a cell of a group may grow and shrink as it likes, and its neighbours keep what they have', async () => {
      const sizes = [1, 500, 3, 40, 41, 0, 1_000, 200];
      await apply([cell('sku', 'left', 'L'), cell('sku', 'right', 'R')]);
      await store.promote(FIRST, null);
      let base = P1;
      for (const size of sizes) {
        const position = String(Number(base) + 1).padStart(20, '0');
        await apply([cell('sku', 'grows', 'x'.repeat(size))], { base, position });
        base = position;
        const expected = { left: 'L', right: 'R', grows: 'x'.repeat(size) };
        const [group] = (await store.groups('shelf', 'main', ['sku'])).value;
        expect(Object.fromEntries(group ?? [])).toEqual(expected);
        const fields = Object.keys(expected).map((field) => ({ tenant: 'main', key: 'sku', field }));
        expect((await store.load(FIRST, fields)).value).toEqual(Object.values(expected));
      }
    });

    test('a group that has lost its last field is gone, and may begin anew', async () => {
      const removal: ViewChange = { kind: 'remove', at: { tenant: 'main', key: 'sku', field: 'n1' } };
      await apply([cell('sku', 'n1', 1), cell('sku', 'n2', 2)]);
      await store.promote(FIRST, null);
      await apply([removal, { ...removal, at: { ...removal.at, field: 'n2' } }, removal], {
        base: P1,
        position: P2,
      });
      expect((await store.groupTexts('shelf', 'main', ['sku'])).value).toEqual([null]);
      await apply([cell('sku', 'n1', 3)], { base: P2, position: P3 });
      expect((await store.groups('shelf', 'main', ['sku'])).value).toEqual([new Map([['n1', 3]])]);
    });

    test('texts are those of the values: documents and entries of lists', async () => {
      const value = { z: 'ß "q"', a: [1, null, { b: {} }] };
      await apply([put('a', value), append('l', value, 'x')]);
      await store.promote(FIRST, null);
      const text = JSON.stringify(value);
      const range = { offset: 0, limit: 5 };
      expect(await store.documentTexts('shelf', 'main', ['a', 'none'])).toEqual({
        value: [text, null],
        position: P1,
      });
      expect((await store.entryTexts('shelf', 'main', 'l', range)).value).toEqual([text, '"x"']);
    });

    test('a list takes many entries at once, in their order', async () => {
      const many = Array.from({ length: 2_500 }, (_, place) => place);
      await apply([append('l', ...many), put('a', 1)]);
      await store.promote(FIRST, null);
      expect((await store.entries('shelf', 'main', 'l', { offset: 0, limit: 3_000 })).value).toEqual(many);
    });

    test('a list keeps the order in which it was appended to, and is read in parts', async () => {
      await apply([append('l', 'a', 'b')]);
      await apply([append('l', 'c'), append('l', 'd')], { base: P1, position: P2 });
      await store.promote(FIRST, null);
      const part = async (offset: number, limit: number) =>
        (await store.entries('shelf', 'main', 'l', { offset, limit })).value;
      expect(await part(0, 10)).toEqual(['a', 'b', 'c', 'd']);
      expect(await part(1, 2)).toEqual(['b', 'c']);
      expect(await part(4, 2)).toEqual([]);
    });

    test('values survive as JSON: text of every kind, nesting, numbers, null inside', async () => {
      const value = { text: 'ß 漢 \u0000 "quoted" \n line', deep: [{ a: [null, true, -1.5] }], empty: {} };
      await apply([put('a', value), cell('a', 'f', value), append('a', value)]);
      await store.promote(FIRST, null);
      expect(await document('a')).toEqual(value);
      expect((await store.groups('shelf', 'main', ['a'])).value).toEqual([new Map([['f', value]])]);
      expect((await store.entries('shelf', 'main', 'a', { offset: 0, limit: 1 })).value).toEqual([value]);
    });
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
}

/** One refusal for each kind of read. */
function everyRefused(refusal: ViewStoreUnavailable): readonly ViewStoreUnavailable[] {
  return Array.from({ length: 10 }, () => refusal);
}
