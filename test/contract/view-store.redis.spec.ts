import type { Redis } from 'ioredis';
import { ViewStoreUnavailable } from '../../src/application/ports/view-store.js';
import { connectRedis } from '../../src/infrastructure/redis/redis-connection.js';
import { RedisViewStore } from '../../src/infrastructure/redis/redis-view-store.js';
import { startTestRedis, type TestRedis } from '../support/redis-server.js';
import { viewStoreContract } from './view-store.contract.js';
import { viewStoreIndexesContract } from './view-store-indexes.contract.js';

describe('the view store in Redis', () => {
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

  const create = async () => ({
    store: new RedisViewStore(redis),
    clear: async () => {
      await redis.flushall();
    },
  });

  viewStoreContract(create);
  viewStoreIndexesContract(create);

  test('a script that Redis has forgotten is sent again', async () => {
    await redis.flushall();
    const store = new RedisViewStore(redis);
    const at = { view: 'shelf', generation: '1-0' };
    await store.apply({ at, base: null, position: '1', changes: [] });
    await redis.script('FLUSH');
    await expect(store.apply({ at, base: '1', position: '2', changes: [] })).resolves.toEqual({
      applied: true,
    });
  });

  test('two readers of one rebuild: the one that remembers the old generation gets the new one', async () => {
    await redis.flushall();
    const [writer, reader] = [new RedisViewStore(redis), new RedisViewStore(redis)];
    for (const generation of ['1-0', '1-1']) {
      const at = { view: 'shelf', generation };
      const changes = [{ kind: 'put' as const, at: { tenant: 'main', key: 'a' }, value: generation }];
      await writer.apply({ at, base: null, position: '1', changes });
      await writer.promote(at, await writer.live('shelf'));
      expect((await reader.documents('shelf', 'main', ['a'])).value).toEqual([generation]);
    }
  });

  test('a generation of a time when groups were kept otherwise serves no groups, and everything else', async () => {
    await redis.flushall();
    const store = new RedisViewStore(redis);
    const at = { view: 'shelf', generation: '1-0' };
    const changes = [{ kind: 'put' as const, at: { tenant: 'main', key: 'a' }, value: 1 }];
    await store.apply({ at, base: null, position: '1', changes });
    await redis.del('wayfill:{shelf}:1-0:groups');
    await store.promote(at, null);
    await expect(store.groups('shelf', 'main', ['a'])).rejects.toBeInstanceOf(ViewStoreUnavailable);
    expect((await store.documents('shelf', 'main', ['a'])).value).toEqual([1]);
  });

  test('a change of one cell of a great group costs no more commands and hardly more bytes than of a small one', async () => {
    await redis.flushall();
    const store = new RedisViewStore(redis);
    const at = { view: 'shelf', generation: '1-0' };
    const cellOf = (place: number) => ({
      kind: 'put' as const,
      at: { tenant: 'main', key: 'sku', field: `node-${place}` },
      value: { onHand: 100, reserved: 0 },
    });
    const changes = Array.from({ length: 500 }, (_, place) => cellOf(place));
    await store.apply({ at, base: null, position: '1', changes });
    const key = 'wayfill:{shelf}:1-0:g:main:sku';
    const length = await redis.strlen(key);
    await redis.config('RESETSTAT');
    await store.apply({ at, base: '1', position: '2', changes: [cellOf(250)] });
    expect(await redis.strlen(key)).toBe(length);
    const stats = await redis.info('commandstats');
    expect([/cmdstat_setrange:calls=1,/.test(stats), /cmdstat_append/.test(stats)]).toEqual([true, false]);
  });

  test('a Redis that is gone is said to be unavailable, by every method', async () => {
    const lost = connectRedis({ socketPath: `${server.socketPath}.none` });
    const store = new RedisViewStore(lost);
    const at = { view: 'shelf', generation: '1-0' };
    const attempts = [
      store.documents('shelf', 'main', ['a']),
      store.live('shelf'),
      store.load(at, []),
      store.apply({ at, base: null, position: '1', changes: [] }),
      store.drop(at),
    ];
    for (const attempt of attempts) await expect(attempt).rejects.toBeInstanceOf(ViewStoreUnavailable);
    lost.disconnect();
  });
});
