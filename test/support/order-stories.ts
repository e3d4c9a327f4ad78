import { lamps, orderData } from './order-builders.js';
import { ProcessWorld } from './process-world.js';
import { nextStep } from './process-world-actors.js';
import { type FulfillmentCommand, fulfillmentDecider } from '../../src/domain/fulfillment/index.js';
import { type OrderPlaced, orderDecider } from '../../src/domain/order/index.js';
import { stockDecider } from '../../src/domain/stock/index.js';

export const ORDER = 'web~1001';
export const F1 = `${ORDER}-1`;
export const F2 = `${ORDER}-2`;

/** `stock` says how many lamps each node has, the first one named being the first choice. */
export function stocked(stock: Readonly<Record<string, number>>): ProcessWorld {
  const world = new ProcessWorld(Object.keys(stock));
  for (const [nodeId, quantity] of Object.entries(stock)) {
    world.send(stockDecider, {
      type: 'ReceiveStock',
      data: { sku: 'LAMP', nodeId, quantity, at: world.now },
    });
  }
  world.settle();
  story(world);
  return world;
}

/** Somebody orders three lamps. */
export function place(world: ProcessWorld, changes: Partial<OrderPlaced['data']> = {}): void {
  const lines = [{ ...lamps(3), unitPrice: { amountMinor: 1500, currency: 'EUR' } }];
  world.send(orderDecider, { type: 'PlaceOrder', data: orderData({ lines, ...changes }) });
}

/** Stocked, and three lamps ordered. */
export function ordered(
  stock: Readonly<Record<string, number>>,
  changes: Partial<OrderPlaced['data']> = {},
): ProcessWorld {
  const world = stocked(stock);
  place(world, changes);
  world.settle();
  return world;
}

/** The node does its work, up to and including a status. */
export function workUntil(world: ProcessWorld, fulfillmentId: string, status: string): void {
  while (world.fulfillment(fulfillmentId).status !== status) {
    const command = nextStep(world, fulfillmentId);
    if (!command) throw new Error(`${fulfillmentId} ends ${world.fulfillment(fulfillmentId).status}`);
    act(world, command);
  }
}

/** Somebody does something, and all that follows happens. */
export function act(world: ProcessWorld, command: FulfillmentCommand): void {
  world.send(fulfillmentDecider, command);
  world.settle();
}

/** What has been recorded since the last look, as a list of event types. */
export function story(world: ProcessWorld): readonly string[] {
  return world.log.splice(0).map((event) => event.type);
}

/** What is recorded on the way of an order, a step at a time. */
export const CLAIMED = ['SourcingPlanned', 'StockReserved', 'ReservationConfirmed', 'AllocationSecured'];
export const RELEASED = [...CLAIMED, 'FulfillmentReleased', 'LinesReleased'];
export const PICKED = [
  'FulfillmentAccepted',
  'PickingStarted',
  'FulfillmentPicked',
  'LinesPicked',
  'ReservationCommitted',
];
export const DELIVERED = [
  ...PICKED,
  'FulfillmentPacked',
  'FulfillmentShipped',
  'LinesShipped',
  'ReservationConsumed',
  'FulfillmentDelivered',
  'LinesDelivered',
  'OrderClosed',
];
