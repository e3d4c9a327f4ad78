import {
  END,
  PersistentSubscriptionDoesNotExistError,
  PersistentSubscriptionDroppedError,
  PersistentSubscriptionExistsError,
  PersistentSubscriptionFailedError,
  PersistentSubscriptionMaximumSubscribersReachedError,
  START,
} from '@eventstore/db-client';
import { settings, Worker } from './event-store.persistent-support.js';
import type { ContractStore } from './event-store.support.js';
import { errorOf, event, events, newStream } from './event-store.support.js';

/** Making, changing, describing and deleting groups that share the events of a stream. */
export function persistentGroupsContract(store: ContractStore): void {
  describe('persistent subscription groups of a stream', () => {
    const open: Worker[] = [];
    const join = (stream: string, group = 'g') => {
      const worker = new Worker(store.client.subscribeToPersistentSubscriptionToStream(stream, group));
      open.push(worker);
      return worker;
    };
    const create = async (changes: Parameters<typeof settings>[0] = {}) => {
      const stream = newStream();
      await store.client.createPersistentSubscriptionToStream(stream, 'g', settings(changes));
      return stream;
    };
    const info = (stream: string) => store.client.getPersistentSubscriptionToStreamInfo(stream, 'g');
    afterEach(async () => {
      for (const worker of open.splice(0)) await worker.stop();
    });

    it('cannot be made twice', async () => {
      const stream = await create();
      const again = store.client.createPersistentSubscriptionToStream(stream, 'g', settings());
      const error = await errorOf(again);
      expect(error).toBeInstanceOf(PersistentSubscriptionExistsError);
      expect(error).toMatchObject({ streamName: stream, groupName: 'g' });
    });

    it('cannot be made of $all as if it were a stream', async () => {
      const create = store.client.createPersistentSubscriptionToStream('$all', newStream(), settings());
      expect(await errorOf(create)).toBeInstanceOf(PersistentSubscriptionFailedError);
    });

    it('are made once, however many try at a time', async () => {
      const stream = newStream();
      const tries = await Promise.allSettled(
        [1, 2, 3].map(() => store.client.createPersistentSubscriptionToStream(stream, 'g', settings())),
      );
      expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    });

    it.each([
      ['changed', (s: string) => store.client.updatePersistentSubscriptionToStream(s, 'g', settings())],
      ['deleted', (s: string) => store.client.deletePersistentSubscriptionToStream(s, 'g')],
      ['described', (s: string) => store.client.getPersistentSubscriptionToStreamInfo(s, 'g')],
      ['asked to replay', (s: string) => store.client.replayParkedMessagesToStream(s, 'g')],
    ])('cannot be %s when they are not there', async (_, call) => {
      const stream = newStream();
      const error = await errorOf(call(stream));
      expect(error).toBeInstanceOf(PersistentSubscriptionDoesNotExistError);
      expect(error).toMatchObject({ streamName: stream, groupName: 'g' });
    });

    it('cannot be joined when they are not there', async () => {
      const stream = newStream();
      const error = await join(stream).failure;
      expect(error).toBeInstanceOf(PersistentSubscriptionDoesNotExistError);
      expect(error).toMatchObject({ streamName: stream, groupName: 'g' });
    });

    it('cannot be listed of a stream that has none', async () => {
      const list = store.client.listPersistentSubscriptionsToStream(newStream());
      expect(await errorOf(list)).toBeInstanceOf(PersistentSubscriptionDoesNotExistError);
    });

    it('take no more subscribers than they may have', async () => {
      const stream = await create({ maxSubscriberCount: 1 });
      await join(stream).confirmed;
      const error = await join(stream).failure;
      expect(error).toBeInstanceOf(PersistentSubscriptionMaximumSubscribersReachedError);
      expect(error).toMatchObject({ streamName: stream, groupName: 'g' });
    });

    it('drop their subscribers when they are deleted', async () => {
      const stream = await create();
      const worker = join(stream);
      await worker.confirmed;
      await store.client.deletePersistentSubscriptionToStream(stream, 'g');
      const error = await worker.failure;
      expect(error).toBeInstanceOf(PersistentSubscriptionDroppedError);
      expect(error).toMatchObject({ streamName: stream, groupName: 'g' });
    });

    it('drop their subscribers when they are changed', async () => {
      const stream = await create();
      const worker = join(stream);
      await worker.confirmed;
      await store.client.updatePersistentSubscriptionToStream(stream, 'g', settings());
      expect(await worker.failure).toBeInstanceOf(PersistentSubscriptionDroppedError);
    });

    it('are gone once deleted, and begin anew when made again', async () => {
      const stream = await create({ checkPointLowerBound: 1, checkPointUpperBound: 1 });
      await store.client.appendToStream(stream, events(2));
      const first = join(stream);
      await first.until(2);
      await first.ack(0, 1);
      await store.client.deletePersistentSubscriptionToStream(stream, 'g');
      expect(await errorOf(info(stream))).toBeInstanceOf(PersistentSubscriptionDoesNotExistError);
      await store.client.createPersistentSubscriptionToStream(stream, 'g', settings());
      const second = join(stream);
      await second.until(2);
      expect(second.entries).toEqual(['0', '1']);
    });

    it('are described with every setting', async () => {
      const wanted = settings({
        resolveLinkTos: true,
        extraStatistics: true,
        messageTimeout: 12_345,
        maxRetryCount: 7,
        checkPointAfter: 1_234,
        checkPointLowerBound: 3,
        checkPointUpperBound: 33,
        maxSubscriberCount: 5,
        liveBufferSize: 111,
        readBatchSize: 11,
        historyBufferSize: 222,
        consumerStrategyName: 'Pinned',
        startFrom: 4n,
      });
      const stream = newStream();
      await store.client.createPersistentSubscriptionToStream(stream, 'g', wanted);
      expect(await info(stream)).toMatchObject({ eventSource: stream, groupName: 'g', settings: wanted });
    });

    it.each([
      ['RoundRobin', START],
      ['DispatchToSingle', END],
      ['Pinned', 9n],
    ] as const)('keep %s and a start at %s', async (consumerStrategyName, startFrom) => {
      const stream = await create({ consumerStrategyName, startFrom });
      expect((await info(stream)).settings).toMatchObject({ consumerStrategyName, startFrom });
    });

    it('are described without any limit of subscribers', async () => {
      expect((await info(await create())).settings.maxSubscriberCount).toBe('unbounded');
    });

    it('have new settings once changed', async () => {
      const stream = await create();
      const changed = settings({ maxRetryCount: 3, readBatchSize: 5, startFrom: 2n });
      await store.client.updatePersistentSubscriptionToStream(stream, 'g', changed);
      expect((await info(stream)).settings).toEqual(changed);
    });

    it('tell nothing of events before there are any', async () => {
      const { stats, status, connections } = await info(await create());
      expect({ status, connections }).toEqual({ status: 'Live', connections: [] });
      expect(stats).toEqual({
        averagePerSecond: 0,
        totalItems: 0n,
        countSinceLastMeasurement: 0n,
        readBufferCount: 0,
        liveBufferCount: 0n,
        retryBufferCount: 0,
        totalInFlightMessages: 0,
        outstandingMessagesCount: 0,
        parkedMessageCount: 0n,
        lastCheckpointedEventRevision: undefined,
        lastKnownEventRevision: undefined,
      });
    });

    it('tell what their subscribers have in hand', async () => {
      const stream = await create();
      await store.client.appendToStream(stream, events(3));
      const worker = join(stream);
      await worker.until(3);
      const { stats, connections } = await info(stream);
      expect(stats).toMatchObject({
        totalInFlightMessages: 3,
        outstandingMessagesCount: 3,
        lastKnownEventRevision: 2n,
      });
      expect(connections).toHaveLength(1);
      expect(connections[0]).toMatchObject({ availableSlots: 7, inFlightMessages: 3, totalItems: 0n });
    });

    it('are listed by stream, and all together', async () => {
      const [stream, other] = [await create(), await create()];
      await store.client.createPersistentSubscriptionToStream(stream, 'h', settings());
      const names = (list: { eventSource: string; groupName: string }[]) =>
        list.map(({ eventSource, groupName }) => `${eventSource} ${groupName}`).sort();
      expect(names(await store.client.listPersistentSubscriptionsToStream(stream))).toEqual([
        `${stream} g`,
        `${stream} h`,
      ]);
      const all = names(await store.client.listAllPersistentSubscriptions());
      expect(all).toEqual(expect.arrayContaining([`${stream} g`, `${stream} h`, `${other} g`]));
    });

    it('keep apart what one stream and another, and one group and another, have done', async () => {
      const stream = await create();
      await store.client.createPersistentSubscriptionToStream(stream, 'h', settings());
      await store.client.appendToStream(stream, event());
      const [g, h] = [join(stream), join(stream, 'h')];
      await Promise.all([g.until(1), h.until(1)]);
      expect([g.id, h.id]).toEqual([`${stream}::g`, `${stream}::h`]);
    });
  });
}
