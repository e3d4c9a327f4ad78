import fc from 'fast-check';
import { inOrder, readRows } from './ndjson.js';

const LIMIT = 12;

async function* chunksOf(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

async function rowsOf(parts: readonly Uint8Array[]): Promise<readonly (readonly [number, string | null])[]> {
  const rows: (readonly [number, string | null])[] = [];
  for await (const { row, bytes } of readRows(chunksOf(parts), LIMIT)) {
    rows.push([row, bytes === null ? null : Buffer.from(bytes).toString('utf8')]);
  }
  return rows;
}

/** The text cut at the given places, in the middle of characters too. */
function cut(text: string, places: readonly number[]): readonly Uint8Array[] {
  const bytes = Buffer.from(text, 'utf8');
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort(
    (one, other) => one - other,
  );
  return [...ends, bytes.length].map((end, at) => bytes.subarray(at === 0 ? 0 : ends[at - 1], end));
}

describe('the rows of a stream', () => {
  it.each<readonly [string, string, readonly (readonly [number, string | null])[]]>([
    ['nothing', '', []],
    ['only line ends', '\n\r\n \t\n', []],
    [
      'a last line without its end',
      'a\nb',
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    [
      'blank lines in between, which count',
      'a\n\nb\n',
      [
        [1, 'a'],
        [3, 'b'],
      ],
    ],
    ['a line at the limit', `${'x'.repeat(LIMIT)}\n`, [[1, 'x'.repeat(LIMIT)]]],
    [
      'a line beyond the limit',
      `a\n${'x'.repeat(LIMIT + 1)}\nb\n`,
      [
        [1, 'a'],
        [2, null],
        [3, 'b'],
      ],
    ],
    ['a last line beyond the limit', 'x'.repeat(1000), [[1, null]]],
  ])('of %s', async (_what, text, rows) => {
    expect(await rowsOf([Buffer.from(text)])).toEqual(rows);
  });

  it('are the same wherever the network cuts the stream', async () => {
    const text = fc
      .array(fc.constantFrom('\n', 'a', 'ä', '€', '😀', ' ', '{"a":1}'), { maxLength: 40 })
      .map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(), { maxLength: 8 }), async (whole, places) => {
        expect(await rowsOf(cut(whole, places))).toEqual(await rowsOf([Buffer.from(whole)]));
      }),
      { numRuns: 300, seed: 11 },
    );
  });
});

describe('work in order', () => {
  async function* numbers(count: number): AsyncGenerator<number> {
    for (let number = 0; number < count; number += 1) yield number;
  }

  it('keeps the order of the items, whatever ends first, and never has more than its width under way', async () => {
    let running = 0;
    let most = 0;
    const results: number[] = [];
    const work = async (item: number): Promise<number> => {
      running += 1;
      most = Math.max(most, running);
      for (let turn = item % 5; turn >= 0; turn -= 1) await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return item;
    };
    for await (const result of inOrder(numbers(50), 4, work)) results.push(result);
    expect(results).toEqual(Array.from({ length: 50 }, (_, at) => at));
    expect(most).toBe(4);
  });

  it('waits for what is under way when its reader goes away', async () => {
    let [begun, ended] = [0, 0];
    const work = async (item: number): Promise<number> => {
      begun += 1;
      for (let turn = item; turn >= 0; turn -= 1) await new Promise((resolve) => setImmediate(resolve));
      ended += 1;
      return item;
    };
    for await (const result of inOrder(numbers(50), 4, work)) if (result === 0) break;
    expect([begun, ended]).toEqual([4, 4]);
  });

  it('gives each result as soon as it is there: the next item may come only after it', async () => {
    let answered = -1;
    let tell = (): void => undefined;
    async function* conversation(): AsyncGenerator<number> {
      for (let number = 0; number < 5; number += 1) {
        yield number;
        if (answered < number) await new Promise<void>((resolve) => (tell = resolve));
      }
    }
    for await (const result of inOrder(conversation(), 4, (item) => Promise.resolve(item))) {
      answered = result;
      tell();
    }
    expect(answered).toBe(4);
  });

  it('lets go of its source when its reader goes away, also while that waits for its next item', async () => {
    let closed = 0;
    async function* source(): AsyncGenerator<number> {
      try {
        yield 0;
        await new Promise((resolve) => setImmediate(resolve));
        yield 1;
      } finally {
        closed += 1;
      }
    }
    const results = inOrder(source(), 4, (item) => Promise.resolve(item));
    expect(await results.next()).toEqual({ done: false, value: 0 });
    await results.return(undefined);
    await new Promise((resolve) => setImmediate(resolve));
    expect(closed).toBe(1);
  });

  it('fails with what its source throws, after the work that is under way', async () => {
    let ended = 0;
    async function* source(): AsyncGenerator<number> {
      yield 0;
      throw new Error('cut off');
    }
    const work = async (item: number): Promise<number> => {
      await new Promise((resolve) => setImmediate(resolve));
      ended += 1;
      return item;
    };
    const read = async (): Promise<void> => {
      const results = inOrder(source(), 4, work);
      while ((await results.next()).done !== true);
    };
    await expect(read()).rejects.toThrow('cut off');
    expect(ended).toBe(1);
  });

  it('fails with what the work throws, in its turn', async () => {
    const results: number[] = [];
    const read = async (): Promise<void> => {
      const work = (item: number): Promise<number> =>
        item === 2 ? Promise.reject(new Error('no')) : Promise.resolve(item);
      for await (const result of inOrder(numbers(9), 3, work)) results.push(result);
    };
    await expect(read()).rejects.toThrow('no');
    expect(results).toEqual([0, 1]);
  });
});
