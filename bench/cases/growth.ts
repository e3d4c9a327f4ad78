import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { expectOk } from '../../scripts/demo/client.js';
import { CheckpointStoreAdapter } from '../../src/infrastructure/eventstore/checkpoint-store.adapter.js';
import { EventCodec } from '../../src/infrastructure/eventstore/codec/event-codec.js';
import { WIRE_NAMES } from '../../src/infrastructure/eventstore/codec/wire-registry.js';
import { EventStoreConnection } from '../../src/infrastructure/eventstore/event-store-connection.js';
import { EventStoreAdapter } from '../../src/infrastructure/eventstore/event-store.adapter.js';
import { startEmbeddedEventStore } from '../../src/infrastructure/process/embedded-event-store.js';
import { startRedisServer } from '../../src/infrastructure/process/redis-server.js';
import { RedisProcessIndex } from '../../src/infrastructure/redis/process-index.redis.js';
import { connectRedis } from '../../src/infrastructure/redis/redis-connection.js';
import { EngineUnderTest } from '../harness/engine-under-test.js';
import { LogCopies } from '../harness/log-copies.js';
import { setUpNetwork } from '../harness/network.js';
import { OrderFlow, settled } from '../harness/order-flow.js';
import { Releases } from '../harness/releases.js';
import type { Figures } from '../harness/report.js';
import type { BenchCase, Setting } from './case.js';

const SMALL = Number(process.env['BENCH_GROWTH_FROM'] ?? 100_000);
const LARGE = Number(process.env['BENCH_GROWTH_TO'] ?? 1_000_000);
/** Of which the rest of the log is made. */
const ORDERS = 1_500;
const WARM_UP_ORDERS = 400;
/** For the views to read what was added behind the engine's back. */
const CATCH_UP_WITHIN_MS = 600_000;

interface Size {
  readonly perSecond: number;
  readonly residentMib: number;
  readonly startMs: number;
}

/** Orders a second and memory on the log as it is; the start counts from the process to its first answer. */
async function measure(dataDir: string, { workDir, seconds }: Setting): Promise<Size> {
  const begin = performance.now();
  const engine = await EngineUnderTest.start(workDir, { dataDir });
  await ready(engine, 120_000);
  const startMs = performance.now() - begin;
  const releases = await Releases.follow(engine.eventStoreUrl);
  try {
    const flow = new OrderFlow(engine, releases, `growth-${Date.now()}`);
    await flow.sustain({ orders: WARM_UP_ORDERS });
    const perSecond = await flow.sustain({ ms: seconds * 1000 });
    await settled(engine, flow);
    return { perSecond, residentMib: engine.residentMib, startMs };
  } finally {
    await releases.close();
    await engine.stop();
  }
}

async function ready(engine: EngineUnderTest, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    const answer = await engine.client.get('/health/ready').catch(() => undefined);
    if (answer?.status === 200) return;
    await delay(50);
  }
  throw new Error(`the engine was not ready within ${withinMs / 1000} seconds`);
}

/** A small log by the engine itself. Answers where it is. */
async function begin({ workDir }: Setting): Promise<string> {
  const engine = await EngineUnderTest.start(workDir);
  const releases = await Releases.follow(engine.eventStoreUrl);
  await setUpNetwork(engine.client);
  const flow = new OrderFlow(engine, releases, 'first');
  await flow.sustain({ orders: ORDERS });
  await settled(engine, flow);
  await releases.close();
  await engine.stop();
  return engine.dataDir;
}

/**
 * Adds copies of the log, one for each of so many tenants, while the engine is down, and takes sagas and their index
 * past them: that these orders are worked off is taken as given. The views read all of it at the next start.
 */
async function grow(dataDir: string, { workDir }: Setting, to: number, tenants: string): Promise<void> {
  const quiet = (): void => undefined;
  const server = await startEmbeddedEventStore({ dataDir, onLine: quiet, onDeath: quiet });
  const copies = await LogCopies.of(server.connectionString);
  const count = Math.ceil((to - copies.logged) / copies.events);
  for (let at = 0; at < count; at += 1) await copies.append(`${tenants}${at}`);
  await copies.close();
  const head = await passSagas(server.connectionString, copies.sagas);
  await server.stop();
  await passIndex(dataDir, head);
  const engine = await EngineUnderTest.start(workDir, { dataDir, readyWithinMs: CATCH_UP_WITHIN_MS });
  const giveUpAt = Date.now() + CATCH_UP_WITHIN_MS;
  const wanted = String(head).padStart(20, '0');
  while ((await engine.client.get(`/v1/nodes/node-1/work?limit=1&waitFor=${wanted}`)).status !== 200) {
    if (Date.now() > giveUpAt) throw new Error('the views did not catch up in time');
  }
  expectOk(await engine.client.get('/v1/nodes/node-1/work?limit=1'), 'work');
  await engine.stop();
}

/** Sets the checkpoints of the sagas to the end of the log, and answers it. */
async function passSagas(connectionString: string, sagas: readonly string[]): Promise<bigint> {
  const connection = new EventStoreConnection(connectionString);
  const head = await new EventStoreAdapter(connection, new EventCodec(WIRE_NAMES)).headPosition();
  if (head === null) throw new Error('the log is empty');
  const checkpoints = new CheckpointStoreAdapter(connection);
  for (const name of sagas) await checkpoints.store(name, head);
  await connection.close();
  return head;
}

async function passIndex(dataDir: string, position: bigint): Promise<void> {
  const quiet = (): void => undefined;
  const server = await startRedisServer({ dataDir, onLine: quiet, onDeath: quiet });
  if (server === null) throw new Error('there is no redis-server');
  const redis = connectRedis({ socketPath: server.socketPath });
  const index = new RedisProcessIndex(redis);
  await index.apply({ after: await index.position(), position, changes: [] });
  redis.disconnect();
  await server.stop();
}

async function run(setting: Setting): Promise<Figures> {
  const dataDir = await begin(setting);
  try {
    await grow(dataDir, setting, SMALL, 'small');
    const small = await measure(dataDir, setting);
    await grow(dataDir, setting, LARGE, 'large');
    return figuresOf(small, await measure(dataDir, setting));
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function figuresOf(small: Size, large: Size): Figures {
  return {
    'events in the small log': SMALL,
    'events in the large log': LARGE,
    'orders released a second, small log': small.perSecond,
    'orders released a second, large log': large.perSecond,
    'throughput lost, %': 100 * (1 - large.perSecond / small.perSecond),
    'memory of the engine, small log, MiB': small.residentMib,
    'memory of the engine, large log, MiB': large.residentMib,
    'memory gained, %': 100 * (large.residentMib / small.residentMib - 1),
    'start, small log, ms': small.startMs,
    'start, large log, ms': large.startMs,
  };
}

export const growth: BenchCase = {
  name: 'growth',
  what: 'the same load and the same start on a log of 100,000 and of 1,000,000 events',
  bars: [
    { figure: 'throughput lost, %', most: 15 },
    { figure: 'memory gained, %', most: 20 },
    { figure: 'start, large log, ms', most: 3_000 },
  ],
  limits:
    'The log is that of 1,500 orders and their stock, copied for other tenants; the views hold all of them, the processes take them as worked off. Start is from the launch of the process until /health/ready says yes, with the views in Redis: the engine reads its program while the event store and then Redis open their data, and puts itself together when all three are done.',
  rounds: 1,
  run,
};
