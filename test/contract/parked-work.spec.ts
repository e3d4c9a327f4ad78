import { startEmbedded } from '@wayfill/eventstore-embedded';
import { EventCodec } from '../../src/infrastructure/eventstore/codec/event-codec.js';
import { WIRE_NAMES } from '../../src/infrastructure/eventstore/codec/wire-registry.js';
import { EventStoreConnection } from '../../src/infrastructure/eventstore/event-store-connection.js';
import { EventStoreAdapter } from '../../src/infrastructure/eventstore/event-store.adapter.js';
import { MemoryEventStore } from '../../src/infrastructure/memory/memory-event-store.js';
import { parkedWorkContract } from './parked-work.contract.js';

describe('parked work on a log in memory', () => {
  parkedWorkContract(async () => new MemoryEventStore());
});

describe('parked work on a log behind the official client', () => {
  const cleanups: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const cleanup of cleanups) await cleanup();
  });

  parkedWorkContract(async () => {
    const server = await startEmbedded({ inMemory: true });
    const connection = new EventStoreConnection(server.connectionString);
    cleanups.push(
      () => connection.close(),
      () => server.stop(),
    );
    return new EventStoreAdapter(connection, new EventCodec(WIRE_NAMES));
  });
});
