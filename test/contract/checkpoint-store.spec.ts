import { startEmbedded } from '@wayfill/eventstore-embedded';
import { EventStoreUnavailable } from '../../src/application/ports/event-store.js';
import { CheckpointStoreAdapter } from '../../src/infrastructure/eventstore/checkpoint-store.adapter.js';
import { EventStoreConnection } from '../../src/infrastructure/eventstore/event-store-connection.js';
import { MemoryCheckpointStore } from '../../src/infrastructure/memory/memory-checkpoint-store.js';
import { checkpointStoreContract } from './checkpoint-store.contract.js';

describe('checkpoints in memory', () => {
  const shared = new MemoryCheckpointStore();
  checkpointStoreContract(async () => shared);
});

describe('checkpoints in the event store', () => {
  let server: Awaited<ReturnType<typeof startEmbedded>>;
  const connections: EventStoreConnection[] = [];
  const open = async (): Promise<CheckpointStoreAdapter> => {
    const connection = new EventStoreConnection(server.connectionString);
    connections.push(connection);
    return new CheckpointStoreAdapter(connection);
  };

  beforeAll(async () => {
    server = await startEmbedded({ inMemory: true });
  });
  afterAll(async () => {
    for (const connection of connections) await connection.close();
    await server.stop();
  });

  checkpointStoreContract(open);

  it('keep a bounded number of earlier positions', async () => {
    const store = await open();
    for (let position = 1n; position <= 20n; position += 1n) await store.store('bounded', position);

    const kept = [];
    for await (const { event } of connections[0]?.client.readStream('checkpoint-bounded') ?? []) {
      kept.push(event?.data);
    }
    expect(kept).toHaveLength(5);
  });

  it('fail as unavailable when the server is gone, and are not believed to be stored', async () => {
    const lonely = await startEmbedded({ inMemory: true });
    const connection = new EventStoreConnection(lonely.connectionString);
    connections.push(connection);
    await lonely.stop();
    const store = new CheckpointStoreAdapter(connection);

    await expect(store.store('x', 1n)).rejects.toBeInstanceOf(EventStoreUnavailable);
    await expect(store.load('x')).rejects.toBeInstanceOf(EventStoreUnavailable);
  });
});
