import type { NewEvent } from '../../../src/application/ports/event-store.js';
import { EventStoreConnection } from '../../../src/infrastructure/eventstore/event-store-connection.js';
import { EventStoreAdapter } from '../../../src/infrastructure/eventstore/event-store.adapter.js';
import { CheckpointStoreAdapter } from '../../../src/infrastructure/eventstore/checkpoint-store.adapter.js';
import { ManagedChild } from '../../../src/infrastructure/process/managed-child.js';
import { RedisProcessIndex } from '../../../src/infrastructure/redis/process-index.redis.js';
import { RedisViewStore } from '../../../src/infrastructure/redis/redis-view-store.js';
import { SqlitePersonVault } from '../../../src/infrastructure/vault/person-vault.sqlite.js';
import { EnsureDefaultPolicy } from '../../../src/application/network/ensure-default-policy.js';
import { LogNetworkDirectory } from '../../../src/application/network/network-directory.js';
import { DeciderRunner } from '../../../src/application/runtime/decider-runner.js';
import { SourceDemand } from '../../../src/application/sourcing/source-demand.js';
import { GenerationWriter } from '../../../src/projections/runtime/generation-writer.js';
import { ProjectionRunner } from '../../../src/projections/runtime/projection-runner.js';
import { InstructionRunner } from '../../../src/sagas/order-process/instruction-runner.worker.js';
import { SagaPump } from '../../../src/sagas/runtime/saga-pump.js';
import { WebhookNotifier } from '../../../src/infrastructure/webhook/webhook-notifier.js';
import { around } from './passes.js';

/** An append has a point by its category, and one by each type of event in it: each step of the order process is one. */
function appendNames(stream: string, _expected: unknown, events: readonly NewEvent[]): readonly string[] {
  const category = stream.slice(0, stream.indexOf('-'));
  return [`append.${category}`, ...new Set(events.map(({ event }) => `append.${event.type}`))];
}

const named = (name: string) => (): readonly string[] => [name];

/** Puts the points into the engine's process, before any of it runs. */
export function armEngine(): void {
  around(EventStoreAdapter.prototype, 'append', appendNames);
  around(CheckpointStoreAdapter.prototype, 'store', named('checkpoint.store'));
  around(CheckpointStoreAdapter.prototype, 'load', named('checkpoint.load'));
  around(DeciderRunner.prototype, 'execute', named('command'));
  around(SourceDemand.prototype, 'run', named('sourcing'));
  around(InstructionRunner.prototype, 'run', named('instructions'));
  around(SqlitePersonVault.prototype, 'put', named('vault.put'));
  around(RedisViewStore.prototype, 'apply', named('views.apply'));
  around(RedisViewStore.prototype, 'load', named('views.load'));
  around(RedisViewStore.prototype, 'promote', named('views.promote'));
  around(RedisViewStore.prototype, 'drop', named('views.drop'));
  around(GenerationWriter.prototype, 'write', named('views.write'));
  around(RedisProcessIndex.prototype, 'apply', named('index.apply'));
  around(RedisProcessIndex.prototype, 'clear', named('index.clear'));
  around(RedisProcessIndex.prototype, 'position', named('index.position'));
  around(WebhookNotifier.prototype, 'deliver', named('notice.deliver'));
  around(EnsureDefaultPolicy.prototype, 'run', named('start.policy'));
  around(LogNetworkDirectory.prototype, 'start', named('start.directory'));
  around(ProjectionRunner.prototype, 'start', named('start.projections'));
  around(SagaPump.prototype, 'start', named('start.saga'));
  around(SagaPump.prototype, 'stop', named('drain.saga'));
  around(ProjectionRunner.prototype, 'stop', named('drain.projections'));
  around(EventStoreConnection.prototype, 'close', named('drain.connection'));
  around(SqlitePersonVault.prototype, 'close', named('drain.vault'));
  around(ManagedChild.prototype, 'stop', named('drain.child'));
}
