import { type NodeCommand, nodeDecider, type NodeProfile } from '../../../src/domain/node/index.js';
import { isPlaced, type OrderCommand, orderDecider } from '../../../src/domain/order/index.js';
import { type PolicyEvent, policyDecider } from '../../../src/domain/policy/index.js';
import type { SourcingPolicy } from '../../../src/domain/sourcing/sourcing.types.js';
import { addSeconds } from '../../../src/domain/shared/time.js';
import type { Actor, Stage } from './actor.js';
import { NODE_IDS, NODES, POLICY } from './scene.js';

const HOLDS = ['fraud', 'manual'] as const;
const SCOPE = 'default';

/** People at the centre: holds, suspensions, manual re-sourcing, policies. */
export class Operators implements Actor {
  constructor(private readonly stage: Stage) {}

  act(): void {
    const { kernel, truth } = this.stage;
    const { chance } = kernel;
    const kind = chance.weighted([
      [4, 'order'],
      [3, 'node'],
      [1, 'policy'],
    ] as const);
    if (kind === 'node') return this.aboutNode();
    if (kind === 'policy') return void this.activate(this.otherPolicy());
    const open = [...truth.openOrders];
    if (open.length > 0) this.aboutOrder(chance.pick(open));
  }

  /** Drafts, validates and activates, as far as the answers come. */
  async activate(policy: SourcingPolicy): Promise<boolean> {
    const { client, kernel } = this.stage;
    const id = () => ({ scope: SCOPE, at: kernel.clock.now() });
    const drafted = await client.send(policyDecider, { type: 'DraftPolicy', data: { ...id(), policy } });
    if (drafted?.outcome !== 'accepted') return false;
    const { version } = (drafted.events[0] as Extract<PolicyEvent, { type: 'PolicyDrafted' }>).data;
    await client.send(policyDecider, { type: 'ValidatePolicy', data: { ...id(), version } });
    const done = await client.send(policyDecider, { type: 'ActivatePolicy', data: { ...id(), version } });
    return done?.outcome === 'accepted';
  }

  async registerNodes(): Promise<void> {
    for (const nodeId of NODE_IDS) {
      const profile = NODES[nodeId];
      const data = { nodeId, at: this.stage.kernel.clock.now() };
      if (profile)
        await this.stage.client.send(nodeDecider, { type: 'RegisterNode', data: { ...data, profile } });
    }
  }

  /** Everything that people have stopped goes on. */
  async resumeAll(): Promise<void> {
    const { kernel, truth, client } = this.stage;
    for (const nodeId of NODE_IDS) {
      const data = { nodeId, at: kernel.clock.now() };
      await client.send(nodeDecider, { type: 'ResumeNode', data });
      const profile = NODES[nodeId];
      if (profile) await client.send(nodeDecider, { type: 'ReviseNodeProfile', data: { ...data, profile } });
    }
    const open = [...truth.openOrders];
    for (const orderId of open) {
      for (const holdType of HOLDS) {
        const data = { orderId, holdType, at: kernel.clock.now() };
        await client.send(orderDecider, { type: 'ReleaseOrder', data });
      }
    }
  }

  private otherPolicy(): SourcingPolicy {
    const { chance } = this.stage.kernel;
    return {
      ...POLICY,
      parkForSeconds: chance.pick([300, POLICY.parkForSeconds]),
      strategies: POLICY.strategies.map((strategy) => ({
        ...strategy,
        maxShipments: chance.between(1, 5),
        splitLines: chance.happens(0.7),
        ...(strategy.afterAction === 'next-strategy'
          ? {}
          : { afterAction: chance.pick(['place-partly-and-park', 'park', 'cancel'] as const) }),
      })),
      maxAttempts: chance.between(1, 5),
      acceptWithinSeconds: chance.pick([30, 120, 600]),
      afterParking: chance.pick(['retry', 'retry', 'cancel']),
    };
  }

  private aboutNode(): void {
    const { kernel, client } = this.stage;
    const { chance, clock } = kernel;
    const nodeId = chance.pick(NODE_IDS);
    const id = { nodeId, at: clock.now() };
    const command = chance.weighted<NodeCommand>([
      [1, { type: 'SuspendNode', data: { ...id, reason: 'fire' } }],
      [2, { type: 'ResumeNode', data: id }],
      [1, { type: 'ReviseNodeProfile', data: { ...id, profile: this.otherProfile(nodeId) } }],
    ]);
    void client.send(nodeDecider, command);
  }

  /** What the node offers stays: only how much it can take, and what it costs. */
  private otherProfile(nodeId: string): NodeProfile {
    const { chance } = this.stage.kernel;
    const profile = NODES[nodeId];
    if (profile === undefined) throw new RangeError(`there is no node ${nodeId}`);
    const shippingCost = { baseMinor: chance.pick([100, 900]), perHundredKmMinor: 50, currency: 'USD' };
    return { ...profile, shippingCost, capacity: chance.pick([1, 3, 100]) };
  }

  private aboutOrder(orderId: string): void {
    const { kernel, client, truth } = this.stage;
    const { chance, clock } = kernel;
    const state = truth.orderState(orderId);
    if (!isPlaced(state)) return;
    const at = clock.now();
    const id = { orderId, at };
    const holdType = chance.pick(HOLDS);
    const fulfillmentId =
      state.allocations.length > 0 ? chance.pick(state.allocations).fulfillmentId : 'none-1';
    const excludedUntil = addSeconds(at, chance.pick([0, 200]));
    const command = chance.weighted<OrderCommand>([
      [2, { type: 'HoldOrder', data: { ...id, holdType, reason: 'check' } }],
      [4, { type: 'ReleaseOrder', data: { ...id, holdType } }],
      [3, { type: 'ReopenDemand', data: { ...id, fulfillmentId, cause: 'manual', excludedUntil } }],
      [1, { type: 'RetryParkedDemand', data: { ...id, cause: 'manual' } }],
    ]);
    void client.send(orderDecider, command);
  }
}
