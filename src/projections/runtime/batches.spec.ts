import { batches } from './batches.js';

/** A source that tells how far it was read. */
function counter(length: number): { readonly source: AsyncIterable<number>; readonly read: () => number } {
  let read = 0;
  async function* source(): AsyncIterable<number> {
    for (; read < length; ) {
      await Promise.resolve();
      read += 1;
      yield read;
    }
  }
  return { source: source(), read: () => read };
}

async function collect(source: AsyncIterable<number[]>): Promise<number[][]> {
  const found: number[][] = [];
  for await (const batch of source) found.push(batch);
  return found;
}

describe('batches of a source', () => {
  test('what came before a failure is handed out before the failure is thrown', async () => {
    async function* source(): AsyncIterable<number> {
      yield 1;
      yield 2;
      throw new Error('broken');
    }
    const found: number[] = [];
    const reading = (async () => {
      for await (const batch of batches(source(), 10)) found.push(...batch);
    })();
    await expect(reading).rejects.toThrow('broken');
    expect(found).toEqual([1, 2]);
  });

  test('a batch waits until the gathering is done, which is told how many wait', async () => {
    const told: number[] = [];
    const gather = async (waiting: () => number): Promise<void> => {
      told.push(waiting());
      for (let at = 0; at < 20; at += 1) await Promise.resolve();
      told.push(waiting());
    };
    expect(await collect(batches(counter(5).source, 100, gather))).toEqual([[1, 2, 3, 4, 5]]);
    expect(told).toEqual([1, 5]);
  });

  test('a source that is empty has no batches', async () => {
    expect(await collect(batches(counter(0).source, 10))).toEqual([]);
  });

  test('all items come once and in order, never more than the limit at a time', async () => {
    const found = await collect(batches(counter(1_000).source, 64));
    expect(found.flat()).toEqual(Array.from({ length: 1_000 }, (_, at) => at + 1));
    expect(Math.max(...found.map(({ length }) => length))).toBeLessThanOrEqual(64);
  });

  test('a fast source is read in large batches', async () => {
    expect((await collect(batches(counter(1_000).source, 100))).length).toBeLessThan(50);
  });

  test('reading pauses while as many items wait as fit into a batch', async () => {
    const { source, read } = counter(1_000);
    const reading = batches(source, 10);
    await reading.next();
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(read()).toBeLessThanOrEqual(21);
    await reading.return();
  });

  test('leaving early ends the reading', async () => {
    const { source, read } = counter(1_000);
    for await (const batch of batches(source, 10)) if (batch.length > 0) break;
    const before = read();
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(read()).toBeLessThanOrEqual(before + 1);
  });
});
