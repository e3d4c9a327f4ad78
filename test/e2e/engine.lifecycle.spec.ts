import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { startRedisServer } from '../../src/infrastructure/process/redis-server.js';
import type { Json } from '../support/api-fixture.js';
import { EngineClient, type WireAnswer } from '../support/engine-client.js';
import { EngineLoad } from '../support/engine-load.js';
import { readLog } from '../support/engine-log.js';
import { audit, buildEngine, DataDir, EngineProcess, isAlive } from '../support/engine-process.js';
import { Scene } from '../support/engine-scene.js';
import { eventually } from '../support/eventually.js';

jest.setTimeout(180_000);

let dir: DataDir;
let engine: EngineProcess;
let client: EngineClient;

beforeAll(buildEngine);
beforeEach(() => {
  dir = new DataDir();
  client = new EngineClient(() => engine.url);
});
afterEach(async () => {
  client.close();
  if (engine.isRunning) await engine.stop();
  dir.remove();
});

const DONE = ['accept', 'pick', 'pack', 'ship', 'deliver'] as const;

/** One order that is closed, one at its node, one that is parked: something for every view. */
async function liveALittle(scene: Scene): Promise<void> {
  await scene.nodesWith('chair', { a: 4, b: 2 });
  const [closed, open, parked] = [
    await scene.place({ lines: { chair: 1 } }),
    await scene.place({ lines: { chair: 2 } }),
    await scene.place({ lines: { sofa: 1 } }),
  ];
  await scene.work(closed, 1, 'released');
  await scene.act(closed, 1, ...DONE);
  await scene.orderBecomes(closed, 'closed');
  await scene.work(open, 1, 'released');
  await scene.orderBecomes(parked, 'parked');
  await scene.figuresBecome('chair', 'a', [3, 2, 0]);
}

/** Every view, as read over HTTP. */
async function readViews(scene: Scene): Promise<Json> {
  const order = (n: number): string => `/v1/orders/${encodeURIComponent(scene.orderId(n))}`;
  const paths = [
    ...[1, 2, 3].flatMap((n) => [order(n), `${order(n)}/timeline`, `${order(n)}/decisions`]),
    '/v1/orders?customerRef=customer-1',
    '/v1/orders?status=parked',
    '/v1/parked',
    `/v1/availability?sku=${scene.id('chair')}&sku=${scene.id('sofa')}&channel=web`,
    `/v1/nodes/${scene.id('a')}/work`,
    `/v1/fulfillments/${encodeURIComponent(scene.fulfillmentId(2, 1))}`,
  ];
  const answers = await Promise.all(
    paths.map((path) => client.get(path).catch((): WireAnswer => ({ status: 0, headers: {}, body: null }))),
  );
  return answers.map(({ status, headers, body }, index) => ({
    path: paths[index],
    status,
    retryAfter: headers['retry-after'],
    body,
  }));
}

const isEqual = (one: Json, other: Json): boolean => JSON.stringify(one) === JSON.stringify(other);

/** A 503 that says when to ask again. */
const isRefusal = ({ status, body, retryAfter }: Json): boolean =>
  status === 503 && body.code === 'VIEWS_UNAVAILABLE' && retryAfter === '1';

async function expectViews(scene: Scene, wanted: Json): Promise<void> {
  const text = JSON.stringify(wanted);
  await eventually(
    'the views are back',
    () => readViews(scene),
    (now) => JSON.stringify(now) === text,
  );
}

/** An order from its placing to its end: everything works. */
async function expectService(scene: Scene): Promise<void> {
  const order = await scene.place({ lines: { chair: 1 } });
  await scene.work(order, 1, 'released');
  await scene.act(order, 1, ...DONE);
  await scene.orderBecomes(order, 'closed');
}

describe('views', () => {
  it('that are emptied while the engine runs come back equal, and service goes on', async () => {
    engine = await EngineProcess.start(dir.path);
    const scene = new Scene(client, 'flush');
    await liveALittle(scene);
    const before = await readViews(scene);
    expect(before.map(({ status }: Json) => status)).toEqual(before.map(() => 200));

    const redis = new Redis(join(dir.path, 'redis', 'redis.sock'));
    await redis.flushall();
    redis.disconnect();

    await expectViews(scene, before);
    await expectService(scene);
  });

  it('that are emptied under readers are whole or refused, never empty', async () => {
    engine = await EngineProcess.start(dir.path);
    const scene = new Scene(client, 'readers');
    await liveALittle(scene);
    const before = await readViews(scene);
    const redis = new Redis(join(dir.path, 'redis', 'redis.sock'));

    const wrong: Json[] = [];
    let refused = 0;
    for (let round = 0; round < 5; round += 1) {
      await redis.flushall();
      for (let isWhole = false; !isWhole; ) {
        const now = await readViews(scene);
        const refusals = now.filter(isRefusal);
        refused += refusals.length;
        isWhole = refusals.length === 0;
        wrong.push(...now.filter((read: Json, at: number) => !isRefusal(read) && !isEqual(read, before[at])));
      }
    }
    redis.disconnect();

    expect(wrong).toEqual([]);
    expect(refused).toBeGreaterThan(0);
    expect((await client.get('/v1/orders/web~nobody')).status).toBe(404);
  });

  it('that are being built anew never make an order wait for goods that are there', async () => {
    engine = await EngineProcess.start(dir.path);
    const scene = new Scene(client, 'anew');
    await scene.nodesWith('chair', { a: 100 });
    await engine.stop();
    engine = await EngineProcess.start(dir.path);

    const redis = new Redis(join(dir.path, 'redis', 'redis.sock'));
    const orders: number[] = [];
    for (let n = 0; n < 10; n += 1) {
      const placing = scene.place({ lines: { chair: 1 } });
      for (let look = 0; look < 20; look += 1) await redis.flushall();
      orders.push(await placing);
    }
    redis.disconnect();

    for (const order of orders) {
      await scene.work(order, 1, 'released');
      expect((await scene.timeline(order)).map(({ type }) => type)).not.toContain('DemandParked');
    }
  });

  it('in a Redis that dies and comes back empty come back equal, and no command is lost meanwhile', async () => {
    const redisDir = new DataDir();
    const options = { dataDir: redisDir.path, onLine: () => undefined, onDeath: () => undefined };
    const first = await startRedisServer(options);
    if (first === null) throw new Error('redis-server is not on the PATH');
    engine = await EngineProcess.start(dir.path, { REDIS_URL: first.socketPath });
    const scene = new Scene(client, 'redis');
    await liveALittle(scene);
    const before = await readViews(scene);

    process.kill(first.pid, 'SIGKILL');
    const isGone = async (): Promise<number> => (await client.get('/v1/parked')).status;
    await eventually('reads are refused', isGone, (status) => status === 503);
    const meanwhile = await client.post(`/v1/orders/${encodeURIComponent(scene.orderId(3))}/hold`, {
      holdType: 'manual',
      reason: 'while Redis is away',
    });
    expect(meanwhile.status).toBe(200);
    await client.command(`/v1/orders/${encodeURIComponent(scene.orderId(3))}/release`, {
      holdType: 'manual',
    });
    rmSync(join(redisDir.path, 'redis', 'appendonlydir'), { recursive: true });
    const second = await startRedisServer(options);

    const isSame = (now: Json): boolean =>
      [0, 1, 2, 3, 4, 5].every((index) => JSON.stringify(now[index]) === JSON.stringify(before[index]));
    await eventually('the views of what did not change are back', () => readViews(scene), isSame);
    await scene.orderBecomes(3, 'parked');
    await expectService(scene);
    await engine.stop();
    await second?.stop();
    redisDir.remove();
  });

  it('lost with the Redis that the engine started itself end the engine with a clear line; the next start has them', async () => {
    engine = await EngineProcess.start(dir.path);
    const scene = new Scene(client, 'own-redis');
    await liveALittle(scene);
    const before = await readViews(scene);

    process.kill(engine.childPid('redis-server'), 'SIGKILL');
    const end = await engine.ended;

    expect(end.code).toBe(1);
    expect(end.output).toContain('redis-server ended unexpectedly (signal SIGKILL)');
    rmSync(join(dir.path, 'redis'), { recursive: true });
    engine = await EngineProcess.start(dir.path);
    await expectViews(scene, before);
  });

  it('live in the process where there is no redis-server, which is said in one line, and everything works', async () => {
    const withoutRedis = { PATH: join(dir.path, 'empty') };
    engine = await EngineProcess.start(dir.path, withoutRedis);
    expect(engine.said.split('\n').filter((line) => line.includes('no Redis at hand'))).toHaveLength(1);
    expect(engine.children()).toHaveLength(1);
    const scene = new Scene(client, 'no-redis');
    await liveALittle(scene);
    const before = await readViews(scene);

    expect((await engine.stop()).code).toBe(0);
    engine = await EngineProcess.start(dir.path, withoutRedis);

    await expectViews(scene, before);
    await expectService(scene);
  });
});

describe('a stop under load', () => {
  it('answers what it has taken and takes nothing more, ends with 0, and leaves no process behind', async () => {
    engine = await EngineProcess.start(dir.path);
    const scene = new Scene(client, 'stop');
    await scene.nodesWith('chair', { a: 5000 });
    const heard = new Map<string, number | string>();
    let running = true;
    const customer = async (name: string): Promise<void> => {
      for (let n = 0; running; n += 1) {
        const key = `${name}-${n}`;
        const sent = client.post('/v1/stock/receive', {
          sku: scene.id('chair'),
          nodeId: scene.id('a'),
          quantity: 1,
          reference: key,
        });
        const result = await sent.then(
          ({ status }) => status,
          ({ code }) => String(code),
        );
        heard.set(key, result);
        if (result !== 200) running = false;
      }
    };
    const customers = Array.from({ length: 16 }, (_, index) => customer(`c${index}`));
    await eventually(
      'there is load',
      () => heard.size,
      (size) => size > 200,
    );
    const children = engine.children().map(({ pid }) => pid);

    const end = await engine.stop();
    running = false;
    await Promise.all(customers);

    expect([end.code, end.signal]).toEqual([0, null]);
    expect(children).toHaveLength(2);
    expect(children.filter(isAlive)).toEqual([]);
    const refusals = [...heard.values()].filter((result) => result !== 200);
    expect(
      refusals.filter((result) => !['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(String(result))),
    ).toEqual([]);
    engine = await EngineProcess.start(dir.path);
    const log = await readLog(engine.eventStoreUrl);
    const received = log.filter(({ event }) => event.type === 'StockReceived');
    const references = received
      .map(({ event }) => (event.data as Json).reference)
      .filter((one) => one !== undefined);
    const acknowledged = [...heard].filter(([, result]) => result === 200).map(([key]) => key);
    const sorted = (keys: readonly string[]): readonly string[] =>
      [...keys].sort((one, other) => one.localeCompare(other));
    expect(sorted(references)).toEqual(sorted(acknowledged));
  });

  it('in the middle of the order process is continued by the next start', async () => {
    engine = await EngineProcess.start(dir.path, { WAYFILL_SWEEP_EVERY_MS: '3600000' });
    const scene = new Scene(client, 'continue');
    for (const node of ['a', 'b']) await scene.node(node);
    for (const node of ['a', 'b']) for (const sku of ['chair', 'lamp']) await scene.receive(sku, node, 500);
    const load = new EngineLoad(client, scene, 7);

    const done = load.run(20);
    for (const commands of [15, 50]) {
      await eventually(
        'the load goes on',
        () => load.acknowledged.length,
        (count) => count >= commands,
      );
      expect((await engine.stop()).code).toBe(0);
      engine = await EngineProcess.start(dir.path, { WAYFILL_SWEEP_EVERY_MS: '3600000' });
    }
    await done;

    const report = await audit(dir.path);
    expect([report.code, report.output]).toEqual([0, expect.stringContaining('Clean: no violation.')]);
  });
});

describe('a second engine on the same data', () => {
  it('is refused with the reason, and does the first one no harm', async () => {
    engine = await EngineProcess.start(dir.path);
    const children = engine.children().map(({ pid }) => pid);

    const end = await EngineProcess.launch(dir.path).ended;

    expect(end.code).toBe(1);
    expect(end.output).toContain(`Wayfill did not start: the embedded event store did not start:`);
    expect(end.output).toContain(`${dir.path}/events is in use by another server`);
    expect(children.filter(isAlive)).toHaveLength(2);
    const scene = new Scene(client, 'first');
    await scene.nodesWith('chair', { a: 1 });
    await expectService(scene);
  });
});
