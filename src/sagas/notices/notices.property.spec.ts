import fc from 'fast-check';
import { orderData } from '../../../test/support/order-builders.js';
import { ProcessWorld } from '../../../test/support/process-world.js';
import { allGoesWell, Dice, somethingHappens } from '../../../test/support/process-world-actors.js';
import { isPlaced, type OrderEvent, type OrderState, orderDecider } from '../../domain/order/index.js';
import type { LineQuantity } from '../../domain/shared/quantities.js';
import { stockDecider } from '../../domain/stock/index.js';
import { mayTell } from './notices.prefilter.js';
import { react } from './notices.react.js';
import { NOTHING_KNOWN, type NoticesMemory, type Reaction } from './notices.types.js';

const SKUS = ['CHAIR', 'LAMP'];
const NODES = ['north', 'south', 'west'];

/** Three orders to which anything happens, and which then come to their end. */
function trouble(seed: number): ProcessWorld {
  const dice = new Dice(seed);
  const world = new ProcessWorld(NODES);
  const { now: at } = world;
  for (const sku of SKUS) {
    for (const nodeId of NODES) {
      const data = { sku, nodeId, quantity: 1 + dice.roll(4), at };
      world.send(stockDecider, { type: 'ReceiveStock', data });
    }
  }
  for (const [n, changes] of [{}, {}, { method: 'pickup', pickupNodeId: 'south' } as const].entries()) {
    const data = orderData({ externalId: `${n}`, orderId: `web~${n}`, ...changes });
    world.send(orderDecider, { type: 'PlaceOrder', data });
  }
  const steps = 20 + dice.roll(200);
  for (let step = 0; step < steps; step += 1) somethingHappens(world, dice, { isOrdered: true, skus: SKUS });
  allGoesWell(world, SKUS);
  return world;
}

interface Moment {
  readonly event: OrderEvent;
  readonly order: OrderState;
  readonly reaction: Reaction;
}

/** An order's story, with what stood and what was told at each of its events. */
function story(world: ProcessWorld, orderId: string): readonly Moment[] {
  let order = orderDecider.initialState;
  let memory = NOTHING_KNOWN;
  return world.log.filter(isOf(orderId)).map((event) => {
    order = orderDecider.evolve(order, event);
    const reaction = react(memory, event);
    memory = reaction.memory;
    return { event, order, reaction };
  });
}

const ORDER_EVENTS =
  /^(?:Order|Sourcing|Demand|Parked|Reservation(?:Confirmed)|Allocation|Replacement|Lines|Cancellation|FulfillmentReplaced)/;
const isOf =
  (orderId: string) =>
  (event: ProcessWorld['log'][number]): event is OrderEvent =>
    ORDER_EVENTS.test(event.type) && 'orderId' in event.data && event.data.orderId === orderId;

const units = (lines: readonly LineQuantity[], lineId: string): number =>
  lines.reduce((sum, line) => (line.lineId === lineId ? sum + line.quantity : sum), 0);

/** What the memory says of units against what the order itself says, line by line. */
function contradictions({ displaced, waiting, placements }: NoticesMemory, order: OrderState): string[] {
  if (!isPlaced(order)) return [];
  const news = placements.filter(({ standby }) => !standby).flatMap((one) => one.news);
  return order.lines.flatMap(({ lineId, parked, unsourced, inFulfillment }) => [
    ...(units(waiting, lineId) === parked
      ? []
      : [`${lineId}: ${units(waiting, lineId)} wait, not ${parked}`]),
    ...(units(displaced, lineId) <= unsourced ? [] : [`${lineId}: more displaced than unsourced`]),
    ...(units(news, lineId) <= inFulfillment ? [] : [`${lineId}: more news than units with nodes`]),
  ]);
}

describe('whatever happens to orders, the notices', () => {
  const stories = fc.sample(fc.nat(), { seed: 20_261_122, numRuns: 60 }).flatMap((seed) => {
    const world = trouble(seed);
    return world.ids('order').map((orderId) => story(world, orderId));
  });
  const each = (check: (moments: readonly Moment[]) => void): void => {
    for (const moments of stories) check(moments);
  };

  it('know of no unit that the order does not have there, and in the end of none', () => {
    each((moments) => {
      for (const { order, reaction } of moments) expect(contradictions(reaction.memory, order)).toEqual([]);
      const { waiting, displaced } = moments.at(-1)!.reaction.memory;
      expect([waiting, displaced]).toEqual([[], []]);
    });
  });

  it('are never missed by the look that spares the rest the reading', () => {
    let told = 0;
    each((moments) => {
      for (const { event, order, reaction } of moments) {
        if (reaction.tellings.length === 0) continue;
        told += 1;
        const always = event.type === 'DemandParked' || event.type === 'FulfillmentReplaced';
        expect(always || (isPlaced(order) && mayTell(event, order))).toBe(true);
      }
    });
    expect(told).toBeGreaterThan(100);
  });

  it('find only what was told to wait, and name units and an end of waiting whenever they tell', () => {
    each((moments) => {
      let hasWaited = false;
      for (const { kind, lines, waitsUntil } of moments.flatMap(({ reaction }) => reaction.tellings)) {
        expect(lines.every(({ quantity }) => quantity > 0) && lines.length > 0).toBe(true);
        expect(kind !== 'found' || hasWaited).toBe(true);
        const isWait = kind === 'waiting' || kind === 'choice-needed';
        expect(waitsUntil !== undefined).toBe(isWait);
        hasWaited ||= isWait;
      }
    });
  });
});
