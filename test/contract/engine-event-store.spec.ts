import { startEmbedded } from '@wayfill/eventstore-embedded';
import type { EventStore } from '../../src/application/ports/event-store.js';
import { EventCodec } from '../../src/infrastructure/eventstore/codec/event-codec.js';
import { WIRE_NAMES } from '../../src/infrastructure/eventstore/codec/wire-registry.js';
import { EventStoreConnection } from '../../src/infrastructure/eventstore/event-store-connection.js';
import { EventStoreAdapter } from '../../src/infrastructure/eventstore/event-store.adapter.js';
import { SharedTail } from '../../src/infrastructure/eventstore/shared-tail.js';
import { MemoryEventStore } from '../../src/infrastructure/memory/memory-event-store.js';
import { engineEventStoreContract } from './engine-event-store.contract.js';

describe('the log in memory', () => {
  engineEventStoreContract(async () => new MemoryEventStore());
});

describe('the log in memory, its end shared by all who follow it', () => {
  engineEventStoreContract(async () => new SharedTail(new MemoryEventStore(), 4));
});

describe.each([
  ['', (store: EventStore) => store],
  [', its end shared by all who follow it', (store: EventStore) => new SharedTail(store)],
])('the log behind the official client%s', (_, over) => {
  const cleanups: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const cleanup of cleanups) await cleanup();
  });

  engineEventStoreContract(async () => {
    const server = await startEmbedded({ inMemory: true });
    const connection = new EventStoreConnection(server.connectionString);
    cleanups.push(
      () => connection.close(),
      () => server.stop(),
    );
    return over(new EventStoreAdapter(connection, new EventCodec(WIRE_NAMES)));
  });
});
