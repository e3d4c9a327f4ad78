import type { Redis } from 'ioredis';
import { MemorySnapshotStore } from '../../src/infrastructure/memory/memory-snapshot-store.js';
import { connectRedis } from '../../src/infrastructure/redis/redis-connection.js';
import { RedisSnapshotStore } from '../../src/infrastructure/redis/snapshot-store.redis.js';
import { type TestRedis, startTestRedis } from '../support/redis-server.js';
import { snapshotStoreContract } from './snapshot-store.contract.js';

describe('snapshots in memory', () => {
  snapshotStoreContract(async () => new MemorySnapshotStore());
});

describe('snapshots in Redis', () => {
  let server: TestRedis;
  let redis: Redis;

  beforeAll(async () => {
    server = await startTestRedis();
    redis = connectRedis({ socketPath: server.socketPath });
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  snapshotStoreContract(async () => new RedisSnapshotStore(redis));

  it('that cannot be read count as lost', async () => {
    await redis.set('snapshot:stock-main:broken@b', 'not a snapshot');

    expect(await new RedisSnapshotStore(redis).load('stock-main:broken@b')).toBeNull();
  });

  it('do not stay for ever', async () => {
    const store = new RedisSnapshotStore(redis);
    const snapshot = { stateVersion: 1, revision: 0n, position: 1n, eventId: 'e', state: {}, commands: [] };
    await store.save('stock-main:old@b', snapshot);

    expect(await redis.ttl('snapshot:stock-main:old@b')).toBeGreaterThan(0);
  });
});
