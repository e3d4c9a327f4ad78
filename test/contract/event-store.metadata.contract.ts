import {
  BACKWARDS,
  binaryEvent,
  END,
  jsonEvent,
  NO_STREAM,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import type { StreamMetadata } from '@eventstore/db-client';
import type { ContractStore } from './event-store.support.js';
import { collect, errorOf, event, events, newStream, revisions, upTo } from './event-store.support.js';
import { SubscriptionLog } from './event-store.subscription-log.js';

/** Stream metadata, and what it hides. */
export function metadataContract(store: ContractStore): void {
  const streamOf = async (count: number, metadata: StreamMetadata) => {
    const stream = newStream();
    await store.client.appendToStream(stream, events(count));
    await store.client.setStreamMetadata(stream, metadata);
    return stream;
  };

  describe('metadata', () => {
    it('is kept with all its parts, custom ones too', async () => {
      const metadata = {
        maxCount: 5,
        maxAge: 86_400,
        truncateBefore: 2,
        cacheControl: 10,
        acl: { readRoles: ['someone'], writeRoles: ['$all'] },
        custom: { nested: ['Zoë'] },
      };
      const stream = await streamOf(3, metadata);
      expect(await store.client.getStreamMetadata(stream)).toMatchObject({ streamName: stream, metadata });
    });

    it('is undefined until it is set', async () => {
      const stream = newStream();
      await store.client.appendToStream(stream, event());
      expect(await store.client.getStreamMetadata(stream)).toEqual({ streamName: stream });
    });

    it('does not make a stream exist', async () => {
      const stream = newStream();
      await store.client.setStreamMetadata(stream, { maxCount: 3 });
      expect(await errorOf(collect(store.client.readStream(stream)))).toBeInstanceOf(StreamNotFoundError);
      const result = await store.client.appendToStream(stream, event(), { expectedRevision: NO_STREAM });
      expect(result.nextExpectedRevision).toBe(0n);
    });

    it('lets those append who expect the stream to exist', async () => {
      const stream = newStream();
      await store.client.setStreamMetadata(stream, { maxCount: 3 });
      const result = await store.client.appendToStream(stream, event(), {
        expectedRevision: 'stream_exists',
      });
      expect(result.nextExpectedRevision).toBe(0n);
    });

    it('is itself written at an expected revision', async () => {
      const stream = newStream();
      await store.client.setStreamMetadata(stream, { maxCount: 1 }, { expectedRevision: NO_STREAM });
      const again = store.client.setStreamMetadata(stream, { maxCount: 2 }, { expectedRevision: NO_STREAM });
      expect(await errorOf(again)).toBeInstanceOf(WrongExpectedVersionError);
      await store.client.setStreamMetadata(stream, { maxCount: 3 }, { expectedRevision: 0n });
      expect((await store.client.getStreamMetadata(stream)).metadata?.maxCount).toBe(3);
    });

    it('is a stream of which only the last event is visible', async () => {
      const stream = await streamOf(1, { maxCount: 1 });
      await store.client.setStreamMetadata(stream, { maxCount: 2 });
      expect(await revisions(store.client.readStream(`$$${stream}`))).toEqual([1]);
    });

    it('is replaced as a whole', async () => {
      const stream = await streamOf(1, { maxCount: 1, custom: 'a' });
      await store.client.setStreamMetadata(stream, { maxAge: 60 });
      expect((await store.client.getStreamMetadata(stream)).metadata).toEqual({ maxAge: 60 });
    });
  });

  describe('metadata that makes no sense', () => {
    const rules = { $maxCount: 1, $tb: 2 };
    const text = (document: unknown) => Buffer.from(JSON.stringify(document));

    it.each([
      ['has a number that is a text', { ...rules, $maxAge: '60' }],
      ['has a number that is not whole', { ...rules, $maxCount: 1.5 }],
      ['has a number that is null', { ...rules, $cacheControl: null }],
      ['is no object', [rules]],
    ])('sets no rule at all when it %s', async (_, document) => {
      const stream = newStream();
      await store.client.appendToStream(stream, events(3));
      const written = jsonEvent({ type: '$metadata', data: document as Record<string, unknown> });
      await store.client.appendToStream(`$$${stream}`, written);
      expect(await revisions(store.client.readStream(stream))).toEqual(upTo(3));
    });

    it('sets no rule when it is not said to be JSON', async () => {
      const stream = newStream();
      await store.client.appendToStream(stream, events(3));
      const written = binaryEvent({ type: '$metadata', data: text(rules) });
      await store.client.appendToStream(`$$${stream}`, written);
      expect(await revisions(store.client.readStream(stream))).toEqual(upTo(3));
    });

    it('sets those rules that a number below the least allowed leaves', async () => {
      const stream = newStream();
      await store.client.appendToStream(stream, events(3));
      const written = jsonEvent({ type: '$metadata', data: { $maxCount: 0, $maxAge: -1, $tb: 2 } });
      await store.client.appendToStream(`$$${stream}`, written);
      expect(await revisions(store.client.readStream(stream))).toEqual([2]);
    });
  });

  describe('$maxCount', () => {
    it('shows only the last events', async () => {
      const stream = await streamOf(10, { maxCount: 3 });
      expect(await revisions(store.client.readStream(stream))).toEqual([7, 8, 9]);
    });

    it('moves on with every append', async () => {
      const stream = await streamOf(5, { maxCount: 2 });
      await store.client.appendToStream(stream, events(2));
      expect(await revisions(store.client.readStream(stream))).toEqual([5, 6]);
    });

    it('holds backwards, and from a revision that is hidden', async () => {
      const stream = await streamOf(10, { maxCount: 2 });
      const backwards = { direction: BACKWARDS, fromRevision: END } as const;
      expect(await revisions(store.client.readStream(stream, backwards))).toEqual([9, 8]);
      expect(await revisions(store.client.readStream(stream, { fromRevision: 3n }))).toEqual([8, 9]);
      expect(await revisions(store.client.readStream(stream, { ...backwards, fromRevision: 5n }))).toEqual(
        [],
      );
    });

    it('shows hidden events again when it is raised', async () => {
      const stream = await streamOf(10, { maxCount: 2 });
      await store.client.setStreamMetadata(stream, { maxCount: 4 });
      expect(await revisions(store.client.readStream(stream))).toEqual([6, 7, 8, 9]);
    });

    it('does not change numbering or expected revisions', async () => {
      const stream = await streamOf(10, { maxCount: 1 });
      const result = await store.client.appendToStream(stream, event(), { expectedRevision: 9n });
      expect(result.nextExpectedRevision).toBe(10n);
    });
  });

  describe('$tb', () => {
    it('hides events below it', async () => {
      const stream = await streamOf(10, { truncateBefore: 8 });
      expect(await revisions(store.client.readStream(stream))).toEqual([8, 9]);
    });

    it('above the last event hides all, but the stream exists', async () => {
      const stream = await streamOf(3, { truncateBefore: 100 });
      expect(await revisions(store.client.readStream(stream))).toEqual([]);
      const result = await store.client.appendToStream(stream, event(), { expectedRevision: 2n });
      expect(result.nextExpectedRevision).toBe(3n);
    });

    it('and $maxCount hide what either hides', async () => {
      const stream = await streamOf(10, { truncateBefore: 6, maxCount: 8 });
      expect(await revisions(store.client.readStream(stream))).toEqual([6, 7, 8, 9]);
    });

    it('is what a subscription from the start begins with', async () => {
      const stream = await streamOf(10, { truncateBefore: 7 });
      const log = new SubscriptionLog(store.client.subscribeToStream(stream), [stream]);
      await log.untilCaughtUp();
      await log.stop();
      expect(log.events).toEqual(['0:7', '0:8', '0:9']);
    });
  });

  describe('$maxAge', () => {
    it('shows events that are young enough', async () => {
      const stream = await streamOf(3, { maxAge: 3_600 });
      expect(await revisions(store.client.readStream(stream))).toEqual(upTo(3));
    });

    it('hides events once they are older', async () => {
      const stream = await streamOf(3, { maxAge: 1 });
      let visible = await revisions(store.client.readStream(stream));
      while (visible.length > 0) visible = await revisions(store.client.readStream(stream));
      const { nextExpectedRevision } = await store.client.appendToStream(stream, event(), {
        expectedRevision: 2n,
      });
      expect(nextExpectedRevision).toBe(3n);
      expect(await revisions(store.client.readStream(stream))).toEqual([3]);
    });
  });
}
