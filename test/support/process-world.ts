import {
  type FulfillmentState,
  fulfillmentDecider,
  fulfillmentViolations,
} from '../../src/domain/fulfillment/index.js';
import {
  demandToSource,
  isPlaced,
  ledgerViolations,
  type OrderState,
  orderDecider,
} from '../../src/domain/order/index.js';
import type { Decider, Message } from '../../src/domain/shared/decider.js';
import type { LineQuantity } from '../../src/domain/shared/quantities.js';
import { stockIdOf } from '../../src/domain/shared/stream-names.js';
import { addSeconds, isBefore, type Instant } from '../../src/domain/shared/time.js';
import {
  availableToFulfill,
  type StockState,
  stockDecider,
  stockViolations,
} from '../../src/domain/stock/index.js';
import { answer } from '../../src/sagas/order-process/order-process.answer.js';
import {
  deadlinesOf,
  reopenForSuspension,
  whenDue,
} from '../../src/sagas/order-process/order-process.deadlines.js';
import { owed } from '../../src/sagas/order-process/order-process.owed.js';
import { react } from '../../src/sagas/order-process/order-process.react.js';
import type {
  Deadline,
  Instruction,
  InstructionAnswer,
  OrderProcessEvent,
  ReactContext,
} from '../../src/sagas/order-process/order-process.types.js';
import { deepFreeze } from './given-when-then.js';
import { sourcingDecision } from './order-builders.js';

type AnyDecider = Decider<Message, Message, unknown>;
interface Stream {
  readonly decider: AnyDecider;
  state: unknown;
  /** Command ids that have taken effect, as the runner remembers them. */
  readonly commandIds: Set<string>;
}
interface Task {
  readonly instruction: Instruction;
  readonly commandId: string;
}
/** One event on its way through the process: not started, or with the tasks that are left of it. */
export interface Delivery {
  readonly eventId: string;
  readonly event: OrderProcessEvent;
  readonly keys: readonly string[];
  tasks: Task[] | null;
}

const violationsOf: Readonly<Record<string, (state: never) => readonly string[]>> = {
  order: ledgerViolations,
  fulfillment: fulfillmentViolations,
  stock: stockViolations,
};

/**
 * The deciders of order, fulfillment and stock, joined by the order process alone: a log in memory, no Nest, no time.
 * Who acts next is up to the caller, so a test can have events arrive in any order, twice, or half done.
 */
export class ProcessWorld {
  now: Instant = '2026-03-02T10:00:00.000Z';
  readonly log: OrderProcessEvent[] = [];
  readonly deliveries: Delivery[] = [];
  readonly deadlines = new Map<string, Deadline>();
  readonly suspended = new Set<string>();
  readonly timings = {
    acceptWithinSeconds: 3600,
    pickupWindowSeconds: 86_400,
    excludeFailedNodeSeconds: 7200,
  };
  private readonly streams = new Map<string, Stream>();
  private sequence = 0;

  constructor(
    readonly nodes: readonly string[],
    private readonly maxAttempts = 4,
  ) {}

  context(): ReactContext {
    return { now: this.now, timings: this.timings };
  }

  order(orderId: string): OrderState {
    return this.stateOf(orderDecider, orderId);
  }

  fulfillment(fulfillmentId: string): FulfillmentState {
    return this.stateOf(fulfillmentDecider, fulfillmentId);
  }

  stock(sku: string, nodeId: string): StockState {
    return this.stateOf(stockDecider, stockIdOf(sku, nodeId));
  }

  ids(category: string): readonly string[] {
    return [...this.streams.keys()]
      .filter((key) => key.startsWith(`${category}:`))
      .map((key) => key.slice(category.length + 1));
  }

  /** Runs a command as the runner would: a command id takes effect once. */
  send<C extends Message, E extends Message, S, Code extends string>(
    decider: Decider<C, E, S, Code>,
    command: C,
    commandId = `user:${this.sequence++}`,
  ): InstructionAnswer {
    const stream = this.stream(decider, decider.idOf(command));
    if (stream.commandIds.has(commandId)) return { outcome: 'accepted' };
    const decision = decider.decide(deepFreeze(command), stream.state as S);
    if (decision.outcome !== 'accepted') return decision;
    stream.commandIds.add(commandId);
    for (const event of decision.events) this.append(stream, event);
    return { outcome: 'accepted', events: decision.events };
  }

  private append(stream: Stream, event: Message): void {
    stream.state = deepFreeze(stream.decider.evolve(stream.state, deepFreeze(event)));
    const violations = violationsOf[stream.decider.category]?.(stream.state as never) ?? [];
    if (violations.length > 0) throw new Error(`after ${JSON.stringify(event)}: ${violations.join('; ')}`);
    const known = event as OrderProcessEvent;
    for (const deadline of deadlinesOf(known)) this.deadlines.set(deadline.id, deadline);
    this.deliver(known);
  }

  /** Puts an event on its way through the process. */
  deliver(event: OrderProcessEvent): void {
    this.log.push(event);
    this.deliveries.push({ eventId: `event:${this.sequence++}`, event, keys: keysOf(event), tasks: null });
  }

  /** Does the next piece of work on a delivery; true when it is done with. */
  step(delivery: Delivery): boolean {
    delivery.tasks ??= this.tasksOf(
      react(delivery.event, this.memoryOf(delivery.event), this.context()),
      delivery.eventId,
    );
    const task = delivery.tasks.shift();
    if (task) delivery.tasks.unshift(...this.perform(task));
    return delivery.tasks.length === 0;
  }

  private perform(task: Task): Task[] {
    const result = this.carryOut(task);
    return this.tasksOf(answer(task.instruction, result, this.context()), `${task.commandId}:answer`);
  }

  /** Carries out instructions to the end, without an event behind them: deadlines and the sweeper. */
  performAll(instructions: readonly Instruction[], cause: string): void {
    const tasks = this.tasksOf(instructions, cause);
    for (let task = tasks.shift(); task; task = tasks.shift()) tasks.unshift(...this.perform(task));
  }

  /** Sends what is owed by every order once more, as the sweeper does. */
  sweep(): void {
    for (const orderId of this.ids('order')) {
      const state = this.order(orderId);
      if (isPlaced(state)) this.performAll(owed(state, this.context()), `sweep:${this.sequence++}`);
    }
  }

  /** Moves time on and sends what has fallen due. */
  passTime(seconds: number): void {
    this.now = addSeconds(this.now, seconds);
    const due = [...this.deadlines.values()].filter((deadline) => !isBefore(this.now, deadline.dueAt));
    for (const deadline of due) {
      this.deadlines.delete(deadline.id);
      this.performAll([whenDue(deadline, this.now)], `due:${deadline.id}`);
    }
  }

  /** Delivers all there is, in order. */
  settle(): void {
    for (let delivery = this.deliveries[0]; delivery; delivery = this.deliveries[0]) {
      if (this.step(delivery)) this.deliveries.shift();
    }
  }

  private tasksOf(instructions: readonly Instruction[], cause: string): Task[] {
    return instructions.map((instruction, index) => ({
      instruction,
      commandId: instruction.key ?? `${cause}:${index}`,
    }));
  }

  private carryOut({ instruction, commandId }: Task): InstructionAnswer {
    switch (instruction.kind) {
      case 'order':
        return this.send(orderDecider, instruction.command, commandId);
      case 'stock':
        return this.send(stockDecider, instruction.command, commandId);
      case 'fulfillment':
        return this.send(fulfillmentDecider, instruction.command, commandId);
      case 'source':
        return this.source(instruction.orderId, instruction.replaces, commandId);
      case 'retry-parked':
        return this.retryParked(instruction.sku, commandId);
      case 'retry-parked-at':
        return this.retryParked(null, commandId);
      case 'reopen-node-work':
        return this.reopenWork(instruction.nodeId, commandId);
    }
  }

  private retryParked(sku: string | null, commandId: string): InstructionAnswer {
    for (const orderId of this.ids('order')) {
      const state = this.order(orderId);
      const isWaiting =
        isPlaced(state) &&
        state.parked.some(({ lines }) => lines.some((line) => sku === null || line.sku === sku));
      if (!isWaiting) continue;
      const data = { orderId, cause: 'stock-arrived' as const, at: this.now };
      this.send(orderDecider, { type: 'RetryParkedDemand', data }, `${commandId}:${orderId}`);
    }
    return { outcome: 'accepted' };
  }

  private reopenWork(nodeId: string, commandId: string): InstructionAnswer {
    for (const orderId of this.ids('order')) {
      const state = this.order(orderId);
      const here = isPlaced(state) ? state.allocations.filter((one) => one.nodeId === nodeId) : [];
      for (const { fulfillmentId } of here) {
        const instruction = reopenForSuspension(orderId, fulfillmentId, this.context());
        this.carryOut({ instruction, commandId: `${commandId}:${fulfillmentId}` });
      }
    }
    return { outcome: 'accepted' };
  }

  /** A sourcing run: the first nodes that have stock, line by line; a line may be spread. */
  private source(orderId: string, replaces: string | undefined, commandId: string): InstructionAnswer {
    const found = demandToSource(this.order(orderId), replaces, this.now);
    if (!found) return { outcome: 'unchanged', reason: 'nothing to source' };
    const { demand, round } = found;
    const planned = new Map<string, LineQuantity[]>();
    const taken = new Map<string, number>();
    const unplaced: LineQuantity[] = [];
    for (const line of demand.lines) {
      let missing = line.quantity;
      const nodes = demand.pickupNodeId === undefined ? this.nodes : [demand.pickupNodeId];
      for (const nodeId of demand.attempt >= this.maxAttempts ? [] : nodes) {
        const isOut =
          this.suspended.has(nodeId) ||
          demand.excluded.some((one) => one.nodeId === nodeId && one.sku === line.sku);
        const place = stockIdOf(line.sku, nodeId);
        const atf = availableToFulfill(this.stock(line.sku, nodeId), 'web') - (taken.get(place) ?? 0);
        const quantity = isOut ? 0 : Math.min(missing, Math.max(0, atf));
        if (quantity === 0) continue;
        missing -= quantity;
        taken.set(place, (taken.get(place) ?? 0) + quantity);
        planned.set(nodeId, [...(planned.get(nodeId) ?? []), { ...line, quantity }]);
      }
      if (missing > 0) unplaced.push({ ...line, quantity: missing });
    }
    const old = replaces === undefined ? {} : { replaces };
    const { method } = demand;
    const data = {
      orderId,
      round,
      allocations: [...planned].map(([nodeId, lines]) => ({ nodeId, method, lines, ...old })),
      unplaced,
      parkUntil: addSeconds(this.now, 3 * 3600),
      thenAction: 'retry' as const,
      ...old,
      decision: sourcingDecision(unplaced.length > 0 ? 'park' : 'none'),
      at: this.now,
    };
    return this.send(orderDecider, { type: 'RecordSourcing', data }, commandId);
  }

  private memoryOf(event: OrderProcessEvent) {
    if (!('orderId' in event.data)) return null;
    const state = this.order(event.data.orderId);
    return isPlaced(state) ? state : null;
  }

  private stream(decider: AnyDecider, id: string): Stream {
    const key = `${decider.category}:${id}`;
    const known = this.streams.get(key);
    if (known) return known;
    const made = { decider, state: deepFreeze(decider.initialState), commandIds: new Set<string>() };
    this.streams.set(key, made);
    return made;
  }

  private stateOf<C extends Message, E extends Message, S, Code extends string>(
    decider: Decider<C, E, S, Code>,
    id: string,
  ): S {
    return this.stream(decider, id).state as S;
  }
}

/** The orders that an event concerns: order within each of them is kept. */
function keysOf(event: OrderProcessEvent): readonly string[] {
  if ('revoked' in event.data) return event.data.revoked.map((one) => one.orderId);
  return 'orderId' in event.data ? [event.data.orderId] : [event.type];
}
