import type { NetworkSnapshot, NetworkSnapshots } from '../../src/application/ports/network-snapshots.js';
import { formatPosition } from '../../src/application/ports/position.js';
import { NODE_SAMPLES, POLICY_SAMPLES } from '../support/event-samples/network.samples.js';

const { nodeId, profile } = NODE_SAMPLES.NodeRegistered.data;
const { policy, scope } = POLICY_SAMPLES.PolicyDrafted.data;

export const networkAt = (position: bigint, tenant = 'main'): NetworkSnapshot => ({
  version: 1,
  position: formatPosition(position),
  tenants: [
    {
      tenant,
      nodes: [{ nodeId, revision: '3', state: { status: 'active', nodeId, profile } }],
      policies: [
        { scope, state: { versions: [{ version: 1, status: 'active', policy }], activeVersion: 1 } },
      ],
    },
  ],
});

/** What the directory relies on. `open` gives one more store on the same snapshots, as another process would have it. */
export function networkSnapshotsContract(open: () => Promise<NetworkSnapshots>): void {
  it('begin with none', async () => {
    expect(await (await open()).load()).toBeNull();
  });

  it('are given back as they were saved, by any process', async () => {
    await (await open()).save(networkAt(10n));
    expect(await (await open()).load()).toEqual(networkAt(10n));
  });

  it('are replaced by a newer one, and never by an older', async () => {
    const [one, other] = [await open(), await open()];
    await one.save(networkAt(30n));
    await other.save(networkAt(20n, 'older'));
    await other.save(networkAt(30n, 'no newer'));
    expect(await other.load()).toEqual(networkAt(30n));
    await other.save(networkAt(31n, 'newer'));
    expect(await one.load()).toEqual(networkAt(31n, 'newer'));
  });

  it('that are saved at once leave one of them', async () => {
    const stores = await Promise.all([open(), open(), open()]);
    await Promise.all(stores.map((store, index) => store.save(networkAt(40n + BigInt(index)))));
    const kept = await stores[0]?.load();
    expect(['40', '41', '42'].map((end) => end.padStart(20, '0'))).toContain(kept?.position);
    expect(kept).toEqual(networkAt(BigInt(kept?.position ?? '0')));
  });
}
