import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { expectOk } from '../../scripts/demo/client.js';
import { EngineUnderTest } from '../harness/engine-under-test.js';
import { orderBody, setUpNetwork } from '../harness/network.js';
import { Releases } from '../harness/releases.js';
import type { Figures } from '../harness/report.js';
import { type BenchCase, costOf, type Setting } from './case.js';

/** Orders on their way at a time: enough to keep the engine busy, and no more than a queue of a second. */
const WINDOW = 128;
const WARM_UP_ORDERS = 600;

/** Places orders and waits for each to be handed to its node. */
class OrderFlow {
  private placed = 0;
  readonly latencies: number[] = [];
  lastPosition = '';

  constructor(
    private readonly engine: EngineUnderTest,
    private readonly releases: Releases,
  ) {}

  /** The next one as soon as one is released, for so many orders or so long. */
  async sustain(until: { readonly orders?: number; readonly ms?: number }): Promise<number> {
    const begin = performance.now();
    let count = 0;
    const lane = async (): Promise<void> => {
      while (count < (until.orders ?? Infinity) && performance.now() - begin < (until.ms ?? Infinity)) {
        count += 1;
        await this.one();
      }
    };
    await Promise.all(Array.from({ length: WINDOW }, lane));
    return count / ((performance.now() - begin) / 1000);
  }

  /** At a fixed rate, whatever the engine does. */
  async paced(perSecond: number, seconds: number): Promise<void> {
    const begin = performance.now();
    const orders: Promise<void>[] = [];
    for (let index = 0; index < perSecond * seconds; index += 1) {
      const due = begin + (index * 1000) / perSecond;
      const wait = due - performance.now();
      if (wait > 1) await delay(wait);
      orders.push(this.one(due));
    }
    await Promise.all(orders);
  }

  private async one(due = performance.now()): Promise<void> {
    this.placed += 1;
    const externalId = `bench-${this.placed}`;
    const released = this.releases.of(`web~${externalId}`);
    const body = orderBody(externalId, this.placed);
    const answer = await this.engine.client.command('/v1/orders', externalId, body);
    this.lastPosition = expectOk(answer, 'order').position;
    this.latencies.push((await released) - due);
  }
}

/** Until the views have heard of everything: the rest of the work that an order makes. */
async function settled(engine: EngineUnderTest, { lastPosition }: OrderFlow): Promise<void> {
  for (let at = 0; at < 60; at += 1) {
    const answer = await engine.client.get(`/v1/nodes/node-1/work?limit=1&waitFor=${lastPosition}`);
    if (answer.status === 200) return;
  }
  throw new Error('the views did not catch up within five minutes');
}

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
    'One thread. An order is 8 appends and 9 events, each read by two subscriptions. By profile: client, gRPC and protobuf 30 %, Redis 14 %, runner and deciders 11 %, HTTP 7 %, collector 7 %, views 5 %, sagas 4 %, sourcing 4 %. No single cause above 7 % is left. Next: one subscription for sagas and views (about 0.4 ms), a smaller decision record (6.7 of 12 kB an order).',
  run,
};
