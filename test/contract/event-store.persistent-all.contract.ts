import {
  BACKWARDS,
  excludeSystemEvents,
  END,
  eventTypeFilter,
  type Filter,
  persistentSubscriptionToAllSettingsFromDefaults,
  PersistentSubscriptionDoesNotExistError,
  PersistentSubscriptionDroppedError,
  PersistentSubscriptionExistsError,
  PersistentSubscriptionFailedError,
  type Position,
  START,
  streamNameFilter,
} from '@eventstore/db-client';
import { acking, Worker } from './event-store.persistent-support.js';
import type { ContractStore } from './event-store.support.js';
import { collect, errorOf, event, events, newPrefix, newStream, upTo } from './event-store.support.js';

type AllSettings = Parameters<typeof persistentSubscriptionToAllSettingsFromDefaults>[0];

const settings = (changes: AllSettings = {}) =>
  persistentSubscriptionToAllSettingsFromDefaults({ startFrom: START, messageTimeout: 120_000, ...changes });

/** Groups that share the events of all streams. */
export function persistentAllContract(store: ContractStore): void {
  describe('persistent subscription to all streams', () => {
    const open: Worker[] = [];
    const groups: string[] = [];
    const create = async (changes: AllSettings = {}, filter?: Filter) => {
      const group = newStream();
      groups.push(group);
      await store.client.createPersistentSubscriptionToAll(group, settings(changes), filter && { filter });
      return group;
    };
    const join = (group: string, handle?: ConstructorParameters<typeof Worker>[1]) => {
      const worker = new Worker(store.client.subscribeToPersistentSubscriptionToAll(group), handle);
      open.push(worker);
      return worker;
    };
    const places = (worker: Worker) =>
      worker.received.map(({ event: e }) => `${e?.streamId.split('-').at(-1)}:${e?.revision}`);
    afterEach(async () => {
      for (const worker of open.splice(0)) await worker.stop();
      for (const group of groups.splice(0)) {
        await store.client.deletePersistentSubscriptionToAll(group).catch(() => undefined);
      }
    });

    it('cannot be made twice', async () => {
      const group = await create();
      const error = await errorOf(store.client.createPersistentSubscriptionToAll(group, settings()));
      expect(error).toBeInstanceOf(PersistentSubscriptionExistsError);
      expect(error).toMatchObject({ streamName: '$all', groupName: group });
    });

    it.each([
      ['changed', (g: string) => store.client.updatePersistentSubscriptionToAll(g, settings())],
      ['deleted', (g: string) => store.client.deletePersistentSubscriptionToAll(g)],
      ['described', (g: string) => store.client.getPersistentSubscriptionToAllInfo(g)],
      ['asked to replay', (g: string) => store.client.replayParkedMessagesToAll(g)],
    ])('cannot be %s when it is not there', async (_, call) => {
      const error = await errorOf(call(newStream()));
      expect(error).toBeInstanceOf(PersistentSubscriptionDoesNotExistError);
    });

    it('cannot be joined when it is not there', async () => {
      expect(await join(newStream()).failure).toBeInstanceOf(PersistentSubscriptionDoesNotExistError);
    });

    it('cannot begin behind the end of the log', async () => {
      const { position } = await store.client.appendToStream(newStream(), event());
      const beyond = (position?.commit ?? 0n) + 1_000_000_000n;
      const startFrom = { commit: beyond, prepare: beyond };
      const error = await errorOf(create({ startFrom }));
      expect(error).toBeInstanceOf(PersistentSubscriptionFailedError);
      expect(error).toMatchObject({ streamName: '$all', reason: expect.stringMatching(/Start From/) });
      const change = store.client.updatePersistentSubscriptionToAll(await create(), settings({ startFrom }));
      expect(await errorOf(change)).toBeInstanceOf(PersistentSubscriptionFailedError);
    });

    it('is shown the list of groups, but nothing that groups on all streams note for themselves', async () => {
      const group = await create({ startFrom: END, checkPointUpperBound: 1, checkPointLowerBound: 1 });
      const worker = join(group, acking);
      await worker.confirmed;
      const stream = newStream();
      await store.client.appendToStream(stream, events(3));
      const isShown = (name: string) => worker.received.some(({ event: e }) => e?.streamId === name);
      for (let count = 1; !isShown(stream) || !isShown('$persistentSubscriptionConfig'); count += 1) {
        await worker.until(count);
        if (count === 1) await create();
      }
      const checkpoints = `$persistentsubscription-$all::${group}-checkpoint`;
      const written = () => collect(store.client.readStream(checkpoints)).catch(() => []);
      while ((await written()).length === 0);
      await store.client.appendToStream(stream, event());
      expect(isShown(checkpoints)).toBe(false);
      const all = store.client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 200 });
      const names = (await collect(all)).map(({ event: e }) => e?.streamId);
      expect(names).toContain(stream);
      expect(names).not.toContain(checkpoints);
    });

    it('cannot be made with a pattern that is none', async () => {
      await expect(create({}, streamNameFilter({ regex: '(' }))).rejects.toBeInstanceOf(Error);
    });

    it('drops its subscribers when it is deleted', async () => {
      const group = await create();
      const worker = join(group);
      await worker.confirmed;
      await store.client.deletePersistentSubscriptionToAll(group);
      expect(await worker.failure).toBeInstanceOf(PersistentSubscriptionDroppedError);
    });

    it('delivers the events of all streams in the order in which they were written', async () => {
      const prefix = newPrefix();
      // Checkpoints of other groups may come in between.
      const group = await create({ startFrom: END }, excludeSystemEvents());
      const worker = join(group, acking);
      await worker.confirmed;
      for (const n of upTo(3)) await store.client.appendToStream(`${prefix}${n % 2}`, event());
      await worker.until(3);
      expect(places(worker)).toEqual(['0:0', '1:0', '0:1']);
    });

    it('begins at a position, itself included', async () => {
      const stream = newStream();
      const { position } = await store.client.appendToStream(stream, event());
      await store.client.appendToStream(stream, event());
      const group = await create(
        { startFrom: position as Position },
        streamNameFilter({ prefixes: [stream] }),
      );
      const worker = join(group);
      await worker.until(2);
      expect(worker.entries).toEqual(['0', '1']);
    });

    it.each([
      [
        'prefixes of stream names',
        (p: string) => streamNameFilter({ prefixes: [`${p}a`, `${p}b`] }),
        ['a', 'b', 'a'],
      ],
      ['a pattern of stream names', (p: string) => streamNameFilter({ regex: `^${p}[bc]$` }), ['b', 'c']],
      ['prefixes of event types', (p: string) => eventTypeFilter({ prefixes: [`${p}b`] }), ['b']],
      ['a pattern of event types', (p: string) => eventTypeFilter({ regex: `^${p}[ac]$` }), ['a', 'c', 'a']],
    ])('delivers only what %s let through', async (_, filter, expected) => {
      const prefix = newPrefix();
      const group = await create({}, filter(prefix));
      for (const name of ['a', 'b', 'c', 'a']) {
        await store.client.appendToStream(`${prefix}${name}`, event(`${prefix}${name}`));
      }
      const worker = join(group, acking);
      await worker.until(expected.length);
      expect(worker.received.map(({ event: e }) => e?.streamId.slice(prefix.length))).toEqual(expected);
    });

    it('shares its events among its subscribers', async () => {
      const stream = newStream();
      const group = await create({}, streamNameFilter({ prefixes: [stream] }));
      const workers = [join(group), join(group)];
      for (const worker of workers) await worker.confirmed;
      await store.client.appendToStream(stream, events(4));
      await Promise.all(workers.map((worker) => worker.until(2)));
      expect(workers.map(({ entries }) => entries.join()).sort()).toEqual(['0,2', '1,3']);
    });

    it('is described with its settings and positions', async () => {
      const group = await create({ maxRetryCount: 4, startFrom: END });
      const {
        eventSource,
        groupName,
        settings: found,
        stats,
      } = await store.client.getPersistentSubscriptionToAllInfo(group);
      expect({ eventSource, groupName }).toEqual({ eventSource: '$all', groupName: group });
      expect(found).toEqual(settings({ maxRetryCount: 4, startFrom: END }));
      expect(stats.lastCheckpointedEventPosition).toBeUndefined();
      expect(typeof stats.lastKnownEventPosition?.commit).toBe('bigint');
    });

    it('has new settings once changed, and is listed', async () => {
      const group = await create();
      const changed = settings({ startFrom: { commit: 1n, prepare: 1n }, maxRetryCount: 2 });
      await store.client.updatePersistentSubscriptionToAll(group, changed);
      const list = await store.client.listPersistentSubscriptionsToAll();
      expect(list.find(({ groupName }) => groupName === group)?.settings).toEqual(changed);
    });

    it('parks, and delivers parked events again', async () => {
      const stream = newStream();
      const group = await create({}, streamNameFilter({ prefixes: [stream] }));
      await store.client.appendToStream(stream, events(1));
      const worker = join(group);
      await worker.until(1);
      await worker.nack('park', 0);
      for (let parked = 0n; parked === 0n; ) {
        parked = (await store.client.getPersistentSubscriptionToAllInfo(group)).stats.parkedMessageCount;
      }
      await store.client.replayParkedMessagesToAll(group);
      await worker.until(2);
      expect(worker.received[1]?.event).toMatchObject({ streamId: stream, revision: 0n });
    });

    it('goes on from its checkpoint after a restart', async () => {
      const stream = newStream();
      const changes = { checkPointUpperBound: 1, checkPointLowerBound: 1 };
      const group = await create(changes, streamNameFilter({ prefixes: [stream] }));
      await store.client.appendToStream(stream, events(3));
      const worker = join(group);
      await worker.until(3);
      await worker.ack(0, 1);
      const before = worker.received[1]?.event?.position?.commit ?? 0n;
      for (let saved = 0n; saved < before; ) {
        const { stats } = await store.client.getPersistentSubscriptionToAllInfo(group);
        saved = stats.lastCheckpointedEventPosition?.commit ?? 0n;
      }
      await store.client.restartPersistentSubscriptionSubsystem();
      const next = join(group);
      await next.until(1);
      expect(next.entries).toEqual(['2']);
    });
  });
}
