import { DeadlineExceededError, NO_STREAM, StreamNotFoundError } from '@eventstore/db-client';
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

/** Big events, big appends, and many at the same time. */
export function loadContract(store: ContractStore): void {
  describe.each(appendModes)('big appends ($mode)', ({ how }) => {
    it('takes an event of almost a megabyte', async () => {
      const stream = newStream();
      const text = '0123456789abcdef'.repeat(60_000);
      await store.client.appendToStream(stream, event('Big', { text }), how);
      const [data] = dataOf<{ text: string }>(await collect(store.client.readStream(stream)));
      expect(data?.text === text).toBe(true);
    });

    it('takes an append of thousands of events, in pieces or not, as one', async () => {
      const stream = newStream();
      const result = await store.client.appendToStream(stream, events(3_000), {
        batchAppendSize: 1_024,
        ...how,
      });
      expect(result.nextExpectedRevision).toBe(2_999n);
      expect(await revisions(store.client.readStream(stream))).toEqual(upTo(3_000));
    });
  });

  describe('many appends at once', () => {
    it('give one stream contiguous revisions, each once', async () => {
      const stream = newStream();
      const results = await Promise.all(upTo(200).map(() => store.client.appendToStream(stream, event())));
      const answered = results.map((result) => Number(result.nextExpectedRevision)).sort((a, b) => a - b);
      expect(answered).toEqual(upTo(200));
      expect(await revisions(store.client.readStream(stream))).toEqual(upTo(200));
    });

    it('let exactly one begin a stream', async () => {
      const stream = newStream();
      const attempts = upTo(50).map(() =>
        store.client.appendToStream(stream, event(), { expectedRevision: NO_STREAM }),
      );
      const outcomes = await Promise.allSettled(attempts);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await revisions(store.client.readStream(stream))).toEqual([0]);
    });

    it('do not mix the streams', async () => {
      const streams = upTo(30).map(() => newStream());
      await Promise.all(
        upTo(300).map((number) =>
          store.client.appendToStream(streams[number % 30]!, event('Happened', { number })),
        ),
      );
      for (const [index, stream] of streams.entries()) {
        const found = await collect(store.client.readStream(stream));
        const numbers = dataOf<{ number: number }>(found).map(({ number }) => number % 30);
        expect(numbers).toEqual(Array.from({ length: 10 }, () => index));
      }
    });

    it('in pieces, mixed with each other, stay whole', async () => {
      const streams = upTo(5).map(() => newStream());
      await Promise.all(
        streams.map((stream) => store.client.appendToStream(stream, events(200), { batchAppendSize: 512 })),
      );
      for (const stream of streams)
        expect(await revisions(store.client.readStream(stream))).toEqual(upTo(200));
    });
  });

  describe('deadlines', () => {
    it('end an append that takes longer, and nothing of it is written', async () => {
      const stream = newStream();
      const append = store.client.appendToStream(stream, events(3_000), {
        deadline: 1,
        batchAppendSize: 1_024,
      });
      expect(await errorOf(append)).toBeInstanceOf(DeadlineExceededError);
      await expect(collect(store.client.readStream(stream))).rejects.toBeInstanceOf(StreamNotFoundError);
    });

    it('leave appends that are in time alone', async () => {
      const stream = newStream();
      const late = store.client.appendToStream(newStream(), events(3_000), {
        deadline: 1,
        batchAppendSize: 1_024,
      });
      const inTime = store.client.appendToStream(stream, event(), { deadline: 60_000 });
      expect(await errorOf(late)).toBeInstanceOf(DeadlineExceededError);
      expect((await inTime).nextExpectedRevision).toBe(0n);
    });
  });
}
