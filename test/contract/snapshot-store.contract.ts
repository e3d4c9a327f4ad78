import type { Snapshot, SnapshotStore } from '../../src/application/ports/snapshot-store.js';

const snapshot: Snapshot = {
  stateVersion: 3,
  revision: 9_007_199_254_740_993n,
  position: 18_014_398_509_481_985n,
  eventId: '6f1b1c2e-8d0e-5b5a-9a64-2f6f0a6c1d11',
  state: {
    onHand: 3,
    reservations: new Map([['web~1-1', { quantity: 2 }]]),
    open: new Set(['a']),
    none: null,
  },
  commands: [
    { commandId: 'a', firstRevision: 1n, revision: 2n, position: 20n, bodyHash: 'hash' },
    { commandId: 'b', firstRevision: 3n, revision: 3n, position: 30n },
  ],
};

export function snapshotStoreContract(open: () => Promise<SnapshotStore>): void {
  let store: SnapshotStore;
  beforeAll(async () => {
    store = await open();
  });

  it('knows no snapshot of a stream that has none', async () => {
    expect(await store.load('stock-main:none@b')).toBeNull();
  });

  it('gives back what it was given, whatever the state is made of', async () => {
    await store.save('stock-main:a@b', snapshot);

    expect(await store.load('stock-main:a@b')).toEqual(snapshot);
  });

  it('keeps the latest of each stream, and the streams apart', async () => {
    await store.save('stock-main:c@b', snapshot);
    await store.save('stock-main:c@b', { ...snapshot, stateVersion: 4 });

    expect((await store.load('stock-main:c@b'))?.stateVersion).toBe(4);
    expect((await store.load('stock-main:a@b'))?.stateVersion).toBe(3);
  });

  it('hands out copies: who changes one changes nothing else', async () => {
    await store.save('stock-main:d@b', snapshot);
    const first = await store.load('stock-main:d@b');
    const state = first?.state as { onHand: number };
    state.onHand = 0;

    expect(await store.load('stock-main:d@b')).toEqual(snapshot);
  });
}
