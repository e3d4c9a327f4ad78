import type { ResourcingCause } from '../../src/domain/order/index.js';
import { addSeconds } from '../../src/domain/shared/time.js';
import type { ActingWorld } from './order-world.types.js';

type Step = (world: ActingWorld) => void;

/** Steps and how often each is taken. */
const STEPS: readonly (readonly [number, Step])[] = [
  [10, placeOrder],
  [60, nodeWork],
  [8, receive],
  [2, count],
  [1, damageStock],
  [1, safety],
  [2, holdOrRelease],
  [2, cancel],
  [2, reopen],
  [2, retry],
  [3, cancelTooLate],
];
const TOTAL = STEPS.reduce((sum, [weight]) => sum + weight, 0);

/** Takes one step at random. What the aggregates refuse did not happen. */
export function randomSteps(world: ActingWorld): void {
  let ticket = world.random.below(TOTAL);
  for (const [weight, step] of STEPS) {
    if (ticket < weight) return step(world);
    ticket -= weight;
  }
}

function placeOrder(world: ActingWorld): void {
  const { random, now } = world;
  const externalId = `order-${world.orderIds.length + 1}`;
  const channel = random.pick(['web', 'app', 'store']) ?? 'web';
  const orderId = `${channel}~${externalId}`;
  world.orderIds.push(orderId);
  const lines = Array.from({ length: 1 + random.below(3) }, (_, at) => ({
    lineId: `${at + 1}`,
    sku: random.pick(world.skus) ?? '',
    quantity: 1 + random.below(4),
    unitPrice: { amountMinor: 100 + random.below(9_900), currency: 'EUR' },
  }));
  const method = random.chance(0.25) ? ('pickup' as const) : ('ship' as const);
  world.order({
    type: 'PlaceOrder',
    data: {
      orderId,
      externalId,
      channel,
      customerRef: `customer-${random.below(50)}`,
      method,
      ...(method === 'pickup' ? { pickupNodeId: 'store-1' } : {}),
      destination: { country: 'DE', city: 'Berlin' },
      promise: { service: 'standard', promisedBy: addSeconds(now, 86_400) },
      priority: random.below(3),
      tags: [],
      lines,
      placedAt: now,
      at: now,
    },
  });
}

function nodeWork(world: ActingWorld): void {
  const { random, now: at } = world;
  const recent = world.fulfillmentIds.slice(-60);
  const fulfillmentId = random.pick(recent);
  if (fulfillmentId === undefined) return;
  const { work, status } = world.fulfillmentState(fulfillmentId);
  const base = { fulfillmentId, at };
  const some = (work?.lines ?? []).map((line) => ({
    lineId: line.lineId,
    quantity: random.below(line.quantity + 1),
  }));
  const one = (work?.lines ?? []).slice(0, 1).map(({ lineId }) => ({ lineId, quantity: 1 }));
  const roll = random.below(100);
  const parcels = [{ parcelId: `${fulfillmentId}-p`, carrier: 'DHL', trackingNumber: `T${roll}` }];
  if (roll < 3)
    return world.fulfillment({ type: 'TimeOutFulfillment', data: { ...base, at: addSeconds(at, 9_999) } });
  if (roll < 6)
    return world.fulfillment({ type: 'RejectFulfillment', data: { ...base, reason: 'not-found' } });
  if (roll < 8)
    return world.fulfillment({ type: 'RejectFulfillment', data: { ...base, lines: one, reason: 'other' } });
  if (roll < 10)
    return world.fulfillment({ type: 'ReportDamage', data: { ...base, lines: one, reason: 'wet' } });
  if (roll < 12) return world.fulfillment({ type: 'ReportLoss', data: { ...base, reason: 'never-arrived' } });
  if (roll < 14)
    return world.fulfillment({ type: 'ExpirePickup', data: { ...base, at: addSeconds(at, 999_999) } });
  if (roll < 20) return world.fulfillment({ type: 'PickFulfillment', data: { ...base, lines: some } });
  switch (status) {
    case 'released':
    case 'timed-out':
      return world.fulfillment({ type: 'AcceptFulfillment', data: base });
    case 'accepted':
      return world.fulfillment(
        random.chance(0.5) ? { type: 'StartPicking', data: base } : { type: 'PickFulfillment', data: base },
      );
    case 'picking':
      return world.fulfillment({ type: 'PickFulfillment', data: base });
    case 'picked':
      return world.fulfillment(
        work?.method === 'pickup'
          ? { type: 'MakeReadyForPickup', data: base }
          : { type: 'PackFulfillment', data: { ...base, parcels } },
      );
    case 'packed':
      return world.fulfillment({ type: 'ShipFulfillment', data: { ...base, parcels, shippedAt: at } });
    case 'shipped':
      if (roll < 35) {
        const type = roll < 28 ? ('ReportDamage' as const) : ('ReportLoss' as const);
        return world.fulfillment({ type, data: { ...base, lines: one, reason: 'accident' } });
      }
      return world.fulfillment({ type: 'DeliverFulfillment', data: { ...base, deliveredAt: at } });
    case 'ready-for-pickup':
      if (roll < 40) {
        return world.fulfillment({ type: 'ExpirePickup', data: { ...base, at: addSeconds(at, 999_999) } });
      }
      return world.fulfillment({ type: 'CollectFulfillment', data: { ...base, collectedAt: at } });
    default:
  }
}

function place(world: ActingWorld) {
  return {
    sku: world.random.pick(world.skus) ?? '',
    nodeId: world.random.pick(world.nodes) ?? '',
    at: world.now,
  };
}

function receive(world: ActingWorld): void {
  world.stock({ type: 'ReceiveStock', data: { ...place(world), quantity: 5 + world.random.below(40) } });
}

function count(world: ActingWorld): void {
  const at = place(world);
  const { onHand } = world.stockState(at.sku, at.nodeId);
  const counted = Math.max(0, onHand - world.random.below(6));
  world.stock({ type: 'CountStock', data: { ...at, counted, countedAt: at.at } });
  world.stock({
    type: 'AdjustStock',
    data: { ...place(world), delta: world.random.below(5) - 2, reason: 'mislaid' },
  });
}

function damageStock(world: ActingWorld): void {
  world.stock({
    type: 'DamageStock',
    data: { ...place(world), quantity: 1 + world.random.below(3), reason: 'water' },
  });
}

function safety(world: ActingWorld): void {
  const channel = world.random.pick(['*', 'web', 'store']) ?? '*';
  world.stock({
    type: 'DefineSafetyStock',
    data: { ...place(world), channel, quantity: world.random.below(3) },
  });
}

function holdOrRelease(world: ActingWorld): void {
  const orderId = world.random.pick(world.orderIds.slice(-20));
  if (orderId === undefined) return;
  const at = world.now;
  const isHeld = world.orderState(orderId).status === 'held';
  if (isHeld) world.order({ type: 'ReleaseOrder', data: { orderId, holdType: 'fraud', at } });
  else world.order({ type: 'HoldOrder', data: { orderId, holdType: 'fraud', reason: 'odd address', at } });
}

function cancel(world: ActingWorld): void {
  const orderId = world.random.pick(world.orderIds.slice(-30));
  if (orderId === undefined) return;
  const at = world.now;
  if (world.random.chance(0.4))
    world.order({ type: 'CancelOrder', data: { orderId, reason: 'customer', at } });
  else
    world.order({ type: 'CancelLine', data: { orderId, lineId: '1', quantity: 1, reason: 'customer', at } });
}

function reopen(world: ActingWorld): void {
  const fulfillmentId = world.random.pick(world.fulfillmentIds.slice(-30));
  if (fulfillmentId === undefined) return;
  const { work } = world.fulfillmentState(fulfillmentId);
  const cause =
    world.random.pick<ResourcingCause>(['manual', 'node-suspended', 'acceptance-timeout']) ?? 'manual';
  if (!work) return;
  const data = {
    orderId: work.orderId,
    fulfillmentId,
    cause,
    excludedUntil: addSeconds(world.now, 600),
    at: world.now,
  };
  world.order({ type: 'ReopenDemand', data });
}

function retry(world: ActingWorld): void {
  for (const orderId of world.orderIds.slice(-30)) {
    const at = addSeconds(world.now, world.random.chance(0.5) ? 9_999 : 0);
    world.order({ type: 'RetryParkedDemand', data: { orderId, cause: 'deadline', at } });
  }
}

/** The goods leave while the customer cancels. */
function cancelTooLate(world: ActingWorld): void {
  const at = world.now;
  const packed = world.fulfillmentIds
    .slice(-60)
    .filter((id) => world.fulfillmentState(id).status === 'packed');
  const fulfillmentId = world.random.pick(packed);
  const work = fulfillmentId === undefined ? null : world.fulfillmentState(fulfillmentId).work;
  if (fulfillmentId === undefined || work === null) return;
  world.fulfillment({ type: 'ShipFulfillment', data: { fulfillmentId, shippedAt: at, at } });
  world.order({ type: 'CancelOrder', data: { orderId: work.orderId, reason: 'customer', at } });
}
