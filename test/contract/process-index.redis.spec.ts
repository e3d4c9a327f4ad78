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

  it('is either empty or whole when another process begins to build it while it is cleared', async () => {
    await redis.flushall();
    const other = new RedisProcessIndex(redis);
    const open = {
      kind: 'order-opened',
      tenant: 'main',
      priority: 0,
      at: '2026-03-02T09:00:00.000Z',
    } as const;
    const orders = Array.from({ length: 40 }, (_, n) => ({ ...open, position: 1n, orderId: `web~${n}` }));
    await other.apply({ after: null, position: 1n, changes: orders });
    const line = connectRedis({ socketPath: server.socketPath });
    const scan = line.scan.bind(line) as (...args: unknown[]) => Promise<[string, string[]]>;
    let looks = 0;
    const interrupted = async (...args: unknown[]): Promise<[string, string[]]> => {
      const page = await scan(...args);
      looks += 1;
      // Behind the first look, before what it has found is deleted.
      if (looks === 1) await other.apply({ after: null, position: 1n, changes: orders });
      return page;
    };
    Object.assign(line, { scan: interrupted });
    await new RedisProcessIndex(line).clear();
    expect([await redis.keys('*'), await other.position(), looks]).toEqual([[], null, 2]);
    line.disconnect();
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
