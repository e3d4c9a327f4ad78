import { PersistentSubscriptionDroppedError } from '@eventstore/db-client';
import { acking, groupUntil, settings, Worker } from './event-store.persistent-support.js';
import type { ContractStore } from './event-store.support.js';
import { collect, events, newStream } from './event-store.support.js';

const parkedStream = (stream: string) => `$persistentsubscription-${stream}::g-parked`;
const checkpointStream = (stream: string) => `$persistentsubscription-${stream}::g-checkpoint`;

/** Events that were given up, and how far a group has got. */
export function persistentParkedContract(store: ContractStore): void {
  describe('parked events and checkpoints', () => {
    const open: Worker[] = [];
    const join = (stream: string, handle?: ConstructorParameters<typeof Worker>[1]) => {
      const subscription = store.client.subscribeToPersistentSubscriptionToStream(stream, 'g');
      const worker = new Worker(subscription, handle);
      open.push(worker);
      return worker;
    };
    const until = (stream: string, condition: Parameters<typeof groupUntil>[2]) =>
      groupUntil(store.client, [stream, 'g'], condition);
    const group = async (count: number, changes: Parameters<typeof settings>[0] = {}) => {
      const stream = newStream();
      await store.client.appendToStream(stream, events(count));
      await store.client.createPersistentSubscriptionToStream(stream, 'g', settings(changes));
      return stream;
    };
    /** A group whose subscriber has parked the first events of it. */
    const groupWithParked = async (count: number, parked: readonly number[]) => {
      const stream = await group(count);
      const worker = join(stream);
      await worker.until(count);
      await worker.nack('park', ...parked);
      await until(stream, ({ stats }) => stats.parkedMessageCount === BigInt(parked.length));
      return { stream, worker };
    };
    afterEach(async () => {
      for (const worker of open.splice(0)) await worker.stop();
    });

    it('are links to the event, with the reason', async () => {
      const { stream } = await groupWithParked(3, [1]);
      const [resolved] = await collect(
        store.client.readStream(parkedStream(stream), { resolveLinkTos: true }),
      );
      expect(resolved).toMatchObject({
        event: { streamId: stream, revision: 1n },
        link: { streamId: parkedStream(stream), type: '$>' },
      });
      const [plain] = await collect(store.client.readStream(parkedStream(stream)));
      expect(plain?.event?.metadata).toMatchObject({
        reason: expect.stringContaining('as the case wants') as string,
      });
    });

    it('are delivered again when asked for, as if for the first time', async () => {
      const { stream, worker } = await groupWithParked(3, [0, 2]);
      await worker.ack(1);
      await store.client.replayParkedMessagesToStream(stream, 'g');
      await worker.until(5);
      const again = worker.received.slice(3).map(({ event, retryCount }) => [event?.revision, retryCount]);
      expect(again).toEqual([
        [0n, 0],
        [2n, 0],
      ]);
      await worker.ack(3, 4);
      await until(stream, ({ stats }) => stats.outstandingMessagesCount === 0);
      expect((await until(stream, () => true)).stats.parkedMessageCount).toBe(0n);
    });

    it('are not delivered twice by two wishes', async () => {
      const { stream, worker } = await groupWithParked(1, [0]);
      await store.client.replayParkedMessagesToStream(stream, 'g');
      await store.client.replayParkedMessagesToStream(stream, 'g');
      await worker.until(2);
      await worker.ack(1);
      await until(
        stream,
        ({ stats }) => stats.outstandingMessagesCount === 0 && stats.retryBufferCount === 0,
      );
      expect(worker.received).toHaveLength(2);
    });

    it('are delivered again only up to where to stop', async () => {
      const { stream, worker } = await groupWithParked(3, [0, 1, 2]);
      await store.client.replayParkedMessagesToStream(stream, 'g', { stopAt: 2 });
      await worker.until(5);
      expect((await until(stream, () => true)).stats.parkedMessageCount).toBe(1n);
      expect(worker.received.slice(3).map(({ event }) => event?.revision)).toEqual([0n, 1n]);
    });

    it('can be parked again', async () => {
      const { stream, worker } = await groupWithParked(1, [0]);
      await store.client.replayParkedMessagesToStream(stream, 'g');
      await worker.until(2);
      await worker.nack('park', 1);
      await until(stream, ({ stats }) => stats.parkedMessageCount === 1n);
      await store.client.replayParkedMessagesToStream(stream, 'g');
      await worker.until(3);
      expect(worker.received[2]?.event).toMatchObject({ streamId: stream, revision: 0n });
    });

    it('are passed over when the event is gone', async () => {
      const { stream, worker } = await groupWithParked(2, [0, 1]);
      await store.client.setStreamMetadata(stream, { truncateBefore: 1 });
      await store.client.replayParkedMessagesToStream(stream, 'g');
      await worker.until(3);
      expect(worker.received[2]?.event).toMatchObject({ streamId: stream, revision: 1n });
      expect((await until(stream, () => true)).stats.parkedMessageCount).toBe(0n);
    });

    it('asking for none is no error', async () => {
      const stream = await group(1);
      await store.client.replayParkedMessagesToStream(stream, 'g');
      const worker = join(stream);
      await worker.until(1);
      expect(worker.entries).toEqual(['0']);
    });

    it('a checkpoint is written at once after the greatest number of events', async () => {
      const stream = await group(6, {
        checkPointUpperBound: 3,
        checkPointLowerBound: 1,
        checkPointAfter: 60_000,
      });
      const worker = join(stream);
      await worker.until(6);
      await worker.ack(0, 1, 2, 3);
      const { stats } = await until(
        stream,
        ({ stats: { lastCheckpointedEventRevision } }) => lastCheckpointedEventRevision !== undefined,
      );
      expect(stats.lastCheckpointedEventRevision).toBe(2n);
      const [last] = await collect(
        store.client.readStream(checkpointStream(stream), {
          direction: 'backwards',
          fromRevision: 'end',
          maxCount: 1,
        }),
      );
      expect(last?.event?.data).toBe('2');
    });

    it('a checkpoint is written some time after the least number of events', async () => {
      const stream = await group(3, {
        checkPointUpperBound: 1_000,
        checkPointLowerBound: 2,
        checkPointAfter: 20,
      });
      const worker = join(stream);
      await worker.until(3);
      await worker.ack(0, 1);
      const { stats } = await until(
        stream,
        ({ stats: { lastCheckpointedEventRevision } }) => lastCheckpointedEventRevision !== undefined,
      );
      expect(stats.lastCheckpointedEventRevision).toBe(1n);
    });

    it('a checkpoint never passes an event that is not answered', async () => {
      const stream = await group(6, { checkPointUpperBound: 1, checkPointLowerBound: 1 });
      const worker = join(stream);
      await worker.until(6);
      await worker.ack(0, 2, 3, 4, 5);
      const { stats } = await until(stream, ({ stats: { totalItems } }) => totalItems === 5n);
      expect(stats.lastCheckpointedEventRevision ?? 0n).toBe(0n);
    });

    it('a restart drops the subscribers, and the groups go on where they were', async () => {
      const stream = await group(5, { checkPointUpperBound: 3, checkPointLowerBound: 1 });
      const worker = join(stream);
      await worker.until(5);
      await worker.ack(0, 1, 2);
      await until(stream, ({ stats }) => stats.lastCheckpointedEventRevision === 2n);
      await store.client.restartPersistentSubscriptionSubsystem();
      expect(await worker.failure).toBeInstanceOf(PersistentSubscriptionDroppedError);
      const next = join(stream, acking);
      await next.until(2);
      expect(next.entries).toEqual(['3', '4']);
    });

    it('a changed group goes on from its checkpoint', async () => {
      const changes = { checkPointUpperBound: 2, checkPointLowerBound: 1 };
      const stream = await group(4, changes);
      const worker = join(stream);
      await worker.until(4);
      await worker.ack(0, 1);
      await until(stream, ({ stats }) => stats.lastCheckpointedEventRevision === 1n);
      await store.client.updatePersistentSubscriptionToStream(stream, 'g', settings(changes));
      const next = join(stream);
      await next.until(2);
      expect(next.entries).toEqual(['2', '3']);
    });
  });
}
