import {
  binaryEvent,
  END,
  MaxAppendSizeExceededError,
  NO_STREAM,
  STREAM_EXISTS,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
  jsonEvent,
} from '@eventstore/db-client';
import type { ContractStore } from './event-store.support.js';
import {
  appendModes,
  collect,
  dataOf,
  errorOf,
  event,
  events,
  newStream,
  revisions,
  upTo,
} from './event-store.support.js';

/** Appending, by the batch stream and by the unary call: both must behave alike. */
export function appendContract(store: ContractStore): void {
  describe.each(appendModes)('append ($mode)', ({ mode, how }) => {
    const wrongVersion = async (
      stream: string,
      expectedRevision: bigint | typeof NO_STREAM | typeof STREAM_EXISTS,
    ) => {
      const error = await errorOf(store.client.appendToStream(stream, event(), { expectedRevision, ...how }));
      expect(error).toBeInstanceOf(WrongExpectedVersionError);
      const { type, streamName, expectedVersion, actualVersion } = error as WrongExpectedVersionError;
      return { type, streamName, expectedVersion, actualVersion };
    };

    it('begins a stream at revision 0', async () => {
      const result = await store.client.appendToStream(newStream(), event(), how);
      expect(result).toMatchObject({ success: true, nextExpectedRevision: 0n });
    });

    it('answers with the revision of the last of several events', async () => {
      const result = await store.client.appendToStream(newStream(), events(3), how);
      expect(result.nextExpectedRevision).toBe(2n);
    });

    it('answers with the position of the last of several events', async () => {
      const stream = newStream();
      const { position } = await store.client.appendToStream(stream, events(3), how);
      const [last] = await collect(
        store.client.readStream(stream, { fromRevision: END, direction: 'backwards', maxCount: 1 }),
      );
      expect(last?.event?.position).toEqual(position);
    });

    it('keeps the order of the events of one append', async () => {
      const stream = newStream();
      await store.client.appendToStream(stream, events(20), how);
      const found = await collect(store.client.readStream(stream));
      expect(dataOf<{ number: number }>(found).map(({ number }) => number)).toEqual(upTo(20));
    });

    it('begins a stream that is expected not to exist', async () => {
      const result = await store.client.appendToStream(newStream(), event(), {
        expectedRevision: NO_STREAM,
        ...how,
      });
      expect(result.nextExpectedRevision).toBe(0n);
    });

    it('refuses to begin a stream that exists', async () => {
      const stream = newStream();
      await store.client.appendToStream(stream, events(2));
      expect(await wrongVersion(stream, NO_STREAM)).toEqual({
        type: 'wrong-expected-version',
        streamName: stream,
        expectedVersion: 'no_stream',
        actualVersion: 1n,
      });
    });

    it('goes on with a stream that is expected to exist', async () => {
      const stream = newStream();
      await store.client.appendToStream(stream, event());
      const result = await store.client.appendToStream(stream, event(), {
        expectedRevision: STREAM_EXISTS,
        ...how,
      });
      expect(result.nextExpectedRevision).toBe(1n);
    });

    it('refuses to go on with a stream that does not exist', async () => {
      const stream = newStream();
      expect(await wrongVersion(stream, STREAM_EXISTS)).toEqual({
        type: 'wrong-expected-version',
        streamName: stream,
        expectedVersion: 'stream_exists',
        actualVersion: 'no_stream',
      });
    });

    it('goes on at exactly the expected revision', async () => {
      const stream = newStream();
      await store.client.appendToStream(stream, events(3));
      const result = await store.client.appendToStream(stream, event(), { expectedRevision: 2n, ...how });
      expect(result.nextExpectedRevision).toBe(3n);
    });

    it('refuses an expected revision below the last', async () => {
      const stream = newStream();
      await store.client.appendToStream(stream, events(3));
      expect(await wrongVersion(stream, 1n)).toMatchObject({
        streamName: stream,
        expectedVersion: 1n,
        actualVersion: 2n,
      });
    });

    it('refuses an expected revision above the last', async () => {
      const stream = newStream();
      await store.client.appendToStream(stream, events(3));
      expect(await wrongVersion(stream, 3n)).toMatchObject({ expectedVersion: 3n, actualVersion: 2n });
    });

    it('refuses an exact revision of a stream that does not exist', async () => {
      expect(await wrongVersion(newStream(), 0n)).toMatchObject({
        expectedVersion: 0n,
        actualVersion: 'no_stream',
      });
    });

    it('writes nothing of a refused append', async () => {
      const stream = newStream();
      await store.client.appendToStream(stream, event());
      await errorOf(store.client.appendToStream(stream, events(5), { expectedRevision: 7n, ...how }));
      expect(await revisions(store.client.readStream(stream))).toEqual([0]);
    });

    it('goes on with any stream, existing or not, by default', async () => {
      const stream = newStream();
      await store.client.appendToStream(stream, event(), how);
      const result = await store.client.appendToStream(stream, event(), how);
      expect(result.nextExpectedRevision).toBe(1n);
    });

    it('refuses a tombstoned stream by name', async () => {
      const stream = newStream();
      await store.client.tombstoneStream(stream);
      const error = await errorOf(store.client.appendToStream(stream, event(), how));
      expect(error).toBeInstanceOf(StreamDeletedError);
      expect((error as StreamDeletedError).streamName).toBe(stream);
    });

    it('refuses more than the greatest append size, and writes nothing of it', async () => {
      const stream = newStream();
      const tooMuch = Array.from({ length: 20 }, () => event('Big', { text: 'x'.repeat(1_000_000) }));
      const error = await errorOf(store.client.appendToStream(stream, tooMuch, how));
      expect(error).toBeInstanceOf(MaxAppendSizeExceededError);
      expect((error as MaxAppendSizeExceededError).maxAppendSize).toBeGreaterThan(0);
      await expect(collect(store.client.readStream(stream))).rejects.toBeInstanceOf(StreamNotFoundError);
    });

    it('keeps JSON data and metadata as they are', async () => {
      const stream = newStream();
      const written = jsonEvent({
        type: 'Käufer-购买',
        data: { text: 'Straße 東京 🚚', list: [1, null] },
        metadata: { from: 'Zoë' },
      });
      await store.client.appendToStream(stream, written, how);
      const [found] = await collect(store.client.readStream(stream));
      expect(found?.event).toMatchObject({
        id: written.id,
        type: written.type,
        isJson: true,
        data: written.data,
        metadata: written.metadata,
      });
    });

    it('keeps binary data and metadata as they are', async () => {
      const stream = newStream();
      const data = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      const metadata = Uint8Array.from([0, 255, 1]);
      await store.client.appendToStream(stream, binaryEvent({ type: 'Bytes', data, metadata }), how);
      const [found] = await collect(store.client.readStream(stream));
      expect(found?.event).toMatchObject({ isJson: false });
      expect(Buffer.from(found?.event?.data as Uint8Array)).toEqual(Buffer.from(data));
      expect(Buffer.from(found?.event?.metadata as Uint8Array)).toEqual(Buffer.from(metadata));
    });

    it('keeps empty data and absent metadata as they are', async () => {
      const stream = newStream();
      await store.client.appendToStream(
        stream,
        binaryEvent({ type: 'Nothing', data: new Uint8Array() }),
        how,
      );
      const [found] = await collect(store.client.readStream(stream));
      expect(found?.event?.data).toHaveLength(0);
      expect(found?.event?.metadata).toBeUndefined();
    });

    it('takes stream names of any characters', async () => {
      const stream = `${newStream()} Bestellung/№ 7@東京`;
      await store.client.appendToStream(stream, event(), how);
      const [found] = await collect(store.client.readStream(stream));
      expect(found?.event?.streamId).toBe(stream);
    });

    it(`records when it happened (${mode})`, async () => {
      const stream = newStream();
      const before = Date.now();
      await store.client.appendToStream(stream, event(), how);
      const [found] = await collect(store.client.readStream(stream));
      // Generous, since a server judged by this contract may run on another machine.
      expect(Math.abs((found?.event?.created.getTime() ?? 0) - before)).toBeLessThan(60_000);
    });
  });
}
