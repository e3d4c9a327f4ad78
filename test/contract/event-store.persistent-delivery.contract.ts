import { binaryEvent, END, START } from '@eventstore/db-client';
import { acking, groupUntil, settings, Worker } from './event-store.persistent-support.js';
import type { ContractStore } from './event-store.support.js';
import { events, newPrefix, newStream, upTo } from './event-store.support.js';

const revisions = (count: number) => upTo(count).map(String);

/** How the subscribers of a group share its events, and what their answers do. */
export function persistentDeliveryContract(store: ContractStore): void {
  describe('persistent subscription to a stream', () => {
    const open: Worker[] = [];
    const group = async (changes: Parameters<typeof settings>[0] = {}, count = 0, stream = newStream()) => {
      if (count > 0) await store.client.appendToStream(stream, events(count));
      await store.client.createPersistentSubscriptionToStream(stream, 'g', settings(changes));
      return stream;
    };
    const join = (stream: string, bufferSize = 10, handle?: ConstructorParameters<typeof Worker>[1]) => {
      const options = { bufferSize };
      const subscription = store.client.subscribeToPersistentSubscriptionToStream(stream, 'g', options);
      const worker = new Worker(subscription, handle);
      open.push(worker);
      return worker;
    };
    const until = (stream: string, condition: Parameters<typeof groupUntil>[2]) =>
      groupUntil(store.client, [stream, 'g'], condition);
    afterEach(async () => {
      for (const worker of open.splice(0)) await worker.stop();
    });

    it('delivers an event again that is not answered in time', async () => {
      const worker = join(await group({ messageTimeout: 50, maxRetryCount: 100 }, 1));
      await worker.until(3);
      expect(worker.entries.slice(0, 3)).toEqual(['0', '0*1', '0*2']);
    });

    it('parks an event that is not answered in time too often', async () => {
      const stream = await group({ messageTimeout: 50, maxRetryCount: 1 }, 1);
      const worker = join(stream);
      await until(stream, ({ stats }) => stats.parkedMessageCount === 1n);
      expect(worker.entries).toEqual(['0', '0*1']);
    });

    it('parks at once what may not be delivered again', async () => {
      const stream = await group({ maxRetryCount: 0 }, 1);
      const worker = join(stream);
      await worker.until(1);
      await worker.nack('retry', 0);
      await until(stream, ({ stats }) => stats.parkedMessageCount === 1n);
      expect(worker.entries).toEqual(['0']);
    });

    it('gives to another what a subscriber left unanswered', async () => {
      const stream = await group({}, 3);
      const first = join(stream);
      await first.until(3);
      await first.stop();
      const second = join(stream);
      await second.until(3);
      expect(second.entries).toEqual(['0*1', '1*1', '2*1']);
    });

    it('delivers again what is to be retried, and counts', async () => {
      const worker = join(await group({}, 2));
      await worker.until(2);
      await worker.nack('retry', 0);
      await worker.until(3);
      await worker.nack('retry', 2);
      await worker.until(4);
      expect(worker.entries).toEqual(['0', '1', '0*1', '0*2']);
    });

    it.each(['skip', 'stop', 'park'] as const)('does not deliver again after %s', async (action) => {
      const stream = await group({}, 2);
      const worker = join(stream, 1);
      await worker.until(1);
      await worker.nack(action, 0);
      await worker.until(2);
      await worker.ack(1);
      await until(stream, ({ stats }) => stats.outstandingMessagesCount === 0);
      expect(worker.entries).toEqual(['0', '1']);
    });

    it('does not mind an answer to something that it did not deliver', async () => {
      const stream = await group({}, 2);
      const worker = join(stream, 1);
      await worker.until(1);
      await worker.ack(0);
      await worker.ack(0);
      await worker.nack('park', 0);
      await worker.until(2);
      await worker.ack(1);
      const { stats } = await until(stream, ({ stats: { totalItems } }) => totalItems === 2n);
      expect(stats.parkedMessageCount).toBe(0n);
    });

    it('sends no more than the subscriber has room for', async () => {
      const stream = await group({}, 10);
      const worker = join(stream, 3);
      await worker.until(3);
      const { connections } = await until(stream, ({ stats }) => stats.totalInFlightMessages === 3);
      expect(connections[0]).toMatchObject({ availableSlots: 0, inFlightMessages: 3 });
      await worker.ack(0, 1);
      await worker.until(5);
      expect(worker.entries).toEqual(revisions(5));
    });

    it('delivers everything, once and in order, to one who answers', async () => {
      const worker = join(await group({ historyBufferSize: 50 }, 500), 10, acking);
      await worker.until(500);
      expect(worker.entries).toEqual(revisions(500));
    });

    it('goes on live', async () => {
      const stream = await group({}, 2);
      const worker = join(stream, 10, acking);
      await worker.until(2);
      await store.client.appendToStream(stream, events(3));
      await worker.until(5);
      expect(worker.entries).toEqual(revisions(5));
    });

    it('loses and repeats nothing while others append', async () => {
      const stream = await group({}, 100);
      const worker = join(stream, 20, acking);
      await Promise.all(upTo(100).map(() => store.client.appendToStream(stream, events(2))));
      await worker.until(300);
      expect(worker.entries).toEqual(revisions(300));
    });

    it('waits for a stream that does not exist yet', async () => {
      const stream = await group();
      const worker = join(stream);
      await worker.confirmed;
      await store.client.appendToStream(stream, events(2));
      await worker.until(2);
      expect(worker.entries).toEqual(revisions(2));
    });

    it.each([
      ['the start', START, ['0', '1', '2', '3', '4', '5']],
      ['a revision, itself included', 3n, ['3', '4', '5']],
      ['the end as it was when the group was made', END, ['4', '5']],
    ] as const)('begins at %s', async (_, startFrom, expected) => {
      const stream = await group({ startFrom }, 4);
      await store.client.appendToStream(stream, events(2));
      const worker = join(stream);
      await worker.until(expected.length);
      expect(worker.entries).toEqual(expected);
    });

    it('delivers what is still visible of a stream', async () => {
      const stream = await group({}, 6);
      await store.client.setStreamMetadata(stream, { truncateBefore: 4 });
      const worker = join(stream);
      await worker.until(2);
      expect(worker.entries).toEqual(['4', '5']);
    });

    it('resolves links when asked to, and is answered by them', async () => {
      const [target, stream] = [newStream(), newStream()];
      await store.client.appendToStream(target, events(1, 'Target'));
      const link = () => binaryEvent({ type: '$>', data: Buffer.from(`0@${target}`) });
      await store.client.appendToStream(stream, [link(), link()]);
      await group({ resolveLinkTos: true }, 0, stream);
      const worker = join(stream, 1, acking);
      await worker.until(2);
      const found = worker.received.map(({ event, link: own }) => [
        event?.streamId,
        own?.streamId,
        own?.revision,
      ]);
      expect(found).toEqual([
        [target, stream, 0n],
        [target, stream, 1n],
      ]);
    });

    it('delivers links as they are otherwise', async () => {
      const [target, stream] = [newStream(), newStream()];
      await store.client.appendToStream(target, events(1));
      await store.client.appendToStream(
        stream,
        binaryEvent({ type: '$>', data: Buffer.from(`0@${target}`) }),
      );
      await group({}, 0, stream);
      const worker = join(stream);
      await worker.until(1);
      expect(worker.received[0]).toMatchObject({ event: { type: '$>', streamId: stream } });
    });

    it('RoundRobin gives one event to each in turn', async () => {
      const stream = await group();
      const workers = [join(stream), join(stream)];
      for (const worker of workers) await worker.confirmed;
      await store.client.appendToStream(stream, events(6));
      await Promise.all(workers.map((worker) => worker.until(3)));
      const shares = workers.map(({ entries }) => entries.join()).sort();
      expect(shares).toEqual(['0,2,4', '1,3,5']);
    });

    it('DispatchToSingle gives all to one until it has no more room', async () => {
      const stream = await group({ consumerStrategyName: 'DispatchToSingle' });
      const workers = [join(stream, 4), join(stream, 4)];
      for (const worker of workers) await worker.confirmed;
      await store.client.appendToStream(stream, events(6));
      await until(stream, ({ stats }) => stats.totalInFlightMessages === 6);
      await Promise.race([workers[0]?.until(4), workers[1]?.until(4)]);
      await Promise.all(workers.map((worker) => worker.until(2)));
      const shares = workers.map(({ entries }) => entries.join()).sort();
      expect(shares).toEqual(['0,1,2,3', '4,5']);
    });

    it('Pinned gives the events of one source always to the same subscriber, in order', async () => {
      const [links, prefix] = [newStream(), newPrefix()];
      const sources = upTo(12).map((number) => `${prefix}${number}`);
      for (const source of sources) await store.client.appendToStream(source, events(3));
      const pointers = upTo(3).flatMap((revision) =>
        sources.map((source) => binaryEvent({ type: '$>', data: Buffer.from(`${revision}@${source}`) })),
      );
      await store.client.createPersistentSubscriptionToStream(
        links,
        'g',
        settings({ resolveLinkTos: true, consumerStrategyName: 'Pinned' }),
      );
      const workers = [join(links, 2, acking), join(links, 2, acking)];
      for (const worker of workers) await worker.confirmed;
      await store.client.appendToStream(links, pointers);
      await until(links, ({ stats }) => stats.totalItems === 36n);
      const owners = sources.map((source) =>
        workers.map(({ received }) =>
          received.flatMap(({ event }) => (event?.streamId === source ? [Number(event.revision)] : [])),
        ),
      );
      expect(owners.map((shares) => shares.filter((share) => share.length > 0))).toEqual(
        sources.map(() => [[0, 1, 2]]),
      );
    });

    it('tells how long answers took when asked for more statistics', async () => {
      const stream = await group({ extraStatistics: true }, 5);
      join(stream, 10, acking);
      const { connections } = await until(stream, ({ stats }) => stats.totalItems === 5n);
      expect([...(connections[0]?.extraStatistics?.keys() ?? [])]).toEqual(
        expect.arrayContaining(['mean', 'median', '99%']),
      );
    });
  });
}
