import { startEmbedded } from '@wayfill/eventstore-embedded';
import { jsonEvent } from '@eventstore/db-client';
import { EventStoreUnavailable } from '../../src/application/ports/event-store.js';
import { EventStoreConnection } from '../../src/infrastructure/eventstore/event-store-connection.js';
import { NetworkSnapshotsAdapter } from '../../src/infrastructure/eventstore/network-snapshots.adapter.js';
import { MemoryNetworkSnapshots } from '../../src/infrastructure/memory/memory-network-snapshots.js';
import { seededRandom } from '../support/seeded-random.js';
import { networkAt, networkSnapshotsContract } from './network-snapshots.contract.js';

const STREAM = 'snapshot-network';

describe('snapshots of the network in memory', () => {
  const shared = new MemoryNetworkSnapshots();
  networkSnapshotsContract(async () => shared);
});

describe('snapshots of the network in the event store', () => {
  let server: Awaited<ReturnType<typeof startEmbedded>>;
  const connections: EventStoreConnection[] = [];
  const connect = (): EventStoreConnection => {
    const connection = new EventStoreConnection(server.connectionString);
    connections.push(connection);
    return connection;
  };
  const open = async (): Promise<NetworkSnapshotsAdapter> => new NetworkSnapshotsAdapter(connect());

  beforeAll(async () => {
    server = await startEmbedded({ inMemory: true });
  });
  afterAll(async () => {
    for (const connection of connections) await connection.close();
    await server.stop();
  });

  networkSnapshotsContract(open);

  it('that cannot be read count as lost, and the next one takes their place', async () => {
    const store = await open();
    const data = { position: '0'.repeat(20), packed: 'this is no gzip' };
    await connect().client.appendToStream(STREAM, jsonEvent({ type: 'NetworkSnapshotTaken.v1', data }));
    expect(await store.load()).toBeNull();
    await store.save(networkAt(100n));
    expect(await store.load()).toEqual(networkAt(100n));
  });

  it('that are larger than the store takes are not kept; the last one stays', async () => {
    const store = await open();
    const random = seededRandom(1);
    const noise = Array.from({ length: 200_000 }, () => random.below(2 ** 32).toString(36)).join('');
    await store.save({ ...networkAt(200n), tenants: [{ tenant: noise, nodes: [], policies: [] }] });
    expect(await store.load()).toEqual(networkAt(100n));
  });

  it('are not heaped up', async () => {
    const store = await open();
    for (let position = 300n; position < 306n; position += 1n) await store.save(networkAt(position));
    let count = 0;
    for await (const _ of connect().client.readStream(STREAM)) count += 1;
    expect(count).toBe(2);
  });

  it('fail as unavailable when the server is gone', async () => {
    const lonely = await startEmbedded({ inMemory: true });
    const connection = new EventStoreConnection(lonely.connectionString);
    connections.push(connection);
    await lonely.stop();
    const store = new NetworkSnapshotsAdapter(connection);
    await expect(store.load()).rejects.toBeInstanceOf(EventStoreUnavailable);
    await expect(store.save(networkAt(1n))).rejects.toBeInstanceOf(EventStoreUnavailable);
  });
});
