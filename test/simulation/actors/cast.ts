import { fulfillmentDecider } from '../../../src/domain/fulfillment/index.js';
import type { Actor, Stage } from './actor.js';
import { Customers } from './customers.js';
import { NodeAgents, nextStep } from './nodes.js';
import { Operators } from './operators.js';
import { NODE_IDS, POLICY, SKUS } from './scene.js';
import { Races } from './races.js';
import { Shop } from './shop.js';
import { StockKeepers } from './stock-keepers.js';

/** So long that only supply, or a person, can wake what is parked. */
const FORTNIGHT = 14 * 86_400;

/** Everybody outside the engine. Who is busy differs from run to run. */
export class Cast {
  private readonly operators: Operators;
  private readonly keepers: StockKeepers;
  /** Who does not collect in the end either. */
  private readonly staysAway: boolean;
  private readonly actors: readonly (readonly [weight: number, actor: Actor])[];

  constructor(private readonly stage: Stage) {
    const { chance } = stage.kernel;
    this.staysAway = chance.happens(0.3);
    this.operators = new Operators(stage);
    this.keepers = new StockKeepers(stage);
    this.actors = [
      [chance.pick([3, 6]), new Shop(stage, chance.pick([2, 5, 12]))],
      [chance.pick([8, 16]), new NodeAgents(stage, chance.pick([5, 15, 40]))],
      [chance.pick([1, 3]), this.keepers],
      [chance.pick([1, 4]), this.operators],
      [chance.pick([0, 2, 5]), new Races(stage)],
      [chance.pick([0, 1, 3]), new Customers(stage)],
    ];
  }

  act(): void {
    this.stage.kernel.chance.weighted(this.actors).act();
  }

  /** The network, its rules, and some stock. */
  async setUp(): Promise<void> {
    await this.operators.registerNodes();
    const { chance } = this.stage.kernel;
    await this.operators.activate({
      ...POLICY,
      parkForSeconds: chance.pick([POLICY.parkForSeconds, FORTNIGHT]),
    });
    const most = chance.pick([3, 10, 30]);
    for (const sku of SKUS) {
      for (const nodeId of NODE_IDS) {
        const quantity = chance.below(most);
        if (quantity > 0) await this.keepers.receive(sku, nodeId, quantity);
      }
    }
  }

  resumeAll(): Promise<void> {
    return this.operators.resumeAll();
  }

  /** Enough for everybody, everywhere. */
  async restock(): Promise<void> {
    for (const sku of SKUS) for (const nodeId of NODE_IDS) await this.keepers.receive(sku, nodeId, 60);
  }

  /** Every node does the next step of all its work. True when there was some. */
  async workOnce(): Promise<boolean> {
    const { truth, kernel, client } = this.stage;
    const open = [...truth.openFulfillments];
    for (const fulfillmentId of open) {
      const command = nextStep(fulfillmentId, truth.fulfillment(fulfillmentId), kernel.clock.now());
      const isMissed = this.staysAway && command?.type === 'CollectFulfillment';
      if (command !== null && !isMissed) await client.send(fulfillmentDecider, command);
    }
    return open.length > 0;
  }
}
