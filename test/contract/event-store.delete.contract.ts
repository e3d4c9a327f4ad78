import {
  ANY,
  END,
  NO_STREAM,
  STREAM_EXISTS,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import type { AppendExpectedRevision } from '@eventstore/db-client';
import type { ContractStore } from './event-store.support.js';
import { collect, errorOf, event, events, newStream, revisions } from './event-store.support.js';

/** Deleting a stream softly, which can be undone by appending, and for ever. */
export function deleteContract(store: ContractStore): void {
  const streamOf = async (count: number) => {
    const stream = newStream();
    await store.client.appendToStream(stream, events(count));
    return stream;
  };
  const deletedStreamOf = async (count: number) => {
    const stream = await streamOf(count);
    await store.client.deleteStream(stream);
    return stream;
  };

  describe('soft delete', () => {
    it('hides the stream in both directions', async () => {
      const stream = await deletedStreamOf(3);
      expect(await errorOf(collect(store.client.readStream(stream)))).toBeInstanceOf(StreamNotFoundError);
      const backwards = store.client.readStream(stream, { direction: 'backwards', fromRevision: END });
      expect(await errorOf(collect(backwards))).toBeInstanceOf(StreamNotFoundError);
    });

    it('answers with a position', async () => {
      const stream = await streamOf(1);
      const { position } = await store.client.deleteStream(stream);
      const [found] = await collect(store.client.readAll({ fromPosition: position!, maxCount: 1 }));
      expect(found?.event?.streamId).toBe(`$$${stream}`);
    });

    it.each<AppendExpectedRevision>([ANY, NO_STREAM, 4n])(
      'lets the stream begin again when %s is expected',
      async (expectedRevision) => {
        const stream = await deletedStreamOf(5);
        const result = await store.client.appendToStream(stream, events(2), { expectedRevision });
        expect(result.nextExpectedRevision).toBe(6n);
        expect(await revisions(store.client.readStream(stream))).toEqual([5, 6]);
      },
    );

    it('lets the stream begin again by the unary call', async () => {
      const stream = await deletedStreamOf(2);
      const credentials = { username: 'admin', password: 'changeit' };
      await store.client.appendToStream(stream, event(), { expectedRevision: NO_STREAM, credentials });
      expect(await revisions(store.client.readStream(stream))).toEqual([2]);
    });

    it('refuses those who expect the stream to exist', async () => {
      const stream = await deletedStreamOf(2);
      const error = await errorOf(
        store.client.appendToStream(stream, event(), { expectedRevision: STREAM_EXISTS }),
      );
      expect(error).toBeInstanceOf(StreamDeletedError);
    });

    it('keeps what was deleted hidden when the stream has begun again', async () => {
      const stream = await deletedStreamOf(3);
      await store.client.appendToStream(stream, event());
      expect((await store.client.getStreamMetadata(stream)).metadata).toEqual({ truncateBefore: 3 });
      await store.client.appendToStream(stream, event());
      expect(await revisions(store.client.readStream(stream))).toEqual([3, 4]);
    });

    it('can be done again', async () => {
      const stream = await deletedStreamOf(1);
      await store.client.appendToStream(stream, event());
      await store.client.deleteStream(stream);
      await store.client.appendToStream(stream, event());
      expect(await revisions(store.client.readStream(stream))).toEqual([2]);
    });

    it('is undone by setting metadata, though what was deleted stays hidden', async () => {
      const stream = await deletedStreamOf(3);
      await store.client.setStreamMetadata(stream, { custom: 'kept' });
      expect(await revisions(store.client.readStream(stream))).toEqual([]);
      expect((await store.client.getStreamMetadata(stream)).metadata).toEqual({
        custom: 'kept',
        truncateBefore: 3,
      });
    });

    it('happens only at the expected revision, and the error says all', async () => {
      const stream = await streamOf(4);
      const error = await errorOf(store.client.deleteStream(stream, { expectedRevision: 2n }));
      expect(error).toBeInstanceOf(WrongExpectedVersionError);
      expect(error).toMatchObject({ streamName: stream, expectedVersion: 2n, actualVersion: 3n });
      await store.client.deleteStream(stream, { expectedRevision: 3n });
      expect(await errorOf(collect(store.client.readStream(stream)))).toBeInstanceOf(StreamNotFoundError);
    });

    it('refuses when no stream is expected but there is one', async () => {
      const stream = await streamOf(1);
      const error = await errorOf(store.client.deleteStream(stream, { expectedRevision: NO_STREAM }));
      expect(error).toBeInstanceOf(WrongExpectedVersionError);
    });

    it('has nothing to hide where no stream is: its revision is told to be -1', async () => {
      const stream = newStream();
      const error = await errorOf(store.client.deleteStream(stream));
      expect(error).toBeInstanceOf(WrongExpectedVersionError);
      expect(error).toMatchObject({ streamName: stream, expectedVersion: -2n, actualVersion: -1n });
    });

    it('works on a stream that has metadata alone', async () => {
      const stream = newStream();
      await store.client.setStreamMetadata(stream, { cacheControl: 10 });
      const { position } = await store.client.deleteStream(stream, { expectedRevision: NO_STREAM });
      expect(position).toBeDefined();
    });
  });

  describe('tombstone', () => {
    const tombstoned = async () => {
      const stream = await streamOf(2);
      await store.client.tombstoneStream(stream);
      return stream;
    };
    const expectDeleted = async (stream: string, promise: Promise<unknown>) => {
      const error = await errorOf(promise);
      expect(error).toBeInstanceOf(StreamDeletedError);
      expect(error).toMatchObject({ type: 'stream-deleted', streamName: stream });
    };

    it('ends reads of the stream with an error by name', async () => {
      const stream = await tombstoned();
      await expectDeleted(stream, collect(store.client.readStream(stream)));
      await expectDeleted(
        stream,
        collect(store.client.readStream(stream, { direction: 'backwards', fromRevision: END })),
      );
    });

    it('ends subscriptions to the stream with an error', async () => {
      const stream = await tombstoned();
      await expectDeleted(stream, collect(store.client.subscribeToStream(stream)));
    });

    it('refuses to be written, deleted or tombstoned again', async () => {
      const stream = await tombstoned();
      await expectDeleted(stream, store.client.appendToStream(stream, event()));
      await expectDeleted(stream, store.client.deleteStream(stream));
      await expectDeleted(stream, store.client.tombstoneStream(stream));
    });

    it('cannot be undone by metadata', async () => {
      const stream = await tombstoned();
      const error = await errorOf(store.client.setStreamMetadata(stream, { maxCount: 1 }));
      expect(error).toBeInstanceOf(StreamDeletedError);
    });

    it('happens only at the expected revision', async () => {
      const stream = await streamOf(3);
      const error = await errorOf(store.client.tombstoneStream(stream, { expectedRevision: 0n }));
      expect(error).toBeInstanceOf(WrongExpectedVersionError);
      expect(error).toMatchObject({ streamName: stream, expectedVersion: 0n });
      await store.client.tombstoneStream(stream, { expectedRevision: 2n });
      await expectDeleted(stream, collect(store.client.readStream(stream)));
    });

    it('can be put where no stream is', async () => {
      const stream = newStream();
      await store.client.tombstoneStream(stream, { expectedRevision: NO_STREAM });
      await expectDeleted(stream, store.client.appendToStream(stream, event()));
    });

    it('stands in the log at the greatest revision', async () => {
      const stream = newStream();
      const { position } = await store.client.tombstoneStream(stream);
      const [found] = await collect(store.client.readAll({ fromPosition: position!, maxCount: 1 }));
      expect(found?.event).toMatchObject({
        streamId: stream,
        type: '$streamDeleted',
        revision: 2n ** 63n - 1n,
      });
    });
  });
}
