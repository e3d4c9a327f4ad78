import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedEventStore } from '../../src/infrastructure/process/embedded-event-store.js';
import { rawAppends } from '../harness/ceilings.js';
import { type EngineSetting, EngineUnderTest } from '../harness/engine-under-test.js';
import { type HttpFigures, httpLoad } from '../harness/http-load.js';
import { orderBody } from '../harness/network.js';
import type { Figures } from '../harness/report.js';
import { type BenchCase, costOf, type Setting } from './case.js';

const CONNECTIONS = 64;

/** Orders as fast as they are answered, durable, by one engine process. */
async function takeIn(engine: EngineUnderTest, name: string, seconds: number): Promise<HttpFigures> {
  let place = 0;
  const next = () => {
    place += 1;
    return { path: '/v1/orders', body: orderBody(`${name}-${place}`, place) };
  };
  const load = { url: engine.url, connections: CONNECTIONS, next };
  await httpLoad({ ...load, seconds: 2 }, engine.processorClock);
  return httpLoad({ ...load, seconds }, engine.processorClock);
}

async function measured<T>(
  workDir: string,
  setting: EngineSetting,
  work: (engine: EngineUnderTest) => Promise<T>,
): Promise<T> {
  const engine = await EngineUnderTest.start(workDir, setting);
  try {
    return await work(engine);
  } finally {
    await engine.stop();
    engine.discard();
  }
}

async function run({ seconds, workDir, profileDir }: Setting): Promise<Figures> {
  mkdirSync(workDir, { recursive: true });
  const dataDir = mkdtempSync(join(workDir, 'log-'));
  const quiet = (): void => undefined;
  const eventStore = await startEmbeddedEventStore({ dataDir, onLine: quiet, onDeath: quiet });
  try {
    const raw = await rawAppends(eventStore.connectionString, Math.min(seconds, 5));
    const setting = { eventStore, roles: 'api', ...(profileDir === undefined ? {} : { profileDir }) };
    const alone = await measured(workDir, setting, (engine) => takeIn(engine, 'alone', seconds));
    const whole = await measured(workDir, {}, (engine) => takeIn(engine, 'whole', Math.min(seconds, 5)));
    return {
      'orders taken in a second': alone.perSecond,
      'raw appends a second, 64 in flight': raw,
      'share of the raw appends, %': (100 * alone.perSecond) / raw,
      'answer p50, ms': alone.p50,
      'answer p99, ms': alone.p99,
      ...costOf(alone.spent, alone.requests, 'order'),
      'orders taken in a second beside sagas and views': whole.perSecond,
    };
  } finally {
    await eventStore.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

export const intake: BenchCase = {
  name: 'intake',
  what: 'POST /v1/orders with two lines, answered when it is durable, by a process with the role api',
  bars: [{ figure: 'share of the raw appends, %', least: 40 }],
  limits:
    'HTTP, validation, the vault and the decision cost several times the append itself, which is written by hand; the raw client has two processors for appends alone. Sagas and views in the same process take the same thread: the last figure.',
  run,
};
