import { binaryEvent, END, START, StreamDeletedError } from '@eventstore/db-client';
import type { ContractStore } from './event-store.support.js';
import { event, events, newStream, upTo } from './event-store.support.js';
import { SubscriptionLog } from './event-store.subscription-log.js';

const numbered = (from: number, to: number) => upTo(to - from + 1).map((step) => `0:${from + step}`);

/** Catch-up subscriptions to one stream. */
export function streamSubscriptionContract(store: ContractStore): void {
  describe('subscription to a stream', () => {
    const open: SubscriptionLog[] = [];
    const subscribe = (
      stream: string,
      options: Parameters<typeof store.client.subscribeToStream>[1] = {},
    ) => {
      const log = new SubscriptionLog(store.client.subscribeToStream(stream, options), [stream]);
      open.push(log);
      return log;
    };
    const streamOf = async (count: number) => {
      const stream = newStream();
      await store.client.appendToStream(stream, events(count));
      return stream;
    };
    afterEach(async () => {
      for (const log of open.splice(0)) await log.stop();
    });

    it('is confirmed, gives what is stored, says so, and goes on live', async () => {
      const stream = await streamOf(3);
      const log = subscribe(stream);
      await log.untilCaughtUp();
      await store.client.appendToStream(stream, events(2));
      await log.untilEvents(5);
      expect(log.entries).toEqual(['confirmed', '0:0', '0:1', '0:2', 'caught up', '0:3', '0:4']);
    });

    it('has an id once it is confirmed', async () => {
      const subscription = store.client.subscribeToStream(newStream());
      const log = new SubscriptionLog(subscription, []);
      open.push(log);
      await log.until(({ entries }) => entries.includes('confirmed'));
      expect(subscription.id).toMatch(/^[0-9a-f-]{36}$/);
    });

    it('begins after the revision it is given', async () => {
      const stream = await streamOf(10);
      const log = subscribe(stream, { fromRevision: 6n });
      await log.untilCaughtUp();
      expect(log.events).toEqual(numbered(7, 9));
    });

    it('begins after a revision that is not there yet', async () => {
      const stream = await streamOf(2);
      const log = subscribe(stream, { fromRevision: 3n });
      await log.untilCaughtUp();
      await store.client.appendToStream(stream, events(4));
      await log.untilEvents(2);
      expect(log.events).toEqual(numbered(4, 5));
    });

    it('from the end gives only what comes', async () => {
      const stream = await streamOf(5);
      const log = subscribe(stream, { fromRevision: END });
      await log.untilCaughtUp();
      await store.client.appendToStream(stream, event());
      await log.untilEvents(1);
      expect(log.entries).toEqual(['confirmed', 'caught up', '0:5']);
    });

    it('waits for a stream that does not exist yet', async () => {
      const stream = newStream();
      const log = subscribe(stream, { fromRevision: START });
      await log.untilCaughtUp();
      await store.client.appendToStream(stream, events(2));
      await log.untilEvents(2);
      expect(log.events).toEqual(numbered(0, 1));
    });

    it('gives nothing of other streams', async () => {
      const stream = newStream();
      const seen: unknown[] = [];
      const subscription = store.client
        .subscribeToStream(stream)
        .on('data', ({ event: e }) => seen.push(e?.streamId));
      const log = new SubscriptionLog(subscription, [stream]);
      open.push(log);
      await log.untilCaughtUp();
      await store.client.appendToStream(newStream(), event());
      await store.client.appendToStream(stream, event());
      await log.untilEvents(1);
      expect(seen).toEqual([stream]);
    });

    it('catches up with more than fits into one page', async () => {
      const stream = await streamOf(1_000);
      const log = subscribe(stream);
      await log.untilCaughtUp();
      expect(log.events).toEqual(numbered(0, 999));
    });

    it('loses and repeats nothing while others append', async () => {
      const stream = await streamOf(300);
      const appending = Promise.all(upTo(300).map(() => store.client.appendToStream(stream, event())));
      const log = subscribe(stream);
      await appending;
      await log.untilEvents(600);
      expect(log.events).toEqual(numbered(0, 599));
    });

    it('gives a subscriber who stops for a while everything in the end', async () => {
      const stream = newStream();
      const subscription = store.client.subscribeToStream(stream);
      const log = new SubscriptionLog(subscription, [stream]);
      open.push(log);
      await log.untilCaughtUp();
      subscription.pause();
      const text = 'x'.repeat(10_000);
      for (const _ of upTo(20)) {
        await store.client.appendToStream(
          stream,
          Array.from({ length: 50 }, () => event('Big', { text })),
        );
      }
      subscription.resume();
      await log.untilEvents(1_000);
      expect(log.events).toEqual(numbered(0, 999));
    });

    it('can be had many times over', async () => {
      const stream = await streamOf(5);
      const logs = upTo(10).map(() => subscribe(stream));
      for (const log of logs) await log.untilCaughtUp();
      await store.client.appendToStream(stream, event());
      for (const log of logs) await log.untilEvents(6);
      expect(logs.map((log) => log.events)).toEqual(logs.map(() => numbered(0, 5)));
    });

    it('goes on when a deleted stream begins again', async () => {
      const stream = await streamOf(2);
      const log = subscribe(stream);
      await log.untilCaughtUp();
      await store.client.deleteStream(stream);
      await store.client.appendToStream(stream, event());
      await log.untilEvents(3);
      expect(log.events).toEqual(numbered(0, 2));
    });

    it('ends with an error when the stream is tombstoned', async () => {
      const stream = await streamOf(1);
      const log = subscribe(stream);
      await log.untilCaughtUp();
      await store.client.tombstoneStream(stream);
      expect(await log.failure).toBeInstanceOf(StreamDeletedError);
    });

    it('resolves links', async () => {
      const [target, links] = [await streamOf(1), newStream()];
      const log = subscribe(links, { resolveLinkTos: true });
      await log.untilCaughtUp();
      await store.client.appendToStream(links, binaryEvent({ type: '$>', data: Buffer.from(`0@${target}`) }));
      await log.untilEvents(1);
      expect(log.events).toEqual(['0:0']);
    });
  });
}
