import { performance } from 'node:perf_hooks';
import { EngineUnderTest } from '../harness/engine-under-test.js';
import { setUpNetwork } from '../harness/network.js';
import { OrderFlow, settled } from '../harness/order-flow.js';
import { Releases } from '../harness/releases.js';
import type { Figures } from '../harness/report.js';
import { type BenchCase, costOf, type Setting } from './case.js';

const WARM_UP_ORDERS = 600;

async function run({ seconds, workDir, profileDir }: Setting): Promise<Figures> {
  const engine = await EngineUnderTest.start(workDir, profileDir === undefined ? {} : { profileDir });
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
    const engineMs = cost['engine, ms CPU an order'] ?? Number.NaN;
    return {
      'orders released a second': perSecond,
      ...cost,
      'orders a second that a core of its own allows the engine': 1000 / engineMs,
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

export const released: BenchCase = {
  name: 'released',
  what: 'orders of two lines from POST /v1/orders until a node has them, engine, event store, Redis and load on one machine',
  bars: [
    { figure: 'orders released a second', least: 250 },
    { figure: 'placed to released at half the load, p99 ms', most: 250 },
  ],
  limits:
    'One thread, and two processors for everything: an order is 8 appends and 9 events, read once. By profile of the thread: client, gRPC and protobuf 27 %, Redis 15 %, collector 7 %, runner 5 %, sourcing 3 %, deciders 4 %, sagas 5 %, views 5 %; no single cause above 8 % is left. Next: fewer appends an order (both confirmations in one write), a smaller decision record.',
  run,
};
