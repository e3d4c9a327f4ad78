import type { CandidateReader } from '../../src/application/ports/candidate-reader.js';
import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import { EnsureDefaultPolicy } from '../../src/application/network/ensure-default-policy.js';
import { LogNetworkDirectory } from '../../src/application/network/network-directory.js';
import { formatPosition } from '../../src/application/ports/position.js';
import { SourceDemand } from '../../src/application/sourcing/source-demand.js';
import type { CommandResult } from '../../src/application/runtime/command-result.js';
import { DeciderRunner } from '../../src/application/runtime/decider-runner.js';
import { type FulfillmentCommand, fulfillmentDecider } from '../../src/domain/fulfillment/index.js';
import { type NodeCommand, nodeDecider } from '../../src/domain/node/index.js';
import { isPlaced, type OrderCommand, orderDecider, type PlacedOrder } from '../../src/domain/order/index.js';
import type { Decider, Message } from '../../src/domain/shared/decider.js';
import type { SourcingCandidate } from '../../src/domain/sourcing/sourcing.types.js';
import {
  availableToFulfill,
  type StockCommand,
  type StockEvent,
  type StockState,
  stockDecider,
} from '../../src/domain/stock/index.js';
import { LoggedParkedWork } from '../../src/infrastructure/eventstore/logged-parked-work.js';
import { MemoryCheckpointStore } from '../../src/infrastructure/memory/memory-checkpoint-store.js';
import { MemoryEventStore } from '../../src/infrastructure/memory/memory-event-store.js';
import { MemoryProcessIndex } from '../../src/infrastructure/memory/memory-process-index.js';
import { SystemIds } from '../../src/infrastructure/system/system-ids.js';
import { ALL_CATEGORIES } from '../../src/projections/runtime/categories.js';
import {
  OrderProcess,
  type OrderProcessDependencies,
} from '../../src/sagas/order-process/order-process.engine.worker.js';
import { FakeClock, settled } from './fake-clock.js';

const TENANT = 'main';

/** The write side of the whole engine over twins in memory, with a clock that stands still. */
export class OrderEngine {
  readonly clock = new FakeClock();
  readonly ids = new SystemIds();
  readonly log = new MemoryEventStore();
  readonly checkpoints = new MemoryCheckpointStore();
  /** What went wrong in the order process, in order. */
  readonly troubles: string[] = [];
  /** While set, sourcing sees the figures as they were then. */
  private frozen: StockFigures | null = null;
  private readonly figures = new StockFigures();
  readonly runner = this.newRunner();
  readonly network = new LogNetworkDirectory(this.log, this.clock);
  /** Of the first process. */
  readonly index = new MemoryProcessIndex();
  process = this.newProcess({ index: this.index });
  private sent = 0;

  static async start(): Promise<OrderEngine> {
    const engine = new OrderEngine();
    await new EnsureDefaultPolicy(engine.runner, engine.clock, engine.ids).run(TENANT);
    await engine.network.start();
    await engine.process.start();
    return engine;
  }

  async stop(): Promise<void> {
    await this.process.stop();
    await this.network.stop();
  }

  newRunner(): DeciderRunner {
    return new DeciderRunner({
      store: this.log,
      clock: this.clock,
      ids: this.ids,
      options: { jitter: () => 0.5 },
    });
  }

  /** Another process on the same log. The memory index starts empty. */
  newProcess(extra: Partial<OrderProcessDependencies> = {}): OrderProcess {
    const { log: store, clock, ids, checkpoints, network, runner } = this;
    const policies = network;
    return new OrderProcess({
      store,
      clock,
      ids,
      checkpoints,
      network,
      runner,
      sourcing: new SourceDemand(runner, this.candidateReader(), policies, clock),
      index: new MemoryProcessIndex(),
      parkedWork: new LoggedParkedWork(store, ids),
      observer: {
        retrying: (_name, _event, _attempt, error) => this.troubles.push(`retrying: ${String(error)}`),
        parked: (_name, _event, reason) => this.troubles.push(`parked: ${reason}`),
        stopped: (_name, reason) => this.troubles.push(`stopped: ${reason}`),
        troubled: (_name, part, error) => this.troubles.push(`${part}: ${String(error)}`),
      },
      ...extra,
    });
  }

  order(command: OrderCommand): Promise<CommandResult> {
    return this.send(orderDecider, command);
  }

  stock(command: StockCommand): Promise<CommandResult> {
    return this.send(stockDecider, command);
  }

  fulfillment(command: FulfillmentCommand): Promise<CommandResult> {
    return this.send(fulfillmentDecider, command);
  }

  node(command: NodeCommand): Promise<CommandResult> {
    return this.send(nodeDecider, command);
  }

  async orderState(orderId: string): Promise<PlacedOrder> {
    const { state } = await this.runner.load(orderDecider, TENANT, orderId);
    if (!isPlaced(state)) throw new Error(`${orderId} was never placed`);
    return state;
  }

  async stockState(sku: string, nodeId: string): Promise<StockState> {
    return (await this.runner.load(stockDecider, TENANT, `${sku}@${nodeId}`)).state;
  }

  /** Event types of a stream, in order. */
  async story(stream: string): Promise<readonly string[]> {
    const types: string[] = [];
    for await (const { event } of this.log.readStream(stream)) types.push(event.type);
    return types;
  }

  /** Lets everything that can happen without time happen. */
  async settle(): Promise<void> {
    for (let head: bigint | null = -1n, now = await this.log.headPosition(); head !== now; ) {
      for (let turns = 0; turns < 5; turns += 1) await settled();
      head = now;
      now = await this.log.headPosition();
    }
  }

  async pass(milliseconds: number): Promise<void> {
    await this.settle();
    await this.clock.advance(milliseconds);
    await this.settle();
  }

  /** From now on sourcing sees the figures as they are now. */
  async freezeFigures(): Promise<void> {
    this.frozen = await new StockFigures().readFrom(this.log);
  }

  thawFigures(): void {
    this.frozen = null;
  }

  private async send<C extends Message, E extends Message, S>(
    decider: Decider<C, E, S>,
    command: C,
  ): Promise<CommandResult> {
    this.sent += 1;
    const commandId = this.ids.derived(`test/${this.sent}`);
    const context = {
      tenant: TENANT,
      commandId,
      correlationId: commandId,
      causationId: commandId,
      actor: 'test',
    };
    return this.runner.execute(decider, command, context);
  }

  private candidateReader(): CandidateReader {
    return {
      candidates: async (tenant, channel, skus) => {
        const figures = this.frozen ?? (await this.figures.readFrom(this.log));
        const candidates = this.network
          .nodes(tenant)
          .map(({ nodeId, profile, suspended }): SourcingCandidate => {
            const { name: _name, city: _city, ...rest } = profile;
            const atf = Object.fromEntries(skus.map((sku) => [sku, figures.available(sku, nodeId, channel)]));
            return { nodeId, ...rest, active: !suspended, openFulfillments: 0, atf };
          });
        return { candidates, logPosition: formatPosition(figures.position) };
      },
    };
  }
}

/** Stock of every sku at every node, folded from the log: an availability view that never lags unless told to. */
class StockFigures {
  position = 0n;
  private readonly states = new Map<string, StockState>();

  available(sku: string, nodeId: string, channel: string): number {
    const state = this.states.get(`stock-${TENANT}:${sku}@${nodeId}`);
    return state === undefined ? 0 : Math.max(0, availableToFulfill(state, channel));
  }

  async readFrom(log: MemoryEventStore): Promise<this> {
    const after = this.position === 0n ? null : this.position;
    for await (const recorded of log.readAll({ after, categories: ALL_CATEGORIES })) this.take(recorded);
    return this;
  }

  private take({ stream, event, position }: RecordedEvent): void {
    this.position = position;
    if (!stream.startsWith('stock-')) return;
    const state = this.states.get(stream) ?? stockDecider.initialState;
    this.states.set(stream, stockDecider.evolve(state, event as StockEvent));
  }
}
