import { BACKWARDS, binaryEvent, END, FORWARDS, START, StreamNotFoundError } from '@eventstore/db-client';
import type { ContractStore } from './event-store.support.js';
import { collect, errorOf, event, events, newStream, revisions, upTo } from './event-store.support.js';

/** Reading one stream, and all streams, in both directions. */
export function readContract(store: ContractStore): void {
  describe('read of a stream', () => {
    const stream = newStream();
    const COUNT = 300;
    const backwards = (from: number, count: number) => upTo(count).map((step) => from - step);
    beforeAll(() => store.client.appendToStream(stream, events(COUNT)));

    it.each([
      ['everything forwards by default', {}, upTo(COUNT)],
      ['from the start', { fromRevision: START }, upTo(COUNT)],
      ['from a revision on, itself included', { fromRevision: 297n }, [297, 298, 299]],
      ['no more than asked for', { fromRevision: 10n, maxCount: 3 }, [10, 11, 12]],
      ['more than a page, but no more than asked for', { maxCount: 299 }, upTo(299)],
      ['no more than there is', { fromRevision: 298n, maxCount: 100 }, [298, 299]],
      ['nothing after the end', { fromRevision: 300n }, []],
      ['nothing from the end forwards', { fromRevision: END, direction: FORWARDS }, []],
      ['nothing from the greatest signed revision', { fromRevision: 2n ** 63n - 1n }, []],
      [
        'everything backwards from the end',
        { direction: BACKWARDS, fromRevision: END },
        backwards(299, COUNT),
      ],
      ['backwards from a revision, itself included', { direction: BACKWARDS, fromRevision: 2n }, [2, 1, 0]],
      ['the last event', { direction: BACKWARDS, fromRevision: END, maxCount: 1 }, [299]],
      ['the first event backwards from the start', { direction: BACKWARDS, fromRevision: START }, [0]],
      [
        'backwards from beyond the end',
        { direction: BACKWARDS, fromRevision: 1_000n, maxCount: 2 },
        [299, 298],
      ],
    ] as const)('gives %s', async (_, options, expected) => {
      expect(await revisions(store.client.readStream(stream, options))).toEqual([...expected]);
    });

    it('fails by name for a stream that does not exist', async () => {
      const missing = newStream();
      const error = await errorOf(collect(store.client.readStream(missing)));
      expect(error).toBeInstanceOf(StreamNotFoundError);
      expect((error as StreamNotFoundError).streamName).toBe(missing);
    });

    it('fails in the same way backwards', async () => {
      const read = store.client.readStream(newStream(), { direction: BACKWARDS, fromRevision: END });
      expect(await errorOf(collect(read))).toBeInstanceOf(StreamNotFoundError);
    });

    it('says where in the log each event stands', async () => {
      const found = await collect(store.client.readStream(stream, { maxCount: 5 }));
      for (const { event: e, commitPosition } of found) expect(e?.position?.commit).toBe(commitPosition);
      const positions = found.map(({ commitPosition }) => commitPosition);
      expect(positions).toEqual([...new Set(positions)].sort((a, b) => (a! < b! ? -1 : 1)));
    });

    it('can be given up in the middle', async () => {
      const first: unknown[] = [];
      const read = store.client.readStream(stream);
      for await (const { event: e } of read) {
        first.push(Number(e?.revision));
        if (first.length === 2) break;
      }
      await read.cancel();
      expect(first).toEqual([0, 1]);
      expect(await revisions(store.client.readStream(stream, { maxCount: 1 }))).toEqual([0]);
    });

    it('sees an append as soon as it is answered', async () => {
      const fresh = newStream();
      for (const number of upTo(20)) {
        await store.client.appendToStream(fresh, event());
        expect(await revisions(store.client.readStream(fresh))).toEqual(upTo(number + 1));
      }
    });
  });

  describe('read of links', () => {
    const link = (target: string) => binaryEvent({ type: '$>', data: Buffer.from(target) });

    it('gives the event and the link when links are resolved', async () => {
      const [target, links] = [newStream(), newStream()];
      await store.client.appendToStream(target, events(3));
      await store.client.appendToStream(links, [link(`2@${target}`), event('Own')]);
      const found = await collect(store.client.readStream(links, { resolveLinkTos: true }));
      expect(
        found.map(({ event: e, link: l }) => [e?.streamId, e?.revision, l?.streamId, l?.revision]),
      ).toEqual([
        [target, 2n, links, 0n],
        [links, 1n, undefined, undefined],
      ]);
    });

    it('gives the link alone when its event is gone', async () => {
      const links = newStream();
      await store.client.appendToStream(links, link(`0@${newStream()}`));
      const [found] = await collect(store.client.readStream(links, { resolveLinkTos: true }));
      expect(found?.event).toBeUndefined();
      expect(found?.link?.type).toBe('$>');
    });

    it.each(['no number', '', 'x@stream'])(
      'gives what is no link, %j, as the event that it is',
      async (data) => {
        const links = newStream();
        await store.client.appendToStream(links, link(data));
        const [found] = await collect(store.client.readStream(links, { resolveLinkTos: true }));
        expect(found?.event).toMatchObject({ type: '$>', streamId: links });
        expect(found?.link).toBeUndefined();
      },
    );

    it('gives a link without a stream alone', async () => {
      const links = newStream();
      await store.client.appendToStream(links, link('5'));
      const [found] = await collect(store.client.readStream(links, { resolveLinkTos: true }));
      expect(found?.event).toBeUndefined();
      expect(found?.link?.streamId).toBe(links);
    });

    it('takes revision -1 for the last event', async () => {
      const [target, links] = [newStream(), newStream()];
      await store.client.appendToStream(target, events(3));
      await store.client.appendToStream(links, link(`-1@${target}`));
      const [found] = await collect(store.client.readStream(links, { resolveLinkTos: true }));
      expect(found?.event).toMatchObject({ streamId: target, revision: 2n });
    });

    it('gives the link alone when its event is hidden, or its stream is deleted', async () => {
      const [hidden, deleted, links] = [newStream(), newStream(), newStream()];
      await store.client.appendToStream(hidden, events(2));
      await store.client.setStreamMetadata(hidden, { truncateBefore: 1 });
      await store.client.appendToStream(deleted, events(1));
      await store.client.tombstoneStream(deleted);
      const targets = [`0@${hidden}`, `1@${hidden}`, `0@${deleted}`, `7@${hidden}`];
      await store.client.appendToStream(links, targets.map(link));
      const found = await collect(store.client.readStream(links, { resolveLinkTos: true }));
      expect(found.map(({ event: e, link: l }) => [e?.revision, l?.revision])).toEqual([
        [undefined, 0n],
        [1n, 1n],
        [undefined, 2n],
        [undefined, 3n],
      ]);
    });

    it('gives the link as an event when links are not resolved', async () => {
      const [target, links] = [newStream(), newStream()];
      await store.client.appendToStream(target, event());
      await store.client.appendToStream(links, link(`0@${target}`));
      const [found] = await collect(store.client.readStream(links));
      expect(found?.event?.type).toBe('$>');
      expect(found?.link).toBeUndefined();
    });
  });

  describe('read of all streams', () => {
    const streams = [newStream(), newStream()];
    const name = (found: { event?: { streamId: string; revision: bigint } }) =>
      `${streams.indexOf(found.event?.streamId ?? '')}:${found.event?.revision}`;
    const own = async (options: Parameters<typeof store.client.readAll>[0]) =>
      (await collect(store.client.readAll(options)))
        .filter(({ event: e }) => streams.includes(e?.streamId ?? ''))
        .map(name);
    const positions: { commit: bigint; prepare: bigint }[] = [];
    const written: string[] = [];

    beforeAll(async () => {
      for (const number of upTo(150)) {
        const { position } = await store.client.appendToStream(streams[number % 2]!, event());
        positions.push(position!);
        written.push(`${number % 2}:${Math.floor(number / 2)}`);
      }
    });

    it('gives everything in the order in which it was written', async () => {
      expect(await own({ fromPosition: positions[0]! })).toEqual(written);
      expect((await own({})).slice(0, 150)).toEqual(written);
    });

    it('begins forwards with the event at the position', async () => {
      expect(await own({ fromPosition: positions[40]!, maxCount: 3 })).toEqual(written.slice(40, 43));
    });

    it('begins backwards with the event before the position', async () => {
      const expected = [written[39], written[38], written[37]];
      expect(await own({ direction: BACKWARDS, fromPosition: positions[40]!, maxCount: 3 })).toEqual(
        expected,
      );
    });

    it('gives everything backwards from the end', async () => {
      const found = await own({ direction: BACKWARDS, fromPosition: END });
      expect(found).toEqual([...written].reverse());
    });

    it('gives nothing forwards from the end, and nothing backwards from the start', async () => {
      expect(await collect(store.client.readAll({ fromPosition: END }))).toEqual([]);
      expect(await collect(store.client.readAll({ fromPosition: START, direction: BACKWARDS }))).toEqual([]);
    });

    it('gives strictly increasing positions', async () => {
      const found = await collect(store.client.readAll({ fromPosition: positions[0]! }));
      const commits = found.map(({ event: e }) => e!.position.commit);
      expect(commits.every((commit, index) => index === 0 || commit > commits[index - 1]!)).toBe(true);
    });

    it('contains metadata, deleted streams and tombstones', async () => {
      const [deleted, tombstoned] = [newStream(), newStream()];
      const { position } = await store.client.appendToStream(deleted, event('Kept'));
      await store.client.deleteStream(deleted);
      await store.client.tombstoneStream(tombstoned);
      const found = await collect(store.client.readAll({ fromPosition: position! }));
      const types = (stream: string) =>
        found.filter(({ event: e }) => e?.streamId === stream).map(({ event: e }) => e?.type);
      expect(types(deleted)).toEqual(['Kept']);
      expect(types(`$$${deleted}`)).toEqual(['$metadata']);
      expect(types(tombstoned)).toEqual(['$streamDeleted']);
    });
  });
}
