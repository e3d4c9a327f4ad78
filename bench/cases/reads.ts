import { setTimeout as delay } from 'node:timers/promises';
import { expectOk, inParallel } from '../../scripts/demo/client.js';
import { bareFastify } from '../harness/ceilings.js';
import { EngineUnderTest } from '../harness/engine-under-test.js';
import { httpLoad } from '../harness/http-load.js';
import { orderBody, setUpNetwork, setUpWideNetwork, skuId } from '../harness/network.js';
import type { Figures } from '../harness/report.js';
import { type BenchCase, costOf, type Setting } from './case.js';

const CONNECTIONS = 64;
const ORDERS = 500;

async function withEngine(
  { workDir, profileDir }: Setting,
  work: (engine: EngineUnderTest) => Promise<Figures>,
): Promise<Figures> {
  const engine = await EngineUnderTest.start(workDir, profileDir === undefined ? {} : { profileDir });
  try {
    await setUpNetwork(engine.client);
    return await work(engine);
  } finally {
    await engine.stop();
    engine.discard();
  }
}

/** Places orders and waits until the views have them. */
async function placeOrders(engine: EngineUnderTest): Promise<void> {
  let last = '';
  await inParallel(Array(ORDERS).keys(), 16, async (place) => {
    const body = orderBody(`read-${place}`, place);
    const { position } = expectOk(await engine.client.command('/v1/orders', `read-${place}`, body), 'order');
    if (position > last) last = position;
  });
  expectOk(await engine.client.get(`/v1/orders/web~read-0?waitFor=${last}`), 'order');
}

async function readLoad(
  engine: EngineUnderTest,
  seconds: number,
  pathOf: (place: number) => string,
): Promise<Figures> {
  let place = 0;
  const next = () => {
    place += 1;
    return { path: pathOf(place) };
  };
  const load = { url: engine.url, connections: CONNECTIONS, next };
  await httpLoad({ ...load, seconds: 2 }, engine.processorClock);
  const { perSecond, p50, p99, spent, requests } = await httpLoad(
    { ...load, seconds },
    engine.processorClock,
  );
  const figures = { 'answers a second': perSecond, 'p50, ms': p50, 'p99, ms': p99 };
  return { ...figures, ...costOf(spent, requests, 'answer') };
}

async function besideBare(seconds: number, figures: Figures): Promise<Figures> {
  const memory = await bareFastify('memory', seconds, CONNECTIONS);
  const redis = await bareFastify('redis', seconds, CONNECTIONS);
  const ours = figures['answers a second'] ?? Number.NaN;
  const cost = figures['engine, ms CPU an answer'] ?? Number.NaN;
  return {
    ...figures,
    'bare Fastify, answers a second': memory.perSecond,
    'bare Fastify with one GET of Redis, answers a second': redis.perSecond,
    'share of Fastify with Redis, %': (100 * ours) / redis.perSecond,
    'share of Fastify with Redis by processor time, %': (100 * redis.spent.engine) / redis.requests / cost,
  };
}

export const availability: BenchCase = {
  name: 'availability',
  what: 'GET /v1/availability of one sku at twelve nodes, 64 connections',
  bars: [{ figure: 'share of Fastify with Redis, %', least: 70 }],
  limits:
    'The answer is made once, as the bytes that are sent, for as long as the stored text of the sku is the same; that text is read every time, with all others of the round by one MGET. The handler is called without what the framework puts around one. By profile of the one thread: handing the answer to the system a quarter, Redis 9 %, collector 7 %, Fastify 7 %, the request log 4 %. The bare handler checks, counts and logs nothing.',
  run: (setting) =>
    withEngine(setting, async (engine) => {
      const path = (place: number): string => `/v1/availability?sku=${skuId(place)}&channel=web`;
      return besideBare(setting.seconds, await readLoad(engine, setting.seconds, path));
    }),
};

const WIDE_NODES = 200;
const WIDE_SKUS = 50;

export const availabilityWide: BenchCase = {
  name: 'availability-wide',
  what: `POST /v1/availability/query of ${WIDE_SKUS} skus at ${WIDE_NODES} nodes each, one caller`,
  bars: [{ figure: 'p99, ms', most: 50 }],
  limits:
    'Ten thousand figures an answer, fifty texts in Redis. A sku that has not changed since it was last asked is not taken apart again; with every sku changed before each answer the engine spends about three times as much.',
  run: (setting) =>
    withEngine(setting, async (engine) => {
      const skus = await setUpWideNetwork(engine.client, WIDE_NODES, WIDE_SKUS);
      const body = { skus, channel: 'web' };
      await untilWhole(engine, body);
      const next = () => ({ path: '/v1/availability/query', body });
      const load = { url: engine.url, connections: 1, next };
      await httpLoad({ ...load, seconds: 2 }, engine.processorClock);
      const { perSecond, p50, p99, spent, requests } = await httpLoad(
        { ...load, seconds: setting.seconds },
        engine.processorClock,
      );
      const figures = { 'answers a second': perSecond, 'p50, ms': p50, 'p99, ms': p99 };
      return { ...figures, ...costOf(spent, requests, 'answer') };
    }),
};

/** Until the views have every node of every sku. */
async function untilWhole(engine: EngineUnderTest, body: object): Promise<void> {
  for (let at = 0; at < 200; at += 1) {
    const answer = await engine.client.command('/v1/availability/query', `whole:${at}`, body);
    const { items } = expectOk(answer, 'availability') as { items: readonly { nodes: readonly unknown[] }[] };
    if (items.every(({ nodes }) => nodes.length === WIDE_NODES)) return;
    await delay(100);
  }
  throw new Error('the views did not get every stock item within 20 seconds');
}

export const orderStatus: BenchCase = {
  name: 'order-status',
  what: 'GET /v1/orders/:orderId, 64 connections',
  bars: [],
  limits:
    'The same path as availability. The stored text of the order goes out with one field more; an order is taken apart again only when it has changed since it was last asked for.',
  run: (setting) =>
    withEngine(setting, async (engine) => {
      await placeOrders(engine);
      return readLoad(engine, setting.seconds, (place) => `/v1/orders/web~read-${place % ORDERS}`);
    }),
};

export const orderTimeline: BenchCase = {
  name: 'order-timeline',
  what: 'GET /v1/orders/:orderId/timeline, 64 connections',
  bars: [],
  limits:
    'The same path as availability. The stored texts of the entries go out as they are; each list is a command of its own to Redis.',
  run: (setting) =>
    withEngine(setting, async (engine) => {
      await placeOrders(engine);
      return readLoad(engine, setting.seconds, (place) => `/v1/orders/web~read-${place % ORDERS}/timeline`);
    }),
};
