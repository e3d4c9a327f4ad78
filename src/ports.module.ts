import { type DynamicModule, Module } from '@nestjs/common';
import { RUNNER_OPTIONS } from './application/application.module.js';
import { CHECKPOINT_STORE } from './application/ports/checkpoint-store.js';
import { CLOCK, type Clock } from './application/ports/clock.js';
import { EVENT_STORE, type EventStore } from './application/ports/event-store.js';
import { IDS } from './application/ports/ids.js';
import { METRICS } from './application/ports/metrics.js';
import { NETWORK_DIRECTORY } from './application/ports/network-directory.js';
import { NETWORK_SNAPSHOTS, type NetworkSnapshots } from './application/ports/network-snapshots.js';
import { NOTIFIER } from './application/ports/notifier.js';
import { PARKED_WORK } from './application/ports/parked-work.js';
import { PERSON_VAULT } from './application/ports/person-vault.js';
import { PROCESS_INDEX } from './application/ports/process-index.js';
import { SNAPSHOT_STORE } from './application/ports/snapshot-store.js';
import { VIEW_STORE } from './application/ports/view-store.js';
import { LogNetworkDirectory } from './application/network/network-directory.js';
import type { RunnerOptions } from './application/runtime/runner-options.js';
import type { EngineConfig } from './infrastructure/config/engine-config.js';
import { MemorySnapshotStore } from './infrastructure/memory/memory-snapshot-store.js';
import { PrometheusMetrics } from './infrastructure/metrics/prometheus-metrics.js';
import { SystemClock } from './infrastructure/system/system-clock.js';
import { SystemIds } from './infrastructure/system/system-ids.js';
import { WebhookNotifier } from './infrastructure/webhook/webhook-notifier.js';
import type { OpenPorts } from './open-ports.js';

/** Raise it whenever the state of a stock stream changes its shape or meaning: older snapshots are then ignored. */
const STOCK_STATE_VERSION = 1;

/** Every port with what stands behind it in this process. Global: the layers name the port and nothing else. */
@Module({})
export class PortsModule {
  static over(ports: OpenPorts, config: EngineConfig): DynamicModule {
    const values = [
      { provide: EVENT_STORE, useValue: ports.eventStore },
      { provide: CHECKPOINT_STORE, useValue: ports.checkpoints },
      { provide: PARKED_WORK, useValue: ports.parkedWork },
      { provide: PERSON_VAULT, useValue: ports.vault },
      { provide: VIEW_STORE, useValue: ports.views },
      { provide: PROCESS_INDEX, useValue: ports.index },
      { provide: NETWORK_SNAPSHOTS, useValue: ports.networkSnapshots },
      { provide: CLOCK, useValue: new SystemClock() },
      { provide: IDS, useValue: new SystemIds() },
      { provide: METRICS, useValue: new PrometheusMetrics({ processFigures: true }) },
      { provide: SNAPSHOT_STORE, useValue: new MemorySnapshotStore() },
      { provide: NOTIFIER, useValue: config.webhook ? new WebhookNotifier(config.webhook) : null },
      { provide: RUNNER_OPTIONS, useValue: runnerOptions(config) },
    ];
    const directory = {
      provide: NETWORK_DIRECTORY,
      inject: [EVENT_STORE, CLOCK, NETWORK_SNAPSHOTS],
      useFactory: (store: EventStore, clock: Clock, snapshots: NetworkSnapshots) =>
        new LogNetworkDirectory(store, clock, undefined, snapshots),
    };
    const providers = [...values, directory];
    return {
      module: PortsModule,
      global: true,
      providers,
      exports: providers.map(({ provide }) => provide),
    };
  }
}

function runnerOptions({ cache }: EngineConfig): Partial<RunnerOptions> {
  const { streams, commandsPerStream, snapshotEveryEvents } = cache;
  const stock = { stateVersion: STOCK_STATE_VERSION, everyEvents: snapshotEveryEvents };
  return {
    maxCachedStreams: streams,
    rememberedCommands: commandsPerStream,
    snapshots: snapshotEveryEvents > 0 ? { stock } : {},
  };
}
