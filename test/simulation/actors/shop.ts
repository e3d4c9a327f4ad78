import {
  isPlaced,
  type OrderCommand,
  orderDecider,
  type PlaceOrder,
} from '../../../src/domain/order/index.js';
import { addSeconds } from '../../../src/domain/shared/time.js';
import { somebody } from '../checks/personal-words.js';
import type { Actor, Stage } from './actor.js';
import { CHANNELS, PICKUP_NODES, SKUS } from './scene.js';

/** Customers: they order, and change their minds. */
export class Shop implements Actor {
  private placed = 0;

  constructor(
    private readonly stage: Stage,
    /** Orders that are open at once: few, so that each gets far within a run. */
    private readonly maxOpen: number,
  ) {}

  act(): void {
    const { kernel, truth } = this.stage;
    if (truth.openOrders.size === 0 || (truth.openOrders.size < this.maxOpen && kernel.chance.happens(0.6)))
      return this.order();
    if (truth.orderIds.length > 0 && kernel.chance.happens(0.4)) this.changeMind();
  }

  private order(): void {
    const { client, kernel } = this.stage;
    const { chance } = kernel;
    this.placed += 1;
    const data = this.orderData(chance.pick(CHANNELS), `${this.placed}`);
    // Some orders are for nobody in particular: they come without a person, and not by way of the intake.
    if (chance.happens(0.15))
      return void client.send(orderDecider, { type: 'PlaceOrder', data }, chance.happens(0.5));
    const { orderId, at: _at, destination, lines, tags, ...rest } = data;
    const order = { ...rest, destination: { ...destination }, lines: [...lines], tags: [...tags] };
    const key = chance.happens(0.7) ? { key: `order ${orderId}` } : {};
    void client.place({ orderId, order: { ...order, recipient: somebody(chance) }, ...key });
  }

  private orderData(channel: string, externalId: string): PlaceOrder['data'] {
    const { chance, clock } = this.stage.kernel;
    const at = clock.now();
    const isPickup = chance.happens(0.3);
    return {
      orderId: `${channel}~${externalId}`,
      externalId,
      channel,
      customerRef: 'customer',
      method: isPickup ? 'pickup' : 'ship',
      ...(isPickup ? { pickupNodeId: chance.pick(PICKUP_NODES) } : {}),
      destination: { country: 'US', coordinates: { latitude: 38 + chance.below(6), longitude: -75 } },
      promise: { service: 'standard', promisedBy: addSeconds(at, 3_600) },
      priority: chance.pick([0, 0, 0, 1, 5]),
      tags: [],
      lines: Array.from({ length: chance.between(1, 3) }, (_, index) => ({
        lineId: `${index + 1}`,
        sku: chance.pick(SKUS),
        quantity: chance.between(1, 4),
        unitPrice: { amountMinor: 100, currency: 'USD' },
      })),
      placedAt: at,
      at,
    };
  }

  private changeMind(): void {
    const { kernel, truth, client } = this.stage;
    const { chance } = kernel;
    const open = [...truth.openOrders];
    // Most who change their minds do so at once, while the first steps are still under way.
    const recent = open.slice(-1);
    const choices = chance.pick([recent, recent, open, truth.orderIds]);
    const orderId = chance.pick(choices.length > 0 ? choices : truth.orderIds);
    const state = truth.orderState(orderId);
    if (!isPlaced(state)) return;
    const { lineId, ordered } = chance.pick(state.lines);
    const id = { orderId, at: kernel.clock.now() };
    const command = chance.weighted<OrderCommand>([
      [3, { type: 'CancelOrder', data: { ...id, reason: 'changed my mind' } }],
      [2, { type: 'CancelLine', data: { ...id, lineId, reason: 'not this one' } }],
      [
        4,
        {
          type: 'CancelLine',
          data: { ...id, lineId, quantity: chance.between(1, ordered), reason: 'fewer' },
        },
      ],
    ]);
    void client.send(orderDecider, command);
  }
}
