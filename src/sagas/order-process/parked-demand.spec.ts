import { FakeClock, settled } from '../../../test/support/fake-clock.js';
import { fold } from '../../../test/support/given-when-then.js';
import { AT, chairs, lamps, NEXT_WEEK, orderData } from '../../../test/support/order-builders.js';
import type { NetworkDirectory } from '../../application/ports/network-directory.js';
import { type IndexChange, ProcessIndexUnavailable } from '../../application/ports/process-index.js';
import type { CommandRunner } from '../../application/runtime/command-runner.js';
import type { NodeEvent, NodeProfile } from '../../domain/node/index.js';
import type { OrderEvent, OrderPlaced } from '../../domain/order/index.js';
import type { Decider, Message } from '../../domain/shared/decider.js';
import type { LineQuantity } from '../../domain/shared/quantities.js';
import { MemoryProcessIndex } from '../../infrastructure/memory/memory-process-index.js';
import { SystemIds } from '../../infrastructure/system/system-ids.js';
import type { Cause, InstructionRunner } from './instruction-runner.worker.js';
import { ParkedDemandWaker } from './parked-demand.worker.js';

const NODE = 'north';
const cause: Cause = { tenant: 'main', correlationId: 'c', causationId: 'e', seed: 'seed' };
const profile: NodeProfile = {
  name: 'North',
  nodeType: 'warehouse',
  country: 'DE',
  coordinates: { latitude: 1, longitude: 1 },
  methods: ['ship'],
  servesCountries: ['DE'],
  servesRegions: [],
  shippingCost: { baseMinor: 1, perHundredKmMinor: 1, currency: 'EUR' },
};
const registered: NodeEvent = { type: 'NodeRegistered', data: { nodeId: NODE, at: AT, profile } };
const suspended: NodeEvent = { type: 'NodeSuspended', data: { nodeId: NODE, at: AT, reason: 'fire' } };
const both = [chairs(2), lamps(3)];

/** Streams that the test writes, and what was sent to orders. */
class World {
  readonly index = new MemoryProcessIndex();
  readonly clock = new FakeClock(AT);
  readonly sent: string[] = [];
  /** How far the directory has heard of the node; null when it has not. */
  heard: bigint | null = 0n;
  answer = (_orderId: string): 'accepted' | 'unchanged' | Error => 'accepted';
  readonly histories = new Map<string, Message[]>([[`node:${NODE}`, [registered]]]);
  private position = 0n;

  readonly waker = new ParkedDemandWaker({
    askIndex: (ask) => ask(this.index),
    index: this.index,
    clock: this.clock,
    ids: new SystemIds(),
    network: {
      hasHeardOf: (_tenant, _nodeId, revision) => this.heard !== null && this.heard >= revision,
    } as Partial<NetworkDirectory> as NetworkDirectory,
    runner: {
      load: async <E extends Message, S>(decider: Decider<Message, E, S>, _tenant: string, id: string) => {
        const events = (this.histories.get(`${decider.category}:${id}`) ?? []) as unknown as E[];
        return {
          state: fold(decider, events),
          revision: events.length > 0 ? BigInt(events.length - 1) : null,
        };
      },
    } as unknown as CommandRunner,
    instructions: () =>
      ({
        send: async ({ command }: { command: { data: { orderId: string } } }) => {
          this.sent.push(command.data.orderId);
          const outcome = this.answer(command.data.orderId);
          if (outcome instanceof Error) throw outcome;
          return { outcome };
        },
      }) as unknown as InstructionRunner,
  });

  stock(sku: string, quantity: number): void {
    const data = { sku, nodeId: NODE, quantity, at: AT };
    this.histories.set(`stock:${sku}@${NODE}`, [{ type: 'StockReceived', data }]);
  }

  /** An order that has parked lines, one minute after the one before. */
  async parked(n: number, lines: readonly LineQuantity[], changes: Partial<OrderPlaced['data']> = {}) {
    const orderId = `web~${n}`;
    const data = orderData({ orderId, ...changes });
    const until = NEXT_WEEK;
    const history: OrderEvent[] = [
      { type: 'OrderPlaced', data },
      { type: 'DemandParked', data: { orderId, lines, reason: 'x', until, thenAction: 'retry', at: AT } },
    ];
    this.histories.set(`order:${orderId}`, history);
    const at = new Date(Date.parse(AT) + n * 60_000).toISOString();
    const opened = { kind: 'order-opened' as const, orderId, priority: data.priority, at };
    const changed = lines.map(({ sku, quantity }) => ({
      kind: 'demand-parked' as const,
      orderId,
      sku,
      quantity,
      at,
    }));
    const steps = [opened, ...changed].map(
      (change): IndexChange => ({ ...change, tenant: 'main', position: (this.position += 1n) }),
    );
    await this.index.apply({ after: null, position: this.position, changes: steps });
  }
}

describe('waking the demand that a node can serve', () => {
  let world: World;
  const wake = async (): Promise<readonly string[]> => {
    await world.waker.wakeForNode(NODE, cause, AT);
    return world.sent;
  };
  beforeEach(() => {
    world = new World();
  });

  it('a failure to send is thrown, so that the event is tried again', async () => {
    world.stock('CHAIR', 2);
    await world.parked(1, [chairs(2)]);
    world.answer = () => new Error('down');
    await expect(wake()).rejects.toThrow('down');
  });

  it('an index that cannot be reached is thrown too', async () => {
    world.index.parkedSkus = () => Promise.reject(new ProcessIndexUnavailable('down'));
    await expect(wake()).rejects.toThrow(ProcessIndexUnavailable);
  });

  it('wakes nobody while the node is suspended again, or was never registered', async () => {
    world.stock('CHAIR', 2);
    await world.parked(1, [chairs(2)]);
    world.histories.set(`node:${NODE}`, [registered, suspended]);
    expect(await wake()).toEqual([]);
    world.histories.delete(`node:${NODE}`);
    expect(await wake()).toEqual([]);
    await world.waker.wakeForSku('CHAIR', NODE, cause, AT);
    expect(world.sent).toEqual([]);
  });

  it('wakes nobody for what the node does not have, or withholds from their channel', async () => {
    world.stock('CHAIR', 2);
    const withheld = { sku: 'CHAIR', nodeId: NODE, channel: 'web', quantity: 2, at: AT };
    world.histories.get(`stock:CHAIR@${NODE}`)?.push({ type: 'SafetyStockDefined', data: withheld });
    await world.parked(1, both);
    expect(await wake()).toEqual([]);
  });

  it('passes over who cannot use the node, and lets them take nobody’s place', async () => {
    world.stock('CHAIR', 2);
    await world.parked(1, [chairs(2)], { method: 'pickup', pickupNodeId: 'south', priority: 9 });
    await world.parked(2, [chairs(2)], { method: 'pickup', pickupNodeId: NODE, priority: 9 });
    await world.parked(3, [chairs(2)], { destination: { country: 'US' }, priority: 9 });
    await world.parked(4, [chairs(2)]);
    expect(await wake()).toEqual(['web~4']);
  });

  it('an order that says nothing is parked leaves the index, and its units to the next one', async () => {
    world.stock('CHAIR', 2);
    await world.parked(1, [chairs(2)]);
    await world.parked(2, [chairs(2)]);
    world.answer = (orderId) => (orderId === 'web~1' ? 'unchanged' : 'accepted');
    expect(await wake()).toEqual(['web~1', 'web~2']);
    const left = await world.index.parkedDemand('main', 'CHAIR', 10);
    expect(left.map(({ orderId }) => orderId)).toEqual(['web~2']);
  });

  it('goes by priority and then by age over all skus, as far as the units of each go', async () => {
    world.stock('CHAIR', 2);
    world.stock('LAMP', 4);
    await world.parked(1, [chairs(2)]);
    await world.parked(2, [lamps(3)], { priority: 1 });
    await world.parked(3, [chairs(1)], { priority: 5 });
    await world.parked(4, [chairs(2)]);
    await world.parked(5, [lamps(1)]);
    await world.parked(6, [lamps(1)]);
    expect(await wake()).toEqual(['web~3', 'web~2', 'web~1', 'web~5']);
  });

  it('an order that waits for several skus is woken once, and counts for each of them', async () => {
    world.stock('CHAIR', 2);
    world.stock('LAMP', 3);
    await world.parked(1, both);
    await world.parked(2, [lamps(1)]);
    expect(await wake()).toEqual(['web~1']);
  });

  it('looks at every sku that is waited for, more than one page of them', async () => {
    for (let n = 1; n <= 501; n += 1) {
      await world.parked(n, [{ lineId: 'l1', sku: `SKU-${String(n).padStart(4, '0')}`, quantity: 1 }]);
    }
    world.stock('SKU-0501', 1);
    expect(await wake()).toEqual(['web~501']);
  });

  it.each([null, 0n])(
    'waits until the directory has heard of the node as far (it has until %s)',
    async (heard) => {
      world.histories.set(`node:${NODE}`, [
        registered,
        { type: 'NodeResumed', data: { nodeId: NODE, at: AT } },
      ]);
      world.stock('CHAIR', 2);
      await world.parked(1, [chairs(2)]);
      world.heard = heard;
      const waking = wake();
      await settled();
      await world.clock.advance(50);
      expect(world.sent).toEqual([]);
      world.heard = 1n;
      await world.clock.advance(50);
      expect(await waking).toEqual(['web~1']);
    },
  );

  it('does not wait for a directory that has heard more: the node was changed again meanwhile', async () => {
    world.stock('CHAIR', 2);
    await world.parked(1, [chairs(2)]);
    world.heard = 7n;
    expect(await wake()).toEqual(['web~1']);
  });

  it('does not wait for the directory for ever', async () => {
    world.stock('CHAIR', 2);
    await world.parked(1, [chairs(2)]);
    world.heard = null;
    const waking = wake();
    for (let look = 0; look < 100; look += 1) {
      await settled();
      await world.clock.advance(50);
    }
    expect(await waking).toEqual(['web~1']);
  });
});
