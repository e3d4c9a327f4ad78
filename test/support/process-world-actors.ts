import { type FulfillmentCommand, fulfillmentDecider } from '../../src/domain/fulfillment/index.js';
import { isPlaced, type OrderCommand, orderDecider } from '../../src/domain/order/index.js';
import { type StockCommand, stockDecider } from '../../src/domain/stock/index.js';
import type { Delivery, ProcessWorld } from './process-world.js';

/** Numbers from a seed: the same seed, the same world. */
export class Dice {
  constructor(private state: number) {}

  /** A whole number from 0 up to, not including, `sides`. */
  roll(sides: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  }

  pick<T>(items: readonly T[]): T | undefined {
    return items[this.roll(Math.max(1, items.length))];
  }

  /** True once in `sides` times. */
  once(sides: number): boolean {
    return this.roll(sides) === 0;
  }
}

export interface Weather {
  /** False: events of one order may overtake each other. */
  readonly isOrdered: boolean;
  readonly skus: readonly string[];
}

/** One thing that happens in the world, chosen by the dice. */
export function somethingHappens(world: ProcessWorld, dice: Dice, weather: Weather): void {
  const kind = dice.roll(20);
  if (kind < 10) deliverSome(world, dice, weather);
  else if (kind < 16) nodeActs(world, dice);
  else if (kind === 16) customerActs(world, dice);
  else if (kind === 17) stockMoves(world, dice, weather.skus);
  else if (kind === 18) operatorActs(world, dice);
  else world.passTime(dice.once(6) ? 100_000 : 600 * dice.roll(8));
}

/** A piece of work on a delivery. Now and then the process dies in the middle and begins the event anew. */
function deliverSome(world: ProcessWorld, dice: Dice, { isOrdered }: Weather): void {
  const ready = isOrdered ? firstOfEachKey(world.deliveries) : world.deliveries;
  const delivery = dice.pick(ready);
  if (!delivery) return;
  if (dice.once(40)) {
    delivery.tasks = null;
    return;
  }
  if (!world.step(delivery)) return;
  world.deliveries.splice(world.deliveries.indexOf(delivery), 1);
  // At least once means that it may come again: here only right away, since order within a key is kept.
  if (dice.once(25)) world.deliveries.unshift({ ...delivery, tasks: null });
}

function firstOfEachKey(deliveries: readonly Delivery[]): readonly Delivery[] {
  const taken = new Set<string>();
  return deliveries.filter(({ keys }) => {
    const isFirst = keys.every((key) => !taken.has(key));
    for (const key of keys) taken.add(key);
    return isFirst;
  });
}

function nodeActs(world: ProcessWorld, dice: Dice): void {
  const fulfillmentId = dice.pick(world.ids('fulfillment'));
  if (fulfillmentId === undefined) return;
  const command = nodeCommand(world, dice, fulfillmentId);
  if (command) world.send(fulfillmentDecider, command);
}

function nodeCommand(world: ProcessWorld, dice: Dice, fulfillmentId: string): FulfillmentCommand | null {
  const work = world.fulfillment(fulfillmentId).work;
  const at = world.now;
  const some = (work?.lines ?? [])
    .map(({ lineId, quantity }) => ({ lineId, quantity: dice.roll(quantity + 1) }))
    .filter((line) => line.quantity > 0);
  const id = { fulfillmentId, at };
  const reason = 'wet';
  switch (dice.roll(16)) {
    case 0:
      return { type: 'RejectFulfillment', data: { ...id, reason: 'closed' } };
    case 1:
      return { type: 'RejectFulfillment', data: { ...id, lines: some, reason: 'not-found' } };
    case 2:
      return { type: 'PickFulfillment', data: { ...id, lines: some } };
    case 3:
      return { type: 'ReportDamage', data: { ...id, lines: some, reason } };
    case 4:
      return { type: 'ReportLoss', data: { ...id, reason } };
    case 5:
    case 6:
    case 7:
      return { type: 'AcceptFulfillment', data: id };
    default:
      return nextStep(world, fulfillmentId);
  }
}

/** What a node does next that does its work. */
export function nextStep(world: ProcessWorld, fulfillmentId: string): FulfillmentCommand | null {
  const { status, work } = world.fulfillment(fulfillmentId);
  const id = { fulfillmentId, at: world.now };
  switch (status) {
    case 'released':
    case 'timed-out':
      return { type: 'AcceptFulfillment', data: id };
    case 'accepted':
      return { type: 'StartPicking', data: id };
    case 'picking':
      return { type: 'PickFulfillment', data: id };
    case 'picked':
      return work?.method === 'pickup'
        ? { type: 'MakeReadyForPickup', data: id }
        : { type: 'PackFulfillment', data: { ...id, parcels: [] } };
    case 'packed':
      return { type: 'ShipFulfillment', data: { ...id, shippedAt: world.now } };
    case 'shipped':
      return { type: 'DeliverFulfillment', data: { ...id, deliveredAt: world.now } };
    case 'ready-for-pickup':
      return { type: 'CollectFulfillment', data: { ...id, collectedAt: world.now } };
    default:
      return null;
  }
}

function customerActs(world: ProcessWorld, dice: Dice): void {
  const orderId = dice.pick(world.ids('order')) ?? '';
  const state = world.order(orderId);
  if (!isPlaced(state)) return;
  const lineId = dice.pick(state.lines)?.lineId ?? '';
  const id = { orderId, at: world.now };
  const commands: readonly OrderCommand[] = [
    { type: 'CancelOrder', data: { ...id, reason: 'changed my mind' } },
    { type: 'CancelLine', data: { ...id, lineId, reason: 'too many' } },
    { type: 'CancelLine', data: { ...id, lineId, quantity: 1, reason: 'one less' } },
    { type: 'CancelLine', data: { ...id, lineId, quantity: 1, reason: 'one less' } },
    { type: 'CancelLine', data: { ...id, lineId, quantity: 2, reason: 'two less' } },
  ];
  const command = dice.pick(commands);
  if (command) world.send(orderDecider, command);
}

function stockMoves(world: ProcessWorld, dice: Dice, skus: readonly string[]): void {
  const place = { sku: dice.pick(skus) ?? '', nodeId: dice.pick(world.nodes) ?? '', at: world.now };
  const { onHand } = world.stock(place.sku, place.nodeId);
  const commands: readonly StockCommand[] = [
    { type: 'ReceiveStock', data: { ...place, quantity: 1 + dice.roll(3) } },
    { type: 'CountStock', data: { ...place, counted: dice.roll(onHand + 2), countedAt: world.now } },
    { type: 'AdjustStock', data: { ...place, delta: dice.roll(5) - 3, reason: 'found or lost' } },
    { type: 'DamageStock', data: { ...place, quantity: 1, reason: 'wet' } },
  ];
  const command = dice.pick(commands);
  if (command) world.send(stockDecider, command);
}

function operatorActs(world: ProcessWorld, dice: Dice): void {
  const orderId = dice.pick(world.ids('order')) ?? '';
  const nodeId = dice.pick(world.nodes) ?? '';
  const id = { orderId, at: world.now };
  switch (dice.roll(6)) {
    case 0:
      world.send(orderDecider, { type: 'HoldOrder', data: { ...id, holdType: 'fraud', reason: 'check' } });
      return;
    case 1:
      world.send(orderDecider, { type: 'ReleaseOrder', data: { ...id, holdType: 'fraud' } });
      return;
    case 2:
      suspend(world, nodeId);
      return;
    case 3:
      world.suspended.delete(nodeId);
      return;
    case 4:
      world.sweep();
      return;
    default: {
      const fulfillmentId = dice.pick(world.ids('fulfillment')) ?? '';
      const data = { ...id, fulfillmentId, cause: 'manual' as const, excludedUntil: world.now };
      world.send(orderDecider, { type: 'ReopenDemand', data });
    }
  }
}

/** The node stops working; the process hears of it like of any event. */
export function suspend(world: ProcessWorld, nodeId: string): void {
  world.suspended.add(nodeId);
  world.deliver({ type: 'NodeSuspended', data: { nodeId, reason: 'fire', at: world.now } });
}

/** Trouble ends: holds are lifted, nodes work, stock comes in, time passes, until every order has ended. */
export function allGoesWell(world: ProcessWorld, skus: readonly string[], rounds = 60): void {
  world.suspended.clear();
  for (const orderId of world.ids('order')) {
    world.send(orderDecider, { type: 'ReleaseOrder', data: { orderId, holdType: 'fraud', at: world.now } });
  }
  world.settle();
  for (let round = 0; round < rounds && world.ids('order').some((id) => isOpen(world, id)); round += 1) {
    if (round % 10 === 5) restock(world, skus);
    for (const fulfillmentId of world.ids('fulfillment')) {
      const command = nextStep(world, fulfillmentId);
      if (command) world.send(fulfillmentDecider, command);
    }
    world.settle();
    if (round % 5 === 4) world.passTime(3600);
    world.settle();
  }
}

const isOpen = (world: ProcessWorld, orderId: string): boolean =>
  !orderDecider.isTerminal(world.order(orderId));

function restock(world: ProcessWorld, skus: readonly string[]): void {
  for (const sku of skus) {
    for (const nodeId of world.nodes) {
      world.send(stockDecider, { type: 'ReceiveStock', data: { sku, nodeId, quantity: 5, at: world.now } });
    }
  }
}
