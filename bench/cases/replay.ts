import { setTimeout as delay } from 'node:timers/promises';
import { inParallel } from '../../scripts/demo/client.js';
import { Auditor } from '../../src/application/audit/auditor.js';
import { EventCodec } from '../../src/infrastructure/eventstore/codec/event-codec.js';
import { WIRE_NAMES } from '../../src/infrastructure/eventstore/codec/wire-registry.js';
import { EventStoreConnection } from '../../src/infrastructure/eventstore/event-store-connection.js';
import { EventStoreAdapter } from '../../src/infrastructure/eventstore/event-store.adapter.js';
import { startEmbeddedEventStore } from '../../src/infrastructure/process/embedded-event-store.js';
import { connectRedis } from '../../src/infrastructure/redis/redis-connection.js';
import { RedisViewStore } from '../../src/infrastructure/redis/redis-view-store.js';
import { SystemClock } from '../../src/infrastructure/system/system-clock.js';
import { PROJECTIONS } from '../../src/projections/operations/projection-list.js';
import { GATHER_MS } from '../../src/projections/operations/projections.worker.js';
import { ProjectionRunner } from '../../src/projections/runtime/projection-runner.js';
import { startTestRedis } from '../../test/support/redis-server.js';
import { rawCatchUp } from '../harness/ceilings.js';
import { EngineUnderTest } from '../harness/engine-under-test.js';
import { orderBody, setUpNetwork } from '../harness/network.js';
import { Releases } from '../harness/releases.js';
import type { Figures } from '../harness/report.js';
import type { BenchCase, Setting } from './case.js';

/** Some 9 events each, beside 2,400 of stock. */
const ORDERS = 4_000;
const CATEGORIES = ['order', 'stock', 'fulfillment', 'node', 'policy'] as const;

let prepared: Promise<EngineUnderTest> | null = null;

/** A log that the engine itself has written; the same one for every round of every case. The engine is stopped. */
async function logIn(workDir: string): Promise<EngineUnderTest> {
  prepared ??= write(workDir);
  try {
    return await prepared;
  } catch (error) {
    prepared = null;
    throw error;
  }
}

async function write(workDir: string): Promise<EngineUnderTest> {
  const engine = await EngineUnderTest.start(workDir);
  const releases = await Releases.follow(engine.eventStoreUrl);
  await setUpNetwork(engine.client);
  await inParallel(Array(ORDERS).keys(), 64, async (place) => {
    const released = releases.of(`web~log-${place}`);
    await engine.client.command('/v1/orders', `log-${place}`, orderBody(`log-${place}`, place));
    await released;
  });
  // What the last releases lead to is written, too.
  await delay(1_000);
  await releases.close();
  await engine.stop();
  process.once('exit', () => engine.discard());
  return engine;
}

/** Runs `work` on the event store alone, over the log. */
async function overLog<T>(
  { workDir }: Setting,
  work: (url: string, dataDir: string) => Promise<T>,
): Promise<T> {
  const { dataDir } = await logIn(workDir);
  const quiet = (): void => undefined;
  const server = await startEmbeddedEventStore({ dataDir, onLine: quiet, onDeath: quiet });
  try {
    return await work(server.connectionString, dataDir);
  } finally {
    await server.stop();
  }
}

async function runRebuild(setting: Setting): Promise<Figures> {
  return overLog(setting, async (url) => {
    const raw = await rawCatchUp(url);
    const server = await startTestRedis();
    const redis = connectRedis({ socketPath: server.socketPath });
    const connection = new EventStoreConnection(url);
    const store = new EventStoreAdapter(connection, new EventCodec(WIRE_NAMES));
    try {
      const head = await store.headPosition();
      const events = await countOf(store);
      const cpu = process.cpuUsage();
      const begin = performance.now();
      await new Promise<void>((resolve) => {
        const runner: ProjectionRunner = new ProjectionRunner({
          projections: PROJECTIONS,
          eventStore: store,
          viewStore: new RedisViewStore(redis),
          clock: new SystemClock(),
          note: () => undefined,
          gatherMs: GATHER_MS,
          advanced: () => {
            if (runner.position === head) void runner.stop().then(resolve);
          },
        });
        runner.start();
      });
      const seconds = (performance.now() - begin) / 1000;
      const { user, system } = process.cpuUsage(cpu);
      return {
        'events a second, all views': events / seconds,
        'raw catch-up, events a second': raw,
        'share of the raw catch-up, %': (100 * events) / seconds / raw,
        'µs CPU an event': (user + system) / events,
      };
    } finally {
      redis.disconnect();
      await server.stop();
      await connection.close();
    }
  });
}

async function countOf(store: EventStoreAdapter): Promise<number> {
  let count = 0;
  for await (const _ of store.readAll({ after: null, categories: CATEGORIES })) count += 1;
  return count;
}

async function runAudit(setting: Setting): Promise<Figures> {
  return overLog(setting, async (url) => {
    const raw = await rawCatchUp(url);
    const connection = new EventStoreConnection(url);
    const store = new EventStoreAdapter(connection, new EventCodec(WIRE_NAMES));
    const auditor = new Auditor();
    const cpu = process.cpuUsage();
    const begin = performance.now();
    for await (const event of store.readAll({ after: null, categories: CATEGORIES })) auditor.observe(event);
    const { events, violations } = auditor.finish({ atRest: false });
    const seconds = (performance.now() - begin) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    await connection.close();
    if (violations.length > 0) throw new Error(`the audit failed: ${violations[0]?.detail}`);
    return {
      'events a second': events / seconds,
      'raw catch-up, events a second': raw,
      'share of the raw catch-up, %': (100 * events) / seconds / raw,
      'µs CPU an event': (user + system) / events,
    };
  });
}

export const rebuild: BenchCase = {
  name: 'rebuild',
  what: 'every view built anew in Redis from the log, read through the client',
  bars: [{ figure: 'events a second, all views', least: 20_000 }],
  limits:
    'Reading is some 17 µs of processor an event, most of it JSON, gRPC and the collector; what lies behind it is 25 when warm, all on one thread. By profile of that part: JSON and handing it to Redis 30 %, collector 21 %, the fold of the orders 14 %, the words of the timeline 6 %. Batches of 8,000 events instead of 2,000 gain nothing.',
  run: runRebuild,
};

export const audit: BenchCase = {
  name: 'audit',
  what: 'npm run audit over a log of the engine, every decision run again',
  bars: [{ figure: 'events a second', least: 30_000 }],
  limits:
    'Reading is some 17 µs of processor an event, most of it JSON, gRPC and the collector, the checks 9 when warm, the rest the collector and what stays in memory of a log, on one thread. The raw catch-up is that of the official client by itself, which reads at nearly twice the cost. A process that has just started spends twice as much on its first 40,000 events: that is the compiler. By profile of the checks 45 % re-execute the decisions, 38 % fold the streams and balance their books, 13 % count revisions and commands.',
  run: runAudit,
};
