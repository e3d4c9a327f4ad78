import { EventStoreDBClient } from '@eventstore/db-client';
import { allSubscriptionContract } from './event-store.all-subscription.contract.js';
import { appendContract } from './event-store.append.contract.js';
import { connectionContract } from './event-store.connection.contract.js';
import { deleteContract } from './event-store.delete.contract.js';
import { idempotencyContract } from './event-store.idempotency.contract.js';
import { loadContract } from './event-store.load.contract.js';
import { metadataContract } from './event-store.metadata.contract.js';
import { persistentAllContract } from './event-store.persistent-all.contract.js';
import { persistentDeliveryContract } from './event-store.persistent-delivery.contract.js';
import { persistentGroupsContract } from './event-store.persistent-groups.contract.js';
import { persistentParkedContract } from './event-store.persistent-parked.contract.js';
import { readContract } from './event-store.read.contract.js';
import { streamSubscriptionContract } from './event-store.stream-subscription.contract.js';
import { systemStreamsContract } from './event-store.system-streams.contract.js';

/** A server to be judged. */
export interface JudgedServer {
  readonly connectionString: string;
  stop(): Promise<void>;
}

/**
 * What the engine relies on in an event store, told through the public interface of the official client
 * alone. It judges whatever a connection string leads to.
 */
export function eventStoreContract(start: () => Promise<JudgedServer>): void {
  let server: JudgedServer | undefined;
  let client: EventStoreDBClient | undefined;
  const store = {
    get client(): EventStoreDBClient {
      if (client === undefined) throw new Error('The server has not been started.');
      return client;
    },
    get connectionString(): string {
      return server?.connectionString ?? '';
    },
  };

  beforeAll(async () => {
    server = await start();
    client = EventStoreDBClient.connectionString(server.connectionString);
  });
  afterAll(async () => {
    await client?.dispose();
    await server?.stop();
  });

  appendContract(store);
  idempotencyContract(store);
  loadContract(store);
  readContract(store);
  metadataContract(store);
  deleteContract(store);
  streamSubscriptionContract(store);
  allSubscriptionContract(store);
  persistentGroupsContract(store);
  persistentDeliveryContract(store);
  persistentParkedContract(store);
  persistentAllContract(store);
  systemStreamsContract(store);
  connectionContract(store);
}
