import { ANY, NO_STREAM, STREAM_EXISTS, WrongExpectedVersionError } from '@eventstore/db-client';
import type { AppendExpectedRevision } from '@eventstore/db-client';
import type { ContractStore } from './event-store.support.js';
import { appendModes, errorOf, event, events, newStream, revisions, upTo } from './event-store.support.js';

/** What happens when an append is sent again because its answer was lost. */
export function idempotencyContract(store: ContractStore): void {
  describe.each(appendModes)('repeated append ($mode)', ({ how }) => {
    it.each<AppendExpectedRevision>([NO_STREAM, ANY])(
      'is answered like the first when %s is expected',
      async (expectedRevision) => {
        const stream = newStream();
        const batch = events(3);
        const first = await store.client.appendToStream(stream, batch, { expectedRevision, ...how });
        expect(await store.client.appendToStream(stream, batch, { expectedRevision, ...how })).toEqual(first);
        expect(await revisions(store.client.readStream(stream))).toEqual(upTo(3));
      },
    );

    it('is recognised at an exact revision below the last', async () => {
      const stream = newStream();
      await store.client.appendToStream(stream, events(2));
      const batch = events(2);
      const first = await store.client.appendToStream(stream, batch, { expectedRevision: 1n, ...how });
      expect(await store.client.appendToStream(stream, batch, { expectedRevision: 1n, ...how })).toEqual(
        first,
      );
      expect(await revisions(store.client.readStream(stream))).toEqual(upTo(4));
    });

    it('is recognised after others have appended', async () => {
      const stream = newStream();
      const batch = events(2);
      const first = await store.client.appendToStream(stream, batch, { expectedRevision: NO_STREAM, ...how });
      await store.client.appendToStream(stream, events(3));
      expect(
        await store.client.appendToStream(stream, batch, { expectedRevision: NO_STREAM, ...how }),
      ).toEqual(first);
      expect(await store.client.appendToStream(stream, batch, how)).toEqual(first);
    });

    it('is recognised when the stream is expected to exist', async () => {
      const stream = newStream();
      await store.client.appendToStream(stream, event());
      const again = event();
      const options = { expectedRevision: STREAM_EXISTS, ...how } as const;
      const first = await store.client.appendToStream(stream, again, options);
      expect(await store.client.appendToStream(stream, again, options)).toEqual(first);
    });

    it('is recognised by its first events alone', async () => {
      const stream = newStream();
      const [one, two, three] = events(3);
      await store.client.appendToStream(stream, [one!, two!, three!], { expectedRevision: NO_STREAM });
      const result = await store.client.appendToStream(stream, [one!, two!], {
        expectedRevision: NO_STREAM,
        ...how,
      });
      expect(result.nextExpectedRevision).toBe(1n);
    });

    it('is written again at the current revision, where ids are not looked at', async () => {
      const stream = newStream();
      const again = event();
      await store.client.appendToStream(stream, again, { expectedRevision: NO_STREAM });
      const result = await store.client.appendToStream(stream, again, { expectedRevision: 0n, ...how });
      expect(result.nextExpectedRevision).toBe(1n);
    });

    it('is refused if only some of its ids are known, whatever revision is expected', async () => {
      const stream = newStream();
      const known = event();
      await store.client.appendToStream(stream, known, { expectedRevision: NO_STREAM });
      const mixed = [known, event()];
      for (const expectedRevision of [ANY, NO_STREAM] as const) {
        const error = await errorOf(store.client.appendToStream(stream, mixed, { expectedRevision, ...how }));
        expect(error).toBeInstanceOf(WrongExpectedVersionError);
      }
      expect(await revisions(store.client.readStream(stream))).toEqual([0]);
    });

    it('is refused if its ids stand at other revisions', async () => {
      const stream = newStream();
      const [one, two] = events(2);
      await store.client.appendToStream(stream, [one!, two!], { expectedRevision: NO_STREAM });
      const error = await errorOf(
        store.client.appendToStream(stream, [two!, one!], { expectedRevision: NO_STREAM, ...how }),
      );
      expect(error).toBeInstanceOf(WrongExpectedVersionError);
    });

    it('is not mistaken for the same ids in another stream', async () => {
      const same = event();
      await store.client.appendToStream(newStream(), same);
      const result = await store.client.appendToStream(newStream(), same, how);
      expect(result.nextExpectedRevision).toBe(0n);
    });
  });
}
