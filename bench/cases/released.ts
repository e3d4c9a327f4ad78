import { performance } from 'node:perf_hooks';
import { EngineUnderTest } from '../harness/engine-under-test.js';
import { setUpNetwork } from '../harness/network.js';
import { OrderFlow, settled } from '../harness/order-flow.js';
import { Releases } from '../harness/releases.js';
import type { Figures } from '../harness/report.js';
import { type BenchCase, costOf, type Setting } from './case.js';

const WARM_UP_ORDERS = 600;

/** What one way to run the engine does with the load, from a fresh start. */
async function measured({ seconds, workDir, profileDir }: Setting, processes: 1 | 2): Promise<Figures> {
  const profiling = profileDir === undefined ? {} : { profileDir };
  const engine = await EngineUnderTest.start(workDir, { processes, ...profiling });
  const releases = await Releases.follow(engine.eventStoreUrl);
  try {
    await setUpNetwork(engine.client);
    const flow = new OrderFlow(engine, releases);
    await flow.sustain({ orders: WARM_UP_ORDERS });
    const before = flow.latencies.length;
    const spent = engine.processorClock.start();
    const perSecond = await flow.sustain({ ms: seconds * 1000 });
    const behind = performance.now();
    await settled(engine, flow);
    const orders = flow.latencies.length - before;
    const cost = costOf(spent(), orders, 'order');
    const viewsBehindMs = performance.now() - behind;
    flow.latencies.length = 0;
    await flow.paced(perSecond / 2, seconds);
    const sorted = flow.latencies.toSorted((left, right) => left - right);
    return {
      'orders released a second': perSecond,
      ...cost,
      'views behind at the end, ms': viewsBehindMs,
      'placed to released at half the load, p50 ms': sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
      'placed to released at half the load, p99 ms': sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
    };
  } finally {
    await releases.close();
    await engine.stop();
    engine.discard();
  }
}

/** In one process, as it is by default; and in two, beside it. */
async function run(setting: Setting): Promise<Figures> {
  const one = await measured(setting, 1);
  const two = await measured(setting, 2);
  const beside = Object.entries(two).map(([name, figure]) => [`in two processes: ${name}`, figure]);
  return { ...one, ...(Object.fromEntries(beside) as Figures) };
}

export const released: BenchCase = {
  name: 'released',
  what: 'orders of two lines from POST /v1/orders until a node has them, engine, event store, Redis and load on one machine; beside it the engine in two processes (WAYFILL_PROCESSES=2)',
  bars: [
    { figure: 'orders released a second', least: 250 },
    { figure: 'placed to released at half the load, p99 ms', most: 250 },
  ],
  limits:
    'Two processors for everything, the load included: an order is 7 appends and 9 events. In one process its one thread is the limit; in two the log is read twice, less comes together in each, and the sum of processor time is. By its profile no part has more than an eighth of the thread: HTTP and validation 12 %, views 11, gRPC 9, the client of Redis, the decider runner, the order process, the garbage collector and sourcing 8 each, appends and reading the log 8 together.',
  run,
};
