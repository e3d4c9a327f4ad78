import { FakeClock, settled } from '../../../test/support/fake-clock.js';
import { MemoryNetworkSnapshots } from '../../infrastructure/memory/memory-network-snapshots.js';
import type { NetworkSnapshot, NetworkSnapshots } from '../ports/network-snapshots.js';
import { formatPosition } from '../ports/position.js';
import { SNAPSHOT_INTERVAL_MS, SnapshotKeeper, WORTH_A_SNAPSHOT } from './snapshot-keeper.js';

const AT = '2026-03-01T09:00:00.000Z';
const at = (position: bigint, version = 1): NetworkSnapshot => ({
  version,
  position: formatPosition(position),
  tenants: [],
});

function setUp(snapshots: NetworkSnapshots = new MemoryNetworkSnapshots()) {
  const clock = new FakeClock(AT);
  const troubles: unknown[] = [];
  const network: { position: bigint | null } = { position: null };
  const take = () => (network.position === null ? null : at(network.position));
  const keeper = new SnapshotKeeper(snapshots, clock, 1, take, (error) => troubles.push(error));
  return { snapshots, clock, troubles, network, keeper };
}

/** Out of order until it is told otherwise. */
class BrokenSnapshots extends MemoryNetworkSnapshots {
  isBroken = true;

  override load(): Promise<NetworkSnapshot | null> {
    return this.isBroken ? Promise.reject(new Error('no load')) : super.load();
  }

  override save(snapshot: NetworkSnapshot): Promise<void> {
    return this.isBroken ? Promise.reject(new Error('no save')) : super.save(snapshot);
  }
}

describe('snapshots of the network', () => {
  it('that cannot be had or saved are told as trouble, and nothing stops', async () => {
    const broken = new BrokenSnapshots();
    const { keeper, network, troubles, clock } = setUp(broken);
    expect(await keeper.restored()).toBeNull();
    network.position = WORTH_A_SNAPSHOT;
    keeper.begin();
    await settled();
    expect(troubles).toEqual([new Error('no load'), new Error('no save')]);
    broken.isBroken = false;
    await clock.advance(SNAPSHOT_INTERVAL_MS);
    await settled();
    expect(await broken.load()).toEqual(at(WORTH_A_SNAPSHOT));
    await keeper.end();
  });

  it('of another version of the state are not looked at', async () => {
    const { keeper, snapshots } = setUp();
    await snapshots.save(at(5n, 2));
    expect(await keeper.restored()).toBeNull();
  });

  it('are not taken before anything was read, nor for a short way', async () => {
    const { keeper, snapshots, network } = setUp();
    keeper.begin();
    network.position = WORTH_A_SNAPSHOT - 1n;
    await keeper.end();
    expect(await snapshots.load()).toBeNull();
  });

  it('are taken when a long way was read, again after another, and at the end', async () => {
    const { keeper, snapshots, network, clock } = setUp();
    const kept = async (): Promise<string | undefined> => {
      await settled();
      return (await snapshots.load())?.position;
    };
    network.position = WORTH_A_SNAPSHOT;
    keeper.begin();
    expect(await kept()).toBe(formatPosition(WORTH_A_SNAPSHOT));
    network.position = 2n * WORTH_A_SNAPSHOT - 1n;
    await clock.advance(SNAPSHOT_INTERVAL_MS);
    expect(await kept()).toBe(formatPosition(WORTH_A_SNAPSHOT));
    network.position = 2n * WORTH_A_SNAPSHOT;
    await clock.advance(SNAPSHOT_INTERVAL_MS);
    expect(await kept()).toBe(formatPosition(2n * WORTH_A_SNAPSHOT));
    network.position = 3n * WORTH_A_SNAPSHOT;
    await keeper.end();
    expect(await kept()).toBe(formatPosition(3n * WORTH_A_SNAPSHOT));
  });

  it('count from the one that was restored', async () => {
    const { keeper, snapshots, network } = setUp();
    await snapshots.save(at(WORTH_A_SNAPSHOT));
    expect(await keeper.restored()).toEqual(at(WORTH_A_SNAPSHOT));
    network.position = WORTH_A_SNAPSHOT + 1n;
    await keeper.end();
    expect((await snapshots.load())?.position).toBe(formatPosition(WORTH_A_SNAPSHOT));
  });
});
