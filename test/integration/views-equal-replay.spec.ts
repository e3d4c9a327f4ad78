import type { Redis } from 'ioredis';
import { type ViewStore, ViewStoreUnavailable } from '../../src/application/ports/view-store.js';
import { formatPosition } from '../../src/application/ports/position.js';
import { MemoryViewStore } from '../../src/infrastructure/memory/memory-view-store.js';
import { connectRedis } from '../../src/infrastructure/redis/redis-connection.js';
import { RedisViewStore } from '../../src/infrastructure/redis/redis-view-store.js';
import { PROJECTIONS } from '../../src/projections/operations/projection-list.js';
import { noticeStories } from '../support/notice-log.js';
import { OrderWorld } from '../support/order-world.js';
import { liveDigests, ProjectionFixture } from '../support/projection-fixture.js';
import { startTestRedis, type TestRedis } from '../support/redis-server.js';
import { ScriptedLog } from '../support/scripted-log.js';
import { seededRandom } from '../support/seeded-random.js';

const { log: ORDERS } = new OrderWorld(21).runUntil(3_000);
const EVENTS = [...ORDERS, ...noticeStories(ORDERS.at(-1)?.position ?? 0n)];
const OTHER_TENANT = new OrderWorld(22, 'second').runUntil(300).log.map((event) => ({
  ...event,
  position: event.position + (EVENTS.at(-1)?.position ?? 0n),
}));
const ALL = [...EVENTS, ...OTHER_TENANT];
const LAST = formatPosition(ALL.at(-1)?.position ?? 0n);

/** Views as they come about live: in small and large portions, over restarts, with repeats. */
async function fedLive(store: ViewStore): Promise<readonly string[]> {
  const random = seededRandom(5);
  const log = new ScriptedLog();
  let fixture = new ProjectionFixture({ store, log });
  for (let index = 0; index < ALL.length; ) {
    const portion = random.chance(0.3) ? 1 : 1 + random.below(200);
    await fixture.feed(ALL.slice(index, index + portion));
    index += portion;
    if (random.chance(0.2)) {
      await fixture.runner.stop();
      log.misbehave({ repeat: 2 });
      fixture = new ProjectionFixture({ store, log });
    }
  }
  await fixture.runner.stop();
  return liveDigests(store);
}

/** Views as they come about in one go, from the beginning of the log. */
async function fedAtOnce(store: ViewStore): Promise<readonly string[]> {
  const fixture = new ProjectionFixture({ store });
  await fixture.feed(ALL);
  await fixture.runner.stop();
  return liveDigests(store);
}

describe('views equal a from-scratch replay', () => {
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

  beforeEach(async () => {
    await redis.flushall();
  });

  test('key by key, in memory', async () => {
    expect(await fedLive(new MemoryViewStore())).toEqual(await fedAtOnce(new MemoryViewStore()));
  });

  test('key by key, in Redis, and no differently than in memory', async () => {
    const live = await fedLive(new RedisViewStore(redis));
    expect(live.length).toBeGreaterThan(300);
    expect(live).toEqual(await fedAtOnce(new MemoryViewStore()));
  });

  test('for every view that is rebuilt beside the live one while the log goes on', async () => {
    const store = new RedisViewStore(redis);
    const fixture = new ProjectionFixture({ store });
    await fixture.feed(EVENTS);
    fixture.log.add(OTHER_TENANT);
    for (const { name, version } of PROJECTIONS) {
      const [before, after] = [`${version}-0`, `${version}-1`];
      const report = await fixture.runner.rebuild(name);
      expect(report).toMatchObject({ name, generation: after, differingKeys: [] });
      expect(report.keys).toBeGreaterThan(5);
      expect(await store.live(name)).toBe(after);
      expect(await store.position({ view: name, generation: before })).toBeNull();
    }
    await fixture.until(async () => (await fixture.lowest()) === LAST);
    await fixture.runner.stop();
    expect(await fixture.digests()).toEqual(await fedAtOnce(new MemoryViewStore()));
  });

  test('also when two processes rebuild it at the same time, or one twice', async () => {
    const store = new RedisViewStore(redis);
    const fixture = new ProjectionFixture({ store });
    const other = new ProjectionFixture({ store: new RedisViewStore(redis), log: fixture.log });
    await fixture.feed(ALL);
    other.runner.start();
    await other.until(() => other.runner.livePosition !== null);
    for (const { name } of PROJECTIONS) {
      const rebuilds = [fixture, other, fixture].map(({ runner }) => runner.rebuild(name));
      const results = await Promise.allSettled(rebuilds);
      const done = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      const refused = results.flatMap((result): unknown[] =>
        result.status === 'rejected' ? [result.reason] : [],
      );
      expect(done.length).toBeGreaterThan(0);
      expect(done.flatMap(({ differingKeys }) => differingKeys)).toEqual([]);
      expect(refused.filter((error) => !(error instanceof ViewStoreUnavailable))).toEqual([]);
      expect(await store.livePosition(name)).toBe(LAST);
    }
    await fixture.runner.stop();
    await other.runner.stop();
    expect(await fixture.digests()).toEqual(await fedAtOnce(new MemoryViewStore()));
  });

  test('and a view that does not is told key by key by the rebuild, and is right afterwards', async () => {
    const store = new RedisViewStore(redis);
    const fixture = new ProjectionFixture({ store });
    await fixture.feed(ALL);
    await redis.set('wayfill:{availability}:2-0:g:main:chair', ',"berlin",{"onHand":999}');
    await redis.del('wayfill:{availability}:2-0:g:main:desk');
    const report = await fixture.runner.rebuild('availability');
    expect(report.differingKeys).toEqual(['group:main:chair', 'group:main:desk']);
    await fixture.runner.stop();
    expect(await fixture.digests()).toEqual(await fedAtOnce(new MemoryViewStore()));
  });

  test('also when Redis is emptied while the views are being fed', async () => {
    const store = new RedisViewStore(redis);
    const fixture = new ProjectionFixture({ store });
    await fixture.feed(EVENTS);
    await redis.flushall();
    await fixture.feed(OTHER_TENANT);
    await fixture.runner.stop();
    expect(fixture.kinds()).toContain('reopened');
    expect(await fixture.digests()).toEqual(await fedAtOnce(new MemoryViewStore()));
  });

  test('also when Redis has lost a part of a view: what is left is not built upon', async () => {
    const store = new RedisViewStore(redis);
    const first = new ProjectionFixture({ store });
    await first.feed(EVENTS);
    await first.runner.stop();
    await redis.del('wayfill:{order-timeline}:2-0:position', 'wayfill:{order-status}:live');
    const second = new ProjectionFixture({ store });
    await second.feed(ALL);
    await second.runner.stop();
    expect(await store.live('order-timeline')).toBe('2-1');
    expect(await second.digests()).toEqual(await fedAtOnce(new MemoryViewStore()));
  });
});
