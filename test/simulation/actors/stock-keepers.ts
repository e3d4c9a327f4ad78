import { stockIdOf, streamName } from '../../../src/domain/shared/stream-names.js';
import { addSeconds } from '../../../src/domain/shared/time.js';
import { type StockCommand, stockDecider } from '../../../src/domain/stock/index.js';
import { TENANT } from '../checks/truth.js';
import type { Actor, Stage } from './actor.js';
import { CHANNELS, NODE_IDS, SKUS } from './scene.js';

/** Goods come in, get counted, corrected, broken and withheld. */
export class StockKeepers implements Actor {
  constructor(private readonly stage: Stage) {}

  act(): void {
    const { kernel, truth, client } = this.stage;
    const { chance, clock } = kernel;
    const at = clock.now();
    const place = { sku: chance.pick(SKUS), nodeId: chance.pick(NODE_IDS), at };
    const { onHand = 0 } =
      truth.stocks.get(streamName('stock', TENANT, stockIdOf(place.sku, place.nodeId))) ?? {};
    const countedAt = addSeconds(at, -chance.pick([0, 0, 30, 600]));
    const command = chance.weighted<StockCommand>([
      [8, { type: 'ReceiveStock', data: { ...place, quantity: chance.between(1, 5) } }],
      [4, { type: 'CountStock', data: { ...place, counted: chance.below(onHand + 2), countedAt } }],
      [2, { type: 'AdjustStock', data: { ...place, delta: chance.between(-3, 3), reason: 'found or lost' } }],
      [2, { type: 'DamageStock', data: { ...place, quantity: chance.between(1, 2), reason: 'wet' } }],
      [
        1,
        {
          type: 'DefineSafetyStock',
          data: { ...place, channel: chance.pick(['*', ...CHANNELS]), quantity: chance.below(2) },
        },
      ],
    ]);
    void client.send(stockDecider, command);
  }

  receive(sku: string, nodeId: string, quantity: number): Promise<unknown> {
    const at = this.stage.kernel.clock.now();
    return this.stage.client.send(stockDecider, {
      type: 'ReceiveStock',
      data: { sku, nodeId, quantity, at },
    });
  }
}
