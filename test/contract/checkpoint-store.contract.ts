import type { CheckpointStore } from '../../src/application/ports/checkpoint-store.js';

/** What a saga relies on. `open` gives one more store on the same checkpoints, as another process would have it. */
export function checkpointStoreContract(open: () => Promise<CheckpointStore>): void {
  let store: CheckpointStore;
  let name: string;
  let sequence = 0;

  beforeAll(async () => {
    store = await open();
  });
  beforeEach(() => {
    sequence += 1;
    name = `contract-${sequence}`;
  });

  it('knows no position of a reader that has stored none', async () => {
    expect(await store.load(name)).toBeNull();
  });

  it('never moves back', async () => {
    await store.store(name, 50n);
    await store.store(name, 20n);
    await store.store(name, 50n);

    expect(await store.load(name)).toBe(50n);
  });

  it('never moves back when two readers store by turns', async () => {
    const other = await open();
    await store.store(name, 10n);
    await other.store(name, 40n);
    await store.store(name, 30n);

    expect(await store.load(name)).toBe(40n);
    expect(await other.load(name)).toBe(40n);
  });

  it('ends at the highest of many positions that are stored at once', async () => {
    const other = await open();
    await Promise.all([
      ...[3n, 1n, 4n].map((position) => store.store(name, position)),
      ...[5n, 2n].map((position) => other.store(name, position)),
    ]);

    expect(await store.load(name)).toBe(5n);
  });

  it('keeps the readers apart', async () => {
    await store.store(name, 7n);

    expect(await store.load(`${name}-other`)).toBeNull();
  });

  it('keeps positions beyond what a number can hold', async () => {
    await store.store(name, 9_007_199_254_740_993n);

    expect(await store.load(name)).toBe(9_007_199_254_740_993n);
  });

  it('goes on over many positions', async () => {
    for (let position = 1n; position <= 30n; position += 1n) await store.store(name, position);

    expect(await (await open()).load(name)).toBe(30n);
  });
}
