import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { expectOk } from '../../scripts/demo/client.js';
import type { EngineUnderTest } from './engine-under-test.js';
import { orderBody } from './network.js';
import type { Releases } from './releases.js';

/** Orders on their way at a time: enough to keep the engine busy, and no more than a queue of a second. */
const WINDOW = 128;

/** Places orders and waits for each to be handed to its node. */
export class OrderFlow {
  private placed = 0;
  readonly latencies: number[] = [];
  lastPosition = '';

  constructor(
    private readonly engine: EngineUnderTest,
    private readonly releases: Releases,
    private readonly name = 'bench',
    private readonly bodyOf = orderBody,
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
    const externalId = `${this.name}-${this.placed}`;
    const released = this.releases.of(`web~${externalId}`);
    const body = this.bodyOf(externalId, this.placed);
    const answer = await this.engine.client.command('/v1/orders', externalId, body);
    this.lastPosition = expectOk(answer, 'order').position;
    this.latencies.push((await released) - due);
  }
}

/** Until the views have heard of everything: the rest of the work that an order makes. */
export async function settled(engine: EngineUnderTest, { lastPosition }: OrderFlow): Promise<void> {
  for (let at = 0; at < 60; at += 1) {
    const answer = await engine.client.get(`/v1/nodes/node-1/work?limit=1&waitFor=${lastPosition}`);
    if (answer.status === 200) return;
  }
  throw new Error('the views did not catch up within five minutes');
}
