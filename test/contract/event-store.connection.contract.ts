import { EventStoreDBClient } from '@eventstore/db-client';
import type { ContractStore } from './event-store.support.js';
import { collect, event, newStream, revisions } from './event-store.support.js';

/** Finding the server, and several clients at once. */
export function connectionContract(store: ContractStore): void {
  describe('connection', () => {
    const clients: EventStoreDBClient[] = [];
    const connect = (connectionString: string) => {
      const client = EventStoreDBClient.connectionString(connectionString);
      clients.push(client);
      return client;
    };
    afterEach(async () => {
      for (const client of clients.splice(0)) await client.dispose();
    });

    it('is found by discovery', async () => {
      const client = connect(store.connectionString.replace('esdb://', 'esdb+discover://'));
      const stream = newStream();
      await client.appendToStream(stream, event());
      expect(await revisions(client.readStream(stream))).toEqual([0]);
    });

    it('is found by discovery whatever node is preferred', async () => {
      const client = connect(
        `${store.connectionString.replace('esdb://', 'esdb+discover://')}&nodePreference=follower`,
      );
      expect((await client.appendToStream(newStream(), event())).success).toBe(true);
    });

    it('serves those who require the leader', async () => {
      const stream = newStream();
      await store.client.appendToStream(stream, event(), { requiresLeader: true });
      expect(await collect(store.client.readStream(stream, { requiresLeader: true }))).toHaveLength(1);
    });

    it('shows every client what another has written', async () => {
      const [one, two] = [connect(store.connectionString), connect(store.connectionString)];
      const stream = newStream();
      await one.appendToStream(stream, event());
      await two.appendToStream(stream, event(), { expectedRevision: 0n });
      expect(await revisions(one.readStream(stream))).toEqual([0, 1]);
    });

    it('that is lost does not disturb the others', async () => {
      const one = EventStoreDBClient.connectionString(store.connectionString);
      const stream = newStream();
      await one.appendToStream(stream, event());
      const subscription = one.subscribeToStream(stream).on('error', () => undefined);
      await one.dispose();
      await store.client.appendToStream(stream, event());
      expect(await revisions(store.client.readStream(stream))).toEqual([0, 1]);
      await subscription.unsubscribe();
    });
  });
}
