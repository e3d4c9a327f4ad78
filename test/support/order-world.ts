import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import {
  type FulfillmentCommand,
  type FulfillmentState,
  fulfillmentDecider,
} from '../../src/domain/fulfillment/index.js';
import { demandToSource, type OrderCommand, orderDecider } from '../../src/domain/order/index.js';
import type { OrderState } from '../../src/domain/order/index.js';
import type { Decider, Message } from '../../src/domain/shared/decider.js';
import { addSeconds } from '../../src/domain/shared/time.js';
import { streamName } from '../../src/domain/shared/stream-names.js';
import type { SourcingRecord } from '../../src/domain/sourcing/sourcing.types.js';
import { type StockCommand, type StockState, stockDecider } from '../../src/domain/stock/index.js';
import { answer } from '../../src/sagas/order-process/order-process.answer.js';
import { react } from '../../src/sagas/order-process/order-process.react.js';
import type { Instruction, OrderProcessEvent } from '../../src/sagas/order-process/order-process.types.js';
import { randomSteps } from './order-world.steps.js';
import type { ActingWorld } from './order-world.types.js';
import { seededRandom, type SeededRandom } from './seeded-random.js';

type AnyDecider = Decider<Message, Message, unknown>;

interface Stream {
  state: unknown;
  length: number;
}

const TIMINGS = { acceptWithinSeconds: 3_600, pickupWindowSeconds: 86_400, excludeFailedNodeSeconds: 600 };

/**
 * A small world in which the real aggregates and the real order process make a history of everything that can happen
 * to orders: one seed, no clock, no store. It is there to feed read models, not to judge the rules.
 */
export class OrderWorld implements ActingWorld {
  readonly log: RecordedEvent[] = [];
  readonly orderIds: string[] = [];
  readonly fulfillmentIds: string[] = [];
  readonly random: SeededRandom;
  private readonly streams = new Map<string, Stream>();
  private unseen = 0;
  private steps = 0;

  constructor(
    seed: number,
    readonly tenant = 'main',
    readonly nodes: readonly string[] = NODES,
    readonly skus: readonly string[] = SKUS,
  ) {
    this.random = seededRandom(seed);
  }

  get now(): string {
    return addSeconds('2026-03-01T09:00:00.000Z', this.steps * 60);
  }

  /** Does something at random, and all that follows from it. */
  step(): void {
    this.steps += 1;
    randomSteps(this);
    this.settle();
  }

  /** Steps until the log has this many events. */
  runUntil(events: number): this {
    while (this.log.length < events) this.step();
    return this;
  }

  order(command: OrderCommand): void {
    this.execute(orderDecider, command);
  }

  stock(command: StockCommand): void {
    this.execute(stockDecider, command);
  }

  fulfillment(command: FulfillmentCommand): void {
    this.execute(fulfillmentDecider, command);
  }

  orderState(orderId: string): OrderState {
    return this.stream(orderDecider, streamName('order', this.tenant, orderId)).state as OrderState;
  }

  fulfillmentState(id: string): FulfillmentState {
    return this.stream(fulfillmentDecider, streamName('fulfillment', this.tenant, id))
      .state as FulfillmentState;
  }

  stockState(sku: string, nodeId: string): StockState {
    return this.stream(stockDecider, streamName('stock', this.tenant, `${sku}@${nodeId}`))
      .state as StockState;
  }

  /**
   * The process reacts to what it has not seen, in the order of the log. Now and then it falls behind, so that people
   * and nodes act on what it does not know yet.
   */
  private settle(): void {
    const isBehind = this.log.length - this.unseen < 40 && this.random.chance(0.6);
    if (isBehind) return;
    for (; this.unseen < this.log.length; this.unseen += 1) {
      const { event } = this.log[this.unseen] as RecordedEvent;
      const { orderId } = event.data as { orderId?: string };
      const state = orderId === undefined ? null : this.orderState(orderId);
      const memory = state === null || state.status === 'unplaced' ? null : state;
      this.follow(react(event as OrderProcessEvent, memory, { now: this.now, timings: TIMINGS }));
    }
  }

  private follow(instructions: readonly Instruction[]): void {
    for (const instruction of instructions) {
      const result = this.carryOut(instruction);
      if (result) this.follow(answer(instruction, result, { now: this.now, timings: TIMINGS }));
    }
  }

  private carryOut(instruction: Instruction) {
    switch (instruction.kind) {
      case 'order':
        return this.execute(orderDecider, instruction.command);
      case 'stock':
        return this.execute(stockDecider, instruction.command);
      case 'fulfillment':
        return this.execute(fulfillmentDecider, instruction.command);
      case 'source':
        return this.source(instruction.orderId, instruction.replaces);
      case 'retry-parked':
      case 'retry-parked-at':
        for (const orderId of this.orderIds) {
          this.order({ type: 'RetryParkedDemand', data: { orderId, cause: 'stock-arrived', at: this.now } });
        }
        return null;
      case 'reopen-node-work':
        return null;
    }
  }

  /** Any node for each line; sometimes none. */
  private source(orderId: string, replaces: string | undefined) {
    const demand = demandToSource(this.orderState(orderId), replaces, this.now);
    if (demand === null) return null;
    const { lines, method, excluded } = demand.demand;
    const free = this.nodes.filter((nodeId) => !excluded.some((one) => one.nodeId === nodeId));
    const placed = lines.map((line) => ({
      line,
      nodeId: this.random.chance(0.15) ? undefined : this.random.pick(free),
    }));
    const nodes = [...new Set(placed.flatMap(({ nodeId }) => (nodeId === undefined ? [] : [nodeId])))];
    const decision = {
      afterAction: this.random.chance(0.05) ? 'cancel' : 'park',
    } as unknown as SourcingRecord;
    return this.execute(orderDecider, {
      type: 'RecordSourcing',
      data: {
        orderId,
        round: demand.round,
        allocations: nodes.map((nodeId) => ({
          nodeId,
          method,
          lines: placed.filter((one) => one.nodeId === nodeId).map(({ line }) => line),
          ...(replaces === undefined ? {} : { replaces }),
        })),
        unplaced: placed.filter(({ nodeId }) => nodeId === undefined).map(({ line }) => line),
        parkUntil: addSeconds(this.now, 7_200),
        thenAction: this.random.chance(0.3) ? 'cancel' : 'retry',
        ...(replaces === undefined ? {} : { replaces }),
        decision,
        at: this.now,
      },
    });
  }

  private execute(decider: AnyDecider, command: Message) {
    const name = streamName(decider.category, this.tenant, decider.idOf(command));
    const stream = this.stream(decider, name);
    const decision = decider.decide(command, stream.state);
    if (decision.outcome !== 'accepted') return decision;
    for (const event of decision.events) this.record(decider, name, stream, event);
    return { outcome: 'accepted' as const };
  }

  private record(decider: AnyDecider, name: string, stream: Stream, event: Message): void {
    const number = this.log.length + 1;
    const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
    const { now, tenant } = this;
    const common = { commandId: id, correlationId: id, causationId: id, actor: 'world' };
    this.log.push({
      eventId: id,
      stream: name,
      revision: BigInt(stream.length),
      position: BigInt(number * 10),
      event,
      metadata: { tenant, ...common, occurredAt: now, recordedAt: now },
    });
    stream.state = decider.evolve(stream.state, event);
    stream.length += 1;
    if (event.type === 'FulfillmentReleased') {
      this.fulfillmentIds.push((event.data as { fulfillmentId: string }).fulfillmentId);
    }
  }

  private stream(decider: AnyDecider, name: string): Stream {
    const known = this.streams.get(name);
    if (known) return known;
    const created = { state: decider.initialState, length: 0 };
    this.streams.set(name, created);
    return created;
  }
}

const NODES = ['berlin', 'hamburg', 'munich', 'store-1', 'store-2'];
const SKUS = ['chair', 'desk', 'lamp', 'shelf', 'sofa', 'table'];
