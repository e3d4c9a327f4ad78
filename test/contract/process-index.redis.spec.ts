import type { Redis } from 'ioredis';
import { RedisProcessIndex } from '../../src/infrastructure/redis/process-index.redis.js';
import { connectRedis } from '../../src/infrastructure/redis/redis-connection.js';
import { startTestRedis, type TestRedis } from '../support/redis-server.js';
import { processIndexContract } from './process-index.contract.js';

describe('the process index in Redis', () => {
  let server: TestRedis;
  let redis: Redis;

  beforeAll(async () => {
    server = await startTestRedis();
    redis = connectRedis({ socketPath: server.socketPath });
  });

  afterAll(async () => {
    await redis.quit();
    await server.stop();
  });

  processIndexContract(async () => {
    await redis.flushall();
    return new RedisProcessIndex(redis);
  });

  it('leaves the keys of others alone when it is cleared', async () => {
    await redis.flushall();
    await redis.set('theirs', '1');
    const index = new RedisProcessIndex(redis);
    await index.apply({ after: null, position: 1n, changes: [] });
    await index.clear();
    expect(await redis.keys('*')).toEqual(['theirs']);
  });
});
