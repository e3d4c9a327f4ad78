import type { Redis } from 'ioredis';
import { startTestRedis, type TestRedis } from '../../../test/support/redis-server.js';
import { RedisEvicts, refuseEviction } from './eviction.js';
import { connectRedis } from './redis-connection.js';

describe('a Redis with a limit of memory', () => {
  let server: TestRedis;
  let redis: Redis;
  const limited = async (bytes: string, policy: string): Promise<void> => {
    await redis.config('SET', 'maxmemory', bytes);
    await redis.config('SET', 'maxmemory-policy', policy);
    await refuseEviction(redis);
  };

  beforeAll(async () => {
    server = await startTestRedis();
    redis = connectRedis({ socketPath: server.socketPath });
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  it.each(['allkeys-lru', 'allkeys-lfu', 'allkeys-random'])(
    'is refused when it then deletes any key: %s',
    async (policy) => {
      await expect(limited('100mb', policy)).rejects.toThrow(RedisEvicts);
    },
  );

  it.each(['noeviction', 'volatile-lru', 'volatile-ttl'])(
    'will do when it then keeps them: %s',
    async (policy) => {
      expect(await limited('100mb', policy)).toBeUndefined();
    },
  );

  it('that is not there will do with every policy', async () => {
    expect(await limited('0', 'allkeys-lru')).toBeUndefined();
  });

  it('that does not tell is taken for fine', async () => {
    const silent = { info: () => Promise.reject(new Error('no permission')) } as unknown as Redis;
    expect(await refuseEviction(silent)).toBeUndefined();
  });
});
