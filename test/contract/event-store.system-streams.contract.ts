import { AccessDeniedError, binaryEvent, END, StreamNotFoundError } from '@eventstore/db-client';
import { acking, settings, Worker } from './event-store.persistent-support.js';
import { SubscriptionLog } from './event-store.subscription-log.js';
import type { ContractStore } from './event-store.support.js';
import { appendModes, collect, errorOf, event, events, newStream, upTo } from './event-store.support.js';

/** A name without a dash, for categories and types that no other run has. */
const newName = () => newStream().replaceAll('-', '');

/**
 * Streams of links that the server keeps by itself. A server that does so by projections must have
 * them running, and may be late.
 */
export function systemStreamsContract(store: ContractStore): void {
  const read = (stream: string, options: Parameters<typeof store.client.readStream>[1] = {}) =>
    collect(store.client.readStream(stream, { resolveLinkTos: true, ...options }));
  const places = (found: Awaited<ReturnType<typeof read>>) =>
    found.map(({ event: e, link }) => `${link?.revision} ${e?.streamId.split('-').at(-1)}:${e?.revision}`);
  const category = async () => {
    const name = newName();
    await store.client.appendToStream(`${name}-a`, events(2));
    await store.client.appendToStream(`${name}-b`, events(1));
    await store.client.appendToStream(`${name}-a`, events(1));
    return name;
  };

  describe('the server', () => {
    it('begins its log with an event of its own', async () => {
      const [first] = await collect(store.client.readAll({ maxCount: 1 }));
      expect(first?.event?.type).toMatch(/^\$/);
      expect(first?.event?.streamId).toMatch(/^\$/);
    });

    it.each(['$by_category', '$by_event_type', '$streams'])('lets a client enable %s', async (projection) => {
      await expect(store.client.enableProjection(projection)).resolves.toBeUndefined();
    });
  });

  describe('streams by category', () => {
    it('are not there before the first event', async () => {
      expect(await errorOf(read(`$ce-${newName()}`))).toBeInstanceOf(StreamNotFoundError);
    });

    it('have no event of a stream without a dash', async () => {
      const name = newName();
      await store.client.appendToStream(name, event());
      expect(await errorOf(read(`$ce-${name}`))).toBeInstanceOf(StreamNotFoundError);
    });

    it('have all events of the streams that begin alike, in the order in which they were written', async () => {
      expect(places(await read(`$ce-${await category()}`))).toEqual(['0 a:0', '1 a:1', '2 b:0', '3 a:2']);
    });

    it('end the category at the first dash', async () => {
      const name = newName();
      await store.client.appendToStream(`${name}-x-y`, event());
      expect(places(await read(`$ce-${name}`))).toEqual(['0 y:0']);
      expect(await errorOf(read(`$ce-${name}-x`))).toBeInstanceOf(StreamNotFoundError);
    });

    it('are links otherwise, the same ones each time', async () => {
      const stream = `$ce-${await category()}`;
      const found = await read(stream, { resolveLinkTos: false });
      expect(found.map(({ event: e }) => [e?.type, e?.streamId, e?.revision])).toEqual(
        upTo(4).map((revision) => ['$>', stream, BigInt(revision)]),
      );
      const text = Buffer.from(found[2]?.event?.data as Uint8Array).toString();
      expect(text).toBe(`0@${stream.slice(4)}-b`);
      const again = await read(stream, { resolveLinkTos: false });
      expect(again.map(({ event: e }) => e?.id)).toEqual(found.map(({ event: e }) => e?.id));
      expect(new Set(again.map(({ event: e }) => e?.id)).size).toBe(4);
    });

    it('can be read backwards, from anywhere, and in part', async () => {
      const stream = `$ce-${await category()}`;
      expect(places(await read(stream, { direction: 'backwards', fromRevision: END }))).toEqual([
        '3 a:2',
        '2 b:0',
        '1 a:1',
        '0 a:0',
      ]);
      expect(places(await read(stream, { fromRevision: 1n, maxCount: 2 }))).toEqual(['1 a:1', '2 b:0']);
      expect(places(await read(stream, { direction: 'backwards', fromRevision: 2n, maxCount: 1 }))).toEqual([
        '2 b:0',
      ]);
      expect(await read(stream, { fromRevision: 9n })).toEqual([]);
    });

    it('keep the link when its event is no longer visible', async () => {
      const name = await category();
      await store.client.setStreamMetadata(`${name}-a`, { truncateBefore: 2 });
      const found = await read(`$ce-${name}`);
      expect(found.map(({ event: e, link }) => [link?.revision, e?.revision])).toEqual([
        [0n, undefined],
        [1n, undefined],
        [2n, 0n],
        [3n, 2n],
      ]);
    });

    it('point where a link in them points', async () => {
      const [target, name] = [newStream(), newName()];
      await store.client.appendToStream(target, event());
      const link = binaryEvent({ type: '$>', data: Buffer.from(`0@${target}`) });
      await store.client.appendToStream(`${name}-l`, link);
      const [found] = await read(`$ce-${name}`);
      expect(found?.event?.streamId).toBe(target);
    });

    it('obey the metadata that is set for them', async () => {
      const name = await category();
      await store.client.setStreamMetadata(`$ce-${name}`, { maxCount: 1 });
      expect(places(await read(`$ce-${name}`))).toEqual(['3 a:2']);
    });

    it('can be followed', async () => {
      const name = await category();
      const stream = `$ce-${name}`;
      const log = new SubscriptionLog(store.client.subscribeToStream(stream, { resolveLinkTos: true }), [
        stream,
      ]);
      await log.untilCaughtUp();
      await store.client.appendToStream(`${name}-c`, events(2));
      await store.client.appendToStream(newStream(), event());
      await log.untilEvents(6);
      await log.stop();
      expect(log.entries).toEqual(['confirmed', '0:0', '0:1', '0:2', '0:3', 'caught up', '0:4', '0:5']);
    });

    it('can be followed before there is anything, and after a revision', async () => {
      const name = newName();
      const stream = `$ce-${name}`;
      const all = new SubscriptionLog(store.client.subscribeToStream(stream), [stream]);
      const some = new SubscriptionLog(store.client.subscribeToStream(stream, { fromRevision: 1n }), [
        stream,
      ]);
      const later = new SubscriptionLog(store.client.subscribeToStream(stream, { fromRevision: END }), [
        stream,
      ]);
      for (const log of [all, some, later]) await log.untilCaughtUp();
      await store.client.appendToStream(`${name}-a`, events(3));
      await all.untilEvents(3);
      await some.untilEvents(1);
      await later.untilEvents(3);
      for (const log of [all, some, later]) await log.stop();
      expect([all.events, some.events]).toEqual([['0:0', '0:1', '0:2'], ['0:2']]);
    });

    it('lose and repeat nothing while others append', async () => {
      const name = newName();
      const stream = `$ce-${name}`;
      const log = new SubscriptionLog(store.client.subscribeToStream(stream), [stream]);
      await Promise.all(upTo(200).map((n) => store.client.appendToStream(`${name}-${n % 7}`, events(2))));
      await log.untilEvents(400);
      await log.stop();
      expect(log.events).toEqual(upTo(400).map((revision) => `0:${revision}`));
    });

    it('can be shared by a group', async () => {
      const name = await category();
      const stream = `$ce-${name}`;
      await store.client.createPersistentSubscriptionToStream(
        stream,
        'g',
        settings({ resolveLinkTos: true }),
      );
      const worker = new Worker(store.client.subscribeToPersistentSubscriptionToStream(stream, 'g'), acking);
      await worker.until(4);
      await store.client.appendToStream(`${name}-a`, event());
      await worker.until(5);
      await worker.stop();
      expect(worker.received.map(({ event: e, link }) => `${link?.revision} ${e?.revision}`)).toEqual([
        '0 0',
        '1 1',
        '2 0',
        '3 2',
        '4 3',
      ]);
    });
  });

  describe('streams by event type', () => {
    it('are not there before the first event', async () => {
      expect(await errorOf(read(`$et-${newName()}`))).toBeInstanceOf(StreamNotFoundError);
    });

    it('have all events of the type, of whatever stream', async () => {
      const [type, a, b] = [newName(), newStream(), newStream()];
      await store.client.appendToStream(a, [event(type), event('Other'), event(type)]);
      await store.client.appendToStream(b, event(type));
      const found = await read(`$et-${type}`);
      expect(found.map(({ event: e }) => [e?.streamId, e?.revision, e?.type])).toEqual([
        [a, 0n, type],
        [a, 2n, type],
        [b, 0n, type],
      ]);
    });

    it('can be followed', async () => {
      const type = newName();
      const stream = `$et-${type}`;
      const log = new SubscriptionLog(store.client.subscribeToStream(stream), [stream]);
      await log.untilCaughtUp();
      await store.client.appendToStream(newStream(), [event(type), event('Other')]);
      await store.client.appendToStream(newStream(), event(type));
      await log.untilEvents(2);
      await log.stop();
      expect(log.entries).toEqual(['confirmed', 'caught up', '0:0', '0:1']);
    });
  });

  describe('streams of links', () => {
    it.each(appendModes)('cannot be appended to ($mode)', async ({ how }) => {
      for (const stream of [`$ce-${newName()}`, `$et-${newName()}`, '$streams']) {
        const error = await errorOf(store.client.appendToStream(stream, event(), how));
        expect(error).toBeInstanceOf(AccessDeniedError);
      }
    });

    it('cannot be deleted', async () => {
      const stream = `$ce-${await category()}`;
      expect(await errorOf(store.client.deleteStream(stream))).toBeInstanceOf(AccessDeniedError);
      expect(await errorOf(store.client.tombstoneStream(stream))).toBeInstanceOf(AccessDeniedError);
      expect(await read(stream)).toHaveLength(4);
    });
  });

  describe('the stream of streams', () => {
    it('has the first event of each stream, once', async () => {
      const names = [newStream(), newStream()];
      for (const name of [...names, ...names]) await store.client.appendToStream(name, events(2));
      const found = await read('$streams', { direction: 'backwards', fromRevision: END, maxCount: 2 });
      expect(found.map(({ event: e }) => [e?.streamId, e?.revision])).toEqual([
        [names[1], 0n],
        [names[0], 0n],
      ]);
    });

    it('does not get a stream again that was deleted and began again', async () => {
      const [name, next] = [newStream(), newStream()];
      await store.client.appendToStream(name, event());
      await store.client.deleteStream(name);
      await store.client.appendToStream(name, event());
      await store.client.appendToStream(next, event());
      const found = await read('$streams', { direction: 'backwards', fromRevision: END, maxCount: 2 });
      const links = found.map(({ link }) => Buffer.from(link?.data as Uint8Array).toString());
      expect(links).toEqual([`0@${next}`, `0@${name}`]);
    });
  });
}
