import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  Injectable,
  Logger,
  Module,
  type OnApplicationBootstrap,
  Optional,
} from '@nestjs/common';
import { CHECKPOINT_STORE, type CheckpointStore } from '../application/ports/checkpoint-store.js';
import { CLOCK, type Clock } from '../application/ports/clock.js';
import { DEMAND_SOURCING, type DemandSourcing } from '../application/ports/demand-sourcing.js';
import { EVENT_STORE, type EventStore } from '../application/ports/event-store.js';
import { IDS, type Ids } from '../application/ports/ids.js';
import { METRICS, type Metrics } from '../application/ports/metrics.js';
import { NETWORK_DIRECTORY, type NetworkDirectory } from '../application/ports/network-directory.js';
import { NOTIFIER, type Notifier } from '../application/ports/notifier.js';
import { PARKED_WORK, type ParkedWork } from '../application/ports/parked-work.js';
import { PROCESS_INDEX, type ProcessIndex } from '../application/ports/process-index.js';
import { COMMAND_RUNNER, type CommandRunner } from '../application/runtime/command-runner.js';
import { NoticesProcess } from './notices/notices.engine.worker.js';
import { ORDER_PROCESS } from './order-process/instruction-runner.worker.js';
import { OrderProcess } from './order-process/order-process.engine.worker.js';
import { logSagaObserver } from './runtime/log-saga-observer.js';
import type { PumpStatus } from './runtime/saga-pump.js';

/** How the sagas of this process keep time. */
export interface SagasTimings {
  readonly sweepEveryMs: number;
  readonly deadlinesEveryMs: number;
  readonly checkpointEveryMs: number;
  readonly checkpointEveryEvents: number;
}

/** How notices are sent, where there is somebody to send them to. */
export interface NoticeHabits {
  /** Tries before a notice is given up. */
  readonly attempts: number;
}

/** Starts the processes when everything else is up, and drains them when the process goes down. */
@Injectable()
class SagasLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    @Inject(OrderProcess) private readonly orders: OrderProcess,
    @Inject(NoticesProcess) private readonly notices: NoticesProcess,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Optional() @Inject(METRICS) private readonly metrics?: Metrics,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.orders.start();
    await this.notices.start();
    this.measure(
      'wayfill_saga_in_flight',
      'Events being worked off or waiting for it',
      ({ inFlight }) => inFlight,
    );
    this.measure('wayfill_saga_parked', 'Events that are parked', ({ parked }) => parked);
    this.measure('wayfill_saga_stopped', '1 when the process has stopped by itself', ({ alarm }) =>
      alarm === null ? 0 : 1,
    );
    this.measureLag();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.notices.stop();
    await this.orders.stop();
  }

  private measure(name: string, help: string, read: (status: PumpStatus) => number): void {
    this.metrics?.gauge(name, help, 'saga', async () => this.ofEach(read));
  }

  /** Beside the others: they are told, too, when the log does not say where its end is. */
  private measureLag(): void {
    this.metrics?.gauge(
      'wayfill_saga_lag',
      'Log positions from where everything is done to the end.',
      'saga',
      async () => {
        const head = (await this.store.headPosition()) ?? 0n;
        return this.ofEach(({ completed }) => Math.max(0, Number(head - (completed ?? 0n))));
      },
    );
  }

  private ofEach(read: (status: PumpStatus) => number): Readonly<Record<string, number>> {
    const statuses = { [ORDER_PROCESS]: this.orders.status, ...this.notices.statuses };
    return Object.fromEntries(Object.entries(statuses).map(([saga, status]) => [saga, read(status)]));
  }
}

/**
 * The long processes. Needs the ports EVENT_STORE, CHECKPOINT_STORE, PARKED_WORK, PROCESS_INDEX, NETWORK_DIRECTORY,
 * CLOCK, IDS, COMMAND_RUNNER, DEMAND_SOURCING and NOTIFIER from global modules.
 */
@Module({})
export class SagasModule {
  static register(timings: SagasTimings, delivery?: NoticeHabits): DynamicModule {
    const orderProcess = {
      provide: OrderProcess,
      inject: [
        EVENT_STORE,
        CHECKPOINT_STORE,
        PARKED_WORK,
        PROCESS_INDEX,
        NETWORK_DIRECTORY,
        CLOCK,
        IDS,
        COMMAND_RUNNER,
        DEMAND_SOURCING,
      ],
      useFactory: (
        store: EventStore,
        checkpoints: CheckpointStore,
        parkedWork: ParkedWork,
        index: ProcessIndex,
        network: NetworkDirectory,
        clock: Clock,
        ids: Ids,
        runner: CommandRunner,
        sourcing: DemandSourcing,
      ) => {
        const ports = { store, checkpoints, parkedWork, index, network, clock, ids, runner, sourcing };
        return new OrderProcess({
          ...ports,
          ...habits(timings),
          observer: logSagaObserver(new Logger('Sagas')),
        });
      },
    };
    return {
      module: SagasModule,
      providers: [orderProcess, noticesProvider(timings, delivery), SagasLifecycle],
      exports: [OrderProcess],
    };
  }
}

function noticesProvider(timings: SagasTimings, delivery?: NoticeHabits) {
  const { checkpointEveryMs, checkpointEveryEvents } = timings;
  return {
    provide: NoticesProcess,
    inject: [EVENT_STORE, CHECKPOINT_STORE, PARKED_WORK, CLOCK, IDS, COMMAND_RUNNER, NOTIFIER],
    useFactory: (
      store: EventStore,
      checkpoints: CheckpointStore,
      parkedWork: ParkedWork,
      clock: Clock,
      ids: Ids,
      runner: CommandRunner,
      notifier: Notifier | null,
    ) => {
      const logger = new Logger('Notices');
      if (notifier === null) {
        logger.log('no webhook is configured: notices are issued, and read from GET /v1/notices');
      }
      return new NoticesProcess({
        store,
        checkpoints,
        parkedWork,
        clock,
        ids,
        runner,
        notifier,
        ...(delivery === undefined ? {} : { delivery: { attempts: delivery.attempts } }),
        options: { checkpointEveryMs, checkpointEveryEvents },
        observer: logSagaObserver(logger),
      });
    },
  };
}

/**
 * Nothing reads the index sooner than it falls due, and who needs it now does not wait. Long enough for most of what an
 * order makes of itself: of its moments of activity only the last is then written.
 */
const INDEX_GATHER_MS = 100;

function habits({ sweepEveryMs, deadlinesEveryMs, checkpointEveryMs, checkpointEveryEvents }: SagasTimings) {
  return {
    options: { checkpointEveryMs, checkpointEveryEvents },
    deadlines: { pollMs: deadlinesEveryMs },
    sweeper: { everyMs: sweepEveryMs },
    indexGatherMs: INDEX_GATHER_MS,
  };
}
