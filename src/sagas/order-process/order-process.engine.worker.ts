import type { Clock } from '../../application/ports/clock.js';
import type { DemandSourcing } from '../../application/ports/demand-sourcing.js';
import type { RecordedEvent } from '../../application/ports/event-store.js';
import type { Ids } from '../../application/ports/ids.js';
import type { NetworkDirectory } from '../../application/ports/network-directory.js';
import type { ProcessIndex } from '../../application/ports/process-index.js';
import type { CommandRunner } from '../../application/runtime/command-runner.js';
import { IndexFeed } from '../runtime/index-feed.js';
import type { SagaObserver } from '../runtime/saga-consumer.js';
import { type PumpDependencies, type PumpStatus, SagaPump } from '../runtime/saga-pump.js';
import { DeadlineLoop, type DeadlineOptions } from './deadlines.worker.js';
import { indexChangesOf } from './index-changes.worker.js';
import { type Cause, InstructionRunner, ORDER_PROCESS } from './instruction-runner.worker.js';
import { LateSupply } from './late-supply.worker.js';
import type { OrderProcessEvent } from './order-process.types.js';
import { ORDER_PROCESS_CATEGORIES, OrderProcessWorker, orderKey } from './order-process.worker.js';
import { Sweeper, type SweeperOptions } from './sweeper.worker.js';
import { SuspendedNodes } from './suspended-nodes.worker.js';
import { WideInstructions } from './wide-instructions.worker.js';

export interface OrderProcessDependencies extends PumpDependencies {
  readonly runner: CommandRunner;
  readonly sourcing: DemandSourcing;
  readonly index: ProcessIndex;
  readonly network: NetworkDirectory;
  readonly ids: Ids;
  readonly deadlines?: Partial<DeadlineOptions>;
  readonly sweeper?: Partial<SweeperOptions>;
  /** How long changes of the process index wait for each other; 0 when left out. */
  readonly indexGatherMs?: number;
}

const DEFAULT_DEADLINES: DeadlineOptions = { pollMs: 1_000, limit: 1_000 };
const DEFAULT_SWEEPER: SweeperOptions = { everyMs: 10_000, quietSeconds: 60, idleSeconds: 900, limit: 500 };

/** Time for the figures of sourcing to catch up before demand that was parked on old ones is tried again. */
const LATE_SUPPLY_DELAY_MS = 1_000;

/** The order process with everything it runs on: pump, index, deadlines, sweeper. */
export class OrderProcess {
  private readonly pump: SagaPump;
  private readonly feed: IndexFeed;
  private readonly deadlines: DeadlineLoop;
  private readonly sweeper: Sweeper;
  private readonly instructions: InstructionRunner;
  private readonly worker: OrderProcessWorker;
  private readonly clock: Clock;
  private readonly observer: SagaObserver;
  private readonly lateSupply = new Set<() => void>();

  constructor(dependencies: OrderProcessDependencies) {
    const { runner, sourcing, index, network, ids, clock, store, observer = {} } = dependencies;
    const { indexGatherMs: gatherMs = 0 } = dependencies;
    this.clock = clock;
    this.observer = observer;
    const onTrouble = (part: string, error: unknown): void => observer.troubled?.(ORDER_PROCESS, part, error);
    this.feed = new IndexFeed({
      index,
      store,
      clock,
      categories: ORDER_PROCESS_CATEGORIES,
      changesOf: (event) => indexChangesOf(event as RecordedEvent<OrderProcessEvent>),
      onTrouble: (error) => onTrouble('index', error),
      gatherMs,
    });
    const wide = new WideInstructions({
      runner,
      index,
      ids,
      network,
      clock,
      indexReached: () => this.feed.reached(),
      askIndex: (ask) => this.feed.answer(ask),
      instructions: () => this.instructions,
    });
    this.instructions = new InstructionRunner(runner, sourcing, ids, (instruction, cause, context) =>
      wide.carryOut(instruction, cause, context),
    );
    this.worker = new OrderProcessWorker({
      runner,
      instructions: this.instructions,
      network,
      clock,
      feed: this.feed,
      lateSupply: new LateSupply(store),
      suspended: new SuspendedNodes(network),
      onLateSupply: (orderId, cause) => this.retryLater(orderId, cause),
    });
    this.pump = new SagaPump(this.worker, dependencies);
    const parts = {
      index,
      clock,
      pump: this.pump,
      worker: this.worker,
      instructions: this.instructions,
      onTrouble,
    };
    this.deadlines = new DeadlineLoop(parts, { ...DEFAULT_DEADLINES, ...dependencies.deadlines });
    this.sweeper = new Sweeper(
      { ...parts, verifyIndex: () => this.feed.verify() },
      { ...DEFAULT_SWEEPER, ...dependencies.sweeper },
    );
  }

  get status(): PumpStatus {
    return this.pump.status;
  }

  /** Brings the index up to date, then continues at the checkpoint. @throws when log or index cannot be reached */
  async start(): Promise<void> {
    await this.feed.start();
    await this.pump.start();
    this.deadlines.start();
    this.sweeper.start();
  }

  /** Finishes what is in flight and stores the checkpoint. */
  async stop(): Promise<void> {
    this.deadlines.stop();
    this.sweeper.stop();
    for (const takeBack of this.lateSupply) takeBack();
    await this.pump.stop();
    await this.feed.stop();
  }

  /** Follows wishes to replay parked work now, instead of at the next look. */
  async replayRequested(): Promise<void> {
    await this.pump.replayRequested();
  }

  /** Settles when the order was told, or its key is parked; after a stop never: the next start does it again. */
  private retryLater(orderId: string, cause: Cause): Promise<void> {
    return new Promise((resolve) => {
      const later = (): void => {
        const takeBack = this.clock.schedule(LATE_SUPPLY_DELAY_MS, () => {
          this.lateSupply.delete(takeBack);
          this.pump.submit(orderKey(cause.tenant, orderId), () => this.retry(orderId, cause), done);
        });
        this.lateSupply.add(takeBack);
      };
      const done = (error?: unknown): void => {
        if (error === undefined || error === null) return resolve();
        this.observer.troubled?.(ORDER_PROCESS, 'late supply', error);
        later();
      };
      later();
    });
  }

  private async retry(orderId: string, cause: Cause): Promise<void> {
    const context = this.worker.contextFor(cause.tenant);
    const data = { orderId, cause: 'stock-arrived', at: context.now } as const;
    const retry = { kind: 'order', command: { type: 'RetryParkedDemand', data } } as const;
    await this.instructions.run([retry], cause, context);
  }
}
