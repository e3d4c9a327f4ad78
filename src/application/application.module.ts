import { type BeforeApplicationShutdown, type DynamicModule, Inject, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { COMMAND_HANDLERS } from './commands/run-commands.handlers.js';
import { CLOCK, type Clock } from './ports/clock.js';
import { EVENT_STORE, type EventStore } from './ports/event-store.js';
import { IDS, type Ids } from './ports/ids.js';
import { SNAPSHOT_STORE, type SnapshotStore } from './ports/snapshot-store.js';
import { COMMAND_RUNNER } from './runtime/command-runner.js';
import { DeciderRunner } from './runtime/decider-runner.js';
import { IdempotencyRegistry } from './runtime/idempotency.js';
import type { RunnerObserver, RunnerOptions } from './runtime/runner-options.js';

/** Optional in the module of the ports: what differs from {@link DEFAULT_RUNNER_OPTIONS}. */
export const RUNNER_OPTIONS = Symbol('RunnerOptions');
/** Optional in the module of the ports: who hears what the runner does. */
export const RUNNER_OBSERVER = Symbol('RunnerObserver');

const OPTIONAL = [SNAPSHOT_STORE, RUNNER_OPTIONS, RUNNER_OBSERVER].map((token) => ({
  token,
  optional: true,
}));

function createRunner(
  store: EventStore,
  clock: Clock,
  ids: Ids,
  snapshots?: SnapshotStore,
  options?: Partial<RunnerOptions>,
  observer?: RunnerObserver,
): DeciderRunner {
  return new DeciderRunner({
    store,
    clock,
    ids,
    ...(snapshots === undefined ? {} : { snapshots }),
    ...(options === undefined ? {} : { options }),
    ...(observer === undefined ? {} : { observer }),
  });
}

/**
 * Use cases over the ports: the runner and one command handler for each aggregate. On shutdown it lets the commands
 * that run come to their end, while the ports below it are still open.
 */
@Module({})
export class ApplicationModule implements BeforeApplicationShutdown {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: DeciderRunner) {}

  /** @param ports exports EVENT_STORE, CLOCK and IDS; may export SNAPSHOT_STORE, RUNNER_OPTIONS, RUNNER_OBSERVER */
  static over(ports: DynamicModule): DynamicModule {
    return {
      module: ApplicationModule,
      imports: [CqrsModule.forRoot(), ports],
      providers: [
        { provide: COMMAND_RUNNER, useFactory: createRunner, inject: [EVENT_STORE, CLOCK, IDS, ...OPTIONAL] },
        IdempotencyRegistry,
        ...COMMAND_HANDLERS,
      ],
      exports: [COMMAND_RUNNER, IdempotencyRegistry, CqrsModule],
    };
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.runner.drain();
  }
}
