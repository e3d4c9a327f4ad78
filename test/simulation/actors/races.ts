import {
  type FulfillmentCommand,
  fulfillmentDecider,
  type FulfillmentStatus,
} from '../../../src/domain/fulfillment/index.js';
import {
  type AllocationMemory,
  isPlaced,
  type OrderCommand,
  orderDecider,
  type PlacedOrder,
} from '../../../src/domain/order/index.js';
import { addSeconds } from '../../../src/domain/shared/time.js';
import { parseStockId, parseStreamName } from '../../../src/domain/shared/stream-names.js';
import { type StockCommand, stockDecider } from '../../../src/domain/stock/index.js';
import type { Actor, Stage } from './actor.js';

const isAsked = ({ reservations }: AllocationMemory): boolean =>
  reservations.some(({ status }) => status === 'asked');

/** Two people do at the same moment what cannot both be: here systems break that pass every other test. */
export class Races implements Actor {
  constructor(private readonly stage: Stage) {}

  act(): void {
    const { chance } = this.stage.kernel;
    const races = [
      () => this.cancelAsItLeaves(),
      () => this.countBelowPromised(),
      () => this.acceptAsAnotherTakesOver(),
      () => this.holdWhatIsBeingSourced(),
      () => this.cancelAsItIsHandedOver(),
      () => this.withholdWhatIsAskedFor(),
    ];
    // What cannot happen now makes room for the next that can.
    const first = chance.below(races.length);
    for (let tried = 0; tried < races.length; tried += 1)
      if (races[(first + tried) % races.length]?.()) return;
  }

  /** The parcel is at the door when the customer has second thoughts. */
  private cancelAsItLeaves(): boolean {
    const { kernel, truth } = this.stage;
    const at = kernel.clock.now();
    const fulfillmentId = this.anyWith('packed', 'picked');
    if (fulfillmentId === null) return false;
    const { work } = truth.fulfillment(fulfillmentId);
    if (work === null) return false;
    this.order({ type: 'CancelOrder', data: { orderId: work.orderId, reason: 'changed my mind', at } });
    this.node({ type: 'ShipFulfillment', data: { fulfillmentId, shippedAt: at, at } });
    return true;
  }

  /** The shelf is emptier than what was promised from it. */
  private countBelowPromised(): boolean {
    const { kernel, truth } = this.stage;
    const { chance, clock } = kernel;
    const promised = [...truth.stocks].filter(([, { reserved }]) => reserved > 0);
    if (promised.length === 0) return false;
    const [stream, { reserved }] = chance.pick(promised);
    const place = parseStockId(parseStreamName(stream)?.id ?? '');
    const at = clock.now();
    const count = { ...place, counted: chance.below(reserved), countedAt: at, at };
    this.stock({ type: 'CountStock', data: count });
    return true;
  }

  /** The work is on its way to the node when the customer cancels: it may get there first, last, or not at all. */
  private cancelAsItIsHandedOver(): boolean {
    const { kernel, truth } = this.stage;
    const leaving = this.ordersWhere(({ allocations }) =>
      allocations.some(
        ({ status, fulfillmentId }) =>
          (status === 'releasing' || status === 'secured') &&
          truth.fulfillment(fulfillmentId).status === 'none',
      ),
    );
    if (leaving.length === 0) return false;
    const orderId = kernel.chance.pick(leaving);
    this.order({ type: 'CancelOrder', data: { orderId, reason: 'changed my mind', at: kernel.clock.now() } });
    return true;
  }

  /** The store keeps for itself what is about to be promised. */
  private withholdWhatIsAskedFor(): boolean {
    const { kernel, truth } = this.stage;
    const asked = this.ordersWhere(({ allocations }) => allocations.some(isAsked));
    if (asked.length === 0) return false;
    const state = truth.orderState(kernel.chance.pick(asked));
    const allocation = isPlaced(state) ? state.allocations.find(isAsked) : undefined;
    const sku = allocation?.lines[0]?.sku;
    if (allocation === undefined || sku === undefined) return false;
    const withhold = (quantity: number): void => {
      const at = kernel.clock.now();
      const place = { sku, nodeId: allocation.nodeId };
      this.stock({ type: 'DefineSafetyStock', data: { ...place, channel: '*', quantity, at } });
    };
    withhold(30);
    // Soon enough the shelf is open to everybody again, within the time that is waited for late news.
    kernel.clock.schedule(kernel.servers, 120_000, () => withhold(0));
    return true;
  }

  /** The node that was given up on says yes after all. */
  private acceptAsAnotherTakesOver(): boolean {
    const { truth, kernel } = this.stage;
    const at = kernel.clock.now();
    const tooLate = truth.endedFulfillments.findLast((id) => truth.fulfillment(id).status === 'superseded');
    if (tooLate !== undefined && kernel.chance.happens(0.5))
      return this.node({ type: 'AcceptFulfillment', data: { fulfillmentId: tooLate, at } });
    const fulfillmentId = this.anyWith('timed-out', 'released');
    if (fulfillmentId === null) return false;
    const { work } = this.stage.truth.fulfillment(fulfillmentId);
    if (work === null) return false;
    const excludedUntil = addSeconds(at, 200);
    const { orderId } = work;
    this.order({
      type: 'ReopenDemand',
      data: { orderId, fulfillmentId, cause: 'manual', excludedUntil, at },
    });
    this.node({ type: 'AcceptFulfillment', data: { fulfillmentId, at } });
    return true;
  }

  /** A hold comes while nodes are being sought. */
  private holdWhatIsBeingSourced(): boolean {
    const { kernel } = this.stage;
    const at = kernel.clock.now();
    const sought = this.ordersWhere(({ lines }) => lines.some(({ unsourced }) => unsourced > 0));
    if (sought.length === 0) return false;
    const orderId = kernel.chance.pick(sought);
    this.order({ type: 'HoldOrder', data: { orderId, holdType: 'fraud', reason: 'check', at } });
    return true;
  }

  private ordersWhere(holds: (state: PlacedOrder) => boolean): readonly string[] {
    const { truth } = this.stage;
    return [...truth.openOrders].filter((orderId) => {
      const state = truth.orderState(orderId);
      return isPlaced(state) && state.status === 'open' && holds(state);
    });
  }

  private anyWith(...statuses: readonly FulfillmentStatus[]): string | null {
    const { truth, kernel } = this.stage;
    const found = [...truth.openFulfillments].filter((id) => statuses.includes(truth.fulfillment(id).status));
    return found.length === 0 ? null : kernel.chance.pick(found);
  }

  private order(command: OrderCommand): void {
    void this.stage.client.send(orderDecider, command);
  }

  private node(command: FulfillmentCommand): true {
    void this.stage.client.send(fulfillmentDecider, command);
    return true;
  }

  private stock(command: StockCommand): void {
    void this.stage.client.send(stockDecider, command);
  }
}
