import type { Clock } from '../../application/ports/clock.js';
import type { RecordedEvent } from '../../application/ports/event-store.js';
import type { NetworkDirectory } from '../../application/ports/network-directory.js';
import type { CommandRunner } from '../../application/runtime/command-runner.js';
import {
  canBeServedBy,
  type DemandParked,
  isPlaced,
  type OrderEvent,
  orderDecider,
  type PlacedOrder,
} from '../../domain/order/index.js';
import { DEFAULT_POLICY } from '../../domain/policy/index.js';
import { stockIdOf } from '../../domain/shared/stream-names.js';
import {
  availableToFulfill,
  type StockReservationRefused,
  type StockReserved,
  stockDecider,
} from '../../domain/stock/index.js';
import type { IndexFeed } from '../runtime/index-feed.js';
import type { SagaConsumer } from '../runtime/saga-consumer.js';
import { orderIdOfEvent } from './index-changes.worker.js';
import { type Cause, type InstructionRunner, ORDER_PROCESS } from './instruction-runner.worker.js';
import type { LateSupply, Supply } from './late-supply.worker.js';
import { owed } from './order-process.owed.js';
import { react } from './order-process.react.js';
import type { OrderProcessEvent, ReactContext } from './order-process.types.js';
import { isQuiet } from './react-order.js';
import type { SuspendedNodes } from './suspended-nodes.worker.js';

/** Streams that the order process hears. */
export const ORDER_PROCESS_CATEGORIES = ['order', 'stock', 'fulfillment', 'node'] as const;

export interface OrderProcessParts {
  readonly runner: CommandRunner;
  readonly instructions: InstructionRunner;
  readonly network: NetworkDirectory;
  readonly clock: Clock;
  readonly feed: IndexFeed;
  readonly lateSupply: LateSupply;
  readonly suspended: SuspendedNodes;
  /** Demand was parked on figures that are out of date. Settles when it has been tried again. */
  readonly onLateSupply: (orderId: string, cause: Cause) => Promise<void>;
}

/**
 * The order process at work: loads the memory, asks the pure functions what an event calls for, and has it carried out.
 * Nothing here decides anything.
 */
export class OrderProcessWorker implements SagaConsumer {
  /** Tries that handled events still wait for, by event. */
  private readonly late = new Map<string, Promise<void>>();
  readonly name = ORDER_PROCESS;
  readonly categories = ORDER_PROCESS_CATEGORIES;

  constructor(private readonly parts: OrderProcessParts) {}

  /** What concerns one order is worked off in the order of the log; stock and nodes on their own account go by stream. */
  keyOf({ event, stream, metadata }: RecordedEvent): string {
    const orderId = orderIdOfEvent(event as OrderProcessEvent);
    return orderId === undefined ? stream : orderKey(metadata.tenant, orderId);
  }

  observe(event: RecordedEvent): void {
    this.parts.feed.observe(event);
    this.parts.lateSupply.observe(event as RecordedEvent<OrderProcessEvent>);
    this.parts.suspended.observe(event as RecordedEvent<OrderProcessEvent>);
  }

  handle(recorded: RecordedEvent): Promise<void> | undefined {
    const event = recorded.event as OrderProcessEvent;
    if (recorded.stream.startsWith('order-')) {
      return isQuiet(event as OrderEvent) ? undefined : this.handleOrderEvent(recorded, event);
    }
    if (event.type === 'StockReserved' || event.type === 'StockReservationRefused')
      return this.handleAnswer({ ...recorded, event });
    const context = this.contextFor(recorded.metadata.tenant);
    const instructions = react(event, null, context);
    if (instructions.length === 0) return undefined;
    return this.parts.instructions.run(instructions, causeOf(recorded), context);
  }

  aftermath({ eventId }: RecordedEvent): Promise<void> | undefined {
    return this.late.get(eventId);
  }

  /** Sends what the order owes, answered or not: every duty has one command id, so nothing happens twice. */
  async sweep(tenant: string, orderId: string): Promise<'owed' | 'nothing'> {
    const { runner, instructions } = this.parts;
    const { state } = await runner.load(orderDecider, tenant, orderId);
    if (!isPlaced(state)) return 'nothing';
    const context = this.contextFor(tenant);
    const duties = owed(state, context);
    if (duties.length === 0) return 'nothing';
    const seed = `${tenant}:${orderId}:sweep:${context.now}`;
    await instructions.run(duties, { tenant, correlationId: seed, causationId: seed, seed }, context);
    return 'owed';
  }

  contextFor(tenant: string): ReactContext {
    const { clock, network } = this.parts;
    return { now: clock.now(), timings: network.activePolicy(tenant)?.policy ?? DEFAULT_POLICY };
  }

  private async handleOrderEvent(recorded: RecordedEvent, event: OrderProcessEvent): Promise<void> {
    const { tenant } = recorded.metadata;
    const memory = await this.memoryAt(recorded);
    const context = this.contextFor(tenant);
    const late =
      event.type === 'SourcingPlanned' ? this.parts.suspended.reopenings(event, tenant, context) : [];
    const instructions = [...react(event, memory, context), ...late];
    if (instructions.length > 0) await this.parts.instructions.run(instructions, causeOf(recorded), context);
    if (event.type === 'DemandParked' && memory !== null)
      await this.lookForLateSupply({ ...recorded, event }, memory);
  }

  /** Most answers are told to the order as such, at once; the order in memory will do to see that. */
  private async handleAnswer(
    recorded: RecordedEvent<StockReserved | StockReservationRefused>,
  ): Promise<void> {
    const { event, metadata } = recorded;
    const { orderId } = event.data;
    const { state } = await this.parts.runner.load(orderDecider, metadata.tenant, orderId, { atLeast: 0n });
    const context = this.contextFor(metadata.tenant);
    const instructions = react(event, isPlaced(state) ? state : null, context);
    await this.parts.instructions.run(instructions, causeOf(recorded), context);
  }

  private async lookForLateSupply(recorded: RecordedEvent<DemandParked>, memory: PlacedOrder): Promise<void> {
    const { event, eventId, metadata } = recorded;
    const { tenant } = metadata;
    const now = this.parts.clock.now();
    const canServe = async (supply: Supply): Promise<boolean> =>
      canBeServedBy(memory, supply, now) && (await this.hasUnits(tenant, supply, memory.placed.channel));
    if (await this.parts.lateSupply.isBehind(recorded, canServe)) {
      const cause = { ...causeOf(recorded), seed: `${eventId}:late-supply` };
      const tried = this.parts.onLateSupply(event.data.orderId, cause);
      this.late.set(
        eventId,
        tried.finally(() => this.late.delete(eventId)),
      );
    }
  }

  private async hasUnits(tenant: string, { sku, nodeId }: Supply, channel: string): Promise<boolean> {
    const { state } = await this.parts.runner.load(stockDecider, tenant, stockIdOf(sku, nodeId));
    return availableToFulfill(state, channel) > 0;
  }

  /** The order at the event or later; what the runner holds in memory will do when it goes that far. */
  private async memoryAt(recorded: RecordedEvent): Promise<PlacedOrder | null> {
    const { event, revision, metadata } = recorded;
    const { orderId } = event.data as { readonly orderId: string };
    const { state } = await this.parts.runner.load(orderDecider, metadata.tenant, orderId, {
      atLeast: revision,
      known: recorded,
    });
    return isPlaced(state) ? state : null;
  }
}

/** The key under which everything of an order is worked off, deadlines and sweeps included. */
export function orderKey(tenant: string, orderId: string): string {
  return `${tenant}:${orderId}`;
}

function causeOf({ eventId, position, metadata }: RecordedEvent): Cause {
  const { tenant, correlationId, channel, traceparent } = metadata;
  return {
    tenant,
    correlationId,
    causationId: eventId,
    seed: eventId,
    position,
    ...(channel === undefined ? {} : { channel }),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}
