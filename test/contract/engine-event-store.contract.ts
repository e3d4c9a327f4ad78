import {
  type EventStore,
  type NewEvent,
  type RecordedEvent,
  type SubscriptionMessage,
  WrongExpectedRevision,
} from '../../src/application/ports/event-store.js';
import type { StreamCategory } from '../../src/domain/shared/stream-names.js';
import { SystemIds } from '../../src/infrastructure/system/system-ids.js';

const ids = new SystemIds();
const at = '2026-03-01T09:00:00.000Z';
const EVERYTHING: readonly StreamCategory[] = ['order', 'stock', 'fulfillment', 'node', 'policy', 'notice'];

/** An event that every registry knows; the same name gives the same id. */
export function received(name: string, quantity = 1): NewEvent {
  const commandId = ids.derived(`command/${name}`);
  return {
    eventId: ids.derived(`event/${name}`),
    event: { type: 'StockReceived', data: { sku: 'a', nodeId: 'b', at, quantity } },
    metadata: {
      tenant: 'main',
      commandId,
      correlationId: commandId,
      causationId: commandId,
      actor: 'contract',
      channel: 'web',
      occurredAt: at,
      recordedAt: at,
      bodyHash: 'hash',
      traceparent: 'trace',
    },
  };
}

const batch = (prefix: string, count: number): readonly NewEvent[] =>
  Array.from({ length: count }, (_, index) => received(`${prefix}-${index}`, index + 1));

async function all<T>(source: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of source) found.push(item);
  return found;
}

const quantities = (events: readonly RecordedEvent[]): readonly unknown[] =>
  events.map(({ event }) => (event.data as { readonly quantity: number }).quantity);

/** Takes messages until `enough` says so, then lets the subscription go. */
async function take(
  source: AsyncIterable<SubscriptionMessage>,
  enough: (messages: readonly SubscriptionMessage[]) => boolean,
): Promise<readonly SubscriptionMessage[]> {
  const messages: SubscriptionMessage[] = [];
  for await (const message of source) {
    messages.push(message);
    if (enough(messages)) break;
  }
  return messages;
}

const eventsOf = (messages: readonly SubscriptionMessage[]): readonly RecordedEvent[] =>
  messages.flatMap((message) => (message.kind === 'event' ? [message.event] : []));

/** What the engine relies on, whichever log it runs on. Every test uses streams of its own. */
export function engineEventStoreContract(open: () => Promise<EventStore>): void {
  let store: EventStore;
  let stream: string;
  let sequence = 0;

  beforeAll(async () => {
    store = await open();
  });
  beforeEach(() => {
    sequence += 1;
    stream = `stock-main:contract-${sequence}@b`;
  });

  describe('an append at the wrong revision', () => {
    const caught = async (work: Promise<unknown>): Promise<unknown> =>
      work.then(String, (error: unknown) => error);

    it('to a new stream that is not new writes nothing and tells what was found', async () => {
      await store.append(stream, 'no-stream', batch('first', 2));

      const error = await caught(store.append(stream, 'no-stream', [received('second')]));

      expect(error).toEqual(new WrongExpectedRevision(stream, 'no-stream', 1n));
      expect(error).toBeInstanceOf(WrongExpectedRevision);
      expect(await all(store.readStream(stream))).toHaveLength(2);
    });

    it('below the head writes nothing', async () => {
      await store.append(stream, 'no-stream', batch('first', 2));

      const error = await caught(store.append(stream, 0n, [received('second')]));

      expect(error).toBeInstanceOf(WrongExpectedRevision);
      expect(error).toEqual(new WrongExpectedRevision(stream, 0n, 1n));
    });

    it('beyond the head writes nothing', async () => {
      await store.append(stream, 'no-stream', [received('first')]);

      const error = await caught(store.append(stream, 1n, [received('second')]));

      expect(error).toEqual(new WrongExpectedRevision(stream, 1n, 0n));
    });

    it('to a stream that does not exist writes nothing', async () => {
      const error = await caught(store.append(stream, 0n, [received('first')]));

      expect(error).toEqual(new WrongExpectedRevision(stream, 0n));
      expect(await all(store.readStream(stream))).toEqual([]);
    });

    it('is decided for one of many that race', async () => {
      const writers = Array.from({ length: 10 }, (_, index) =>
        caught(store.append(stream, 'no-stream', [received(`writer-${index}`)])),
      );

      const lost = (await Promise.all(writers)).filter((one) => one instanceof WrongExpectedRevision);

      expect(lost).toHaveLength(9);
      expect(await all(store.readStream(stream))).toHaveLength(1);
    });

    it('succeeds once more for the very events that stand there', async () => {
      const first = await store.append(stream, 'no-stream', batch('first', 2));
      await store.append(stream, 1n, [received('later')]);

      const again = await store.append(stream, 'no-stream', batch('first', 2));

      expect(again.nextRevision).toBe(first.nextRevision);
      expect(await all(store.readStream(stream))).toHaveLength(3);
    });

    it('does not succeed for a part of what stands there and something new', async () => {
      await store.append(stream, 'no-stream', batch('first', 2));

      const error = await caught(store.append(stream, 'no-stream', [...batch('first', 2), received('new')]));

      expect(error).toBeInstanceOf(WrongExpectedRevision);
    });
  });

  describe('an append', () => {
    it('without events is refused', async () => {
      await expect(store.append(stream, 'no-stream', [])).rejects.toBeInstanceOf(TypeError);
    });

    it('is read back whole: id, data, metadata, revisions from 0, positions that rise', async () => {
      const events = batch('whole', 3);

      const receipt = await store.append(stream, 'no-stream', events);

      const found = await all(store.readStream(stream));
      expect(found).toEqual(
        events.map((event, index) => ({
          ...event,
          stream,
          revision: BigInt(index),
          position: found[index]?.position,
        })),
      );
      const positions = found.map(({ position }) => position);
      expect(positions).toEqual([...positions].sort((a, b) => (a < b ? -1 : 1)));
      expect(new Set(positions).size).toBe(3);
      expect(receipt).toEqual({ nextRevision: 2n, position: found[2]?.position });
    });

    it('goes on where the last one ended', async () => {
      const first = await store.append(stream, 'no-stream', batch('first', 2));
      const second = await store.append(stream, first.nextRevision, batch('second', 2));

      expect(second.nextRevision).toBe(3n);
      expect(second.position > first.position).toBe(true);
      expect((await all(store.readStream(stream))).map(({ revision }) => revision)).toEqual([0n, 1n, 2n, 3n]);
    });

    it('of half a megabyte in many events is one write', async () => {
      const events = Array.from({ length: 100 }, (_, index): NewEvent => {
        const event = received(`large-${sequence}-${index}`);
        return { ...event, event: { ...event.event, data: { reference: 'x'.repeat(5_000) } } };
      });

      expect((await store.append(stream, 'no-stream', events)).nextRevision).toBe(99n);
    });
  });

  describe('reading a stream', () => {
    it('yields nothing for one that does not exist', async () => {
      expect(await all(store.readStream(stream))).toEqual([]);
      expect(await all(store.readStream(stream, 5n))).toEqual([]);
    });

    it('starts at the revision asked for, and yields nothing beyond the end', async () => {
      await store.append(stream, 'no-stream', batch('read', 4));

      expect(quantities(await all(store.readStream(stream, 2n)))).toEqual([3, 4]);
      expect(await all(store.readStream(stream, 4n))).toEqual([]);
    });

    it('yields no more than was asked for', async () => {
      await store.append(stream, 'no-stream', batch('read', 4));

      expect(quantities(await all(store.readStream(stream, 1n, 2)))).toEqual([2, 3]);
      expect(quantities(await all(store.readStream(stream, 3n, 2)))).toEqual([4]);
    });

    it('can be left half-way, again and again', async () => {
      await store.append(stream, 'no-stream', batch('read', 50));

      for (let round = 0; round < 20; round += 1) {
        for await (const { revision } of store.readStream(stream)) if (revision === 3n) break;
      }

      expect(await all(store.readStream(stream))).toHaveLength(50);
    });
  });

  describe('reading the log', () => {
    it('goes on after a position, that one not included, and keeps to the categories asked for', async () => {
      const before = await store.append(stream, 'no-stream', [received('before')]);
      await store.append(`order-main:contract-${sequence}`, 'no-stream', [received('order', 7)]);
      await store.append(stream, 0n, [received('after', 8)]);
      await store.append(`node-main:contract-${sequence}`, 'no-stream', [received('node', 9)]);

      const read = async (...categories: readonly StreamCategory[]): Promise<readonly unknown[]> =>
        quantities(await all(store.readAll({ after: before.position, categories })));

      expect(await read('order', 'stock')).toEqual([7, 8]);
      expect(await read(...EVERYTHING)).toEqual([7, 8, 9]);
      expect(await read('policy')).toEqual([]);
    });

    it('from the beginning holds every event once, in order of position', async () => {
      await store.append(stream, 'no-stream', batch('all', 3));

      const positions = (await all(store.readAll({ after: null, categories: EVERYTHING }))).map(
        ({ position }) => position,
      );

      expect(positions).toEqual([...new Set(positions)].sort((a, b) => (a < b ? -1 : 1)));
      expect(positions.length).toBeGreaterThanOrEqual(3);
    });

    it('knows the position of the last event', async () => {
      const { position } = await store.append(stream, 'no-stream', batch('head', 2));

      expect(await store.headPosition()).toBe(position);
    });
  });

  describe('a subscription', () => {
    it('catches up, says so, and goes on live in the order of the log', async () => {
      const start = await store.append(stream, 'no-stream', [received('start')]);
      await store.append(stream, 0n, batch('missed', 3));
      const control = new AbortController();
      const kinds: string[] = [];
      const found: RecordedEvent[] = [];
      const categories: readonly StreamCategory[] = ['stock'];
      let wrote = false;
      for await (const message of store.subscribe({
        after: start.position,
        categories,
        signal: control.signal,
      })) {
        if (message.kind !== 'checkpoint') kinds.push(message.kind);
        if (message.kind === 'event') found.push(message.event);
        if (message.kind === 'caught-up' && !wrote) {
          wrote = true;
          await store.append(stream, 3n, batch('live', 2));
        }
        if (found.length === 5) control.abort();
      }

      expect(quantities(found)).toEqual([1, 2, 3, 1, 2]);
      expect(kinds.slice(0, 6)).toEqual(['event', 'event', 'event', 'caught-up', 'event', 'event']);
    });

    it('keeps to its categories, and tells how far it has looked', async () => {
      const start = await store.append(stream, 'no-stream', [received('start')]);
      const order = `order-main:contract-${sequence}`;
      let revision = await store.append(order, 'no-stream', batch(`many-${sequence}`, 500));
      revision = await store.append(order, revision.nextRevision, batch(`more-${sequence}`, 500));
      await store.append(stream, 0n, [received('last', 77)]);

      const messages = await take(
        store.subscribe({ after: start.position, categories: ['stock'] }),
        (seen) => seen.at(-1)?.kind === 'event',
      );

      const checkpoints = messages.flatMap((one) => (one.kind === 'checkpoint' ? [one.position] : []));
      const last = eventsOf(messages).at(-1);
      expect(quantities(eventsOf(messages))).toEqual([77]);
      expect(checkpoints.every((position) => position < (last?.position ?? 0n))).toBe(true);
    });

    it('reports a checkpoint when nothing of what it looked at was for it', async () => {
      const start = await store.append(stream, 'no-stream', [received('start')]);
      const order = `order-main:contract-${sequence}`;
      await store.append(order, 'no-stream', batch(`skipped-${sequence}`, 600));

      const messages = await take(
        store.subscribe({ after: start.position, categories: ['policy'] }),
        (seen) => seen.at(-1)?.kind === 'checkpoint',
      );

      const reached = messages.at(-1);
      expect(reached?.kind === 'checkpoint' && reached.position > start.position).toBe(true);
    });

    it('never reports a checkpoint ahead of an event that is still to come', async () => {
      const start = await store.append(stream, 'no-stream', [received('start')]);
      let revision = 0n;
      for (let round = 0; round < 8; round += 1) {
        const order = `order-main:contract-${sequence}-${round}`;
        await store.append(order, 'no-stream', batch(`noise-${sequence}-${round}`, 300));
        revision = (await store.append(stream, revision, batch(`signal-${sequence}-${round}`, 40)))
          .nextRevision;
      }
      let highest = start.position;
      let events = 0;
      for await (const message of store.subscribe({ after: start.position, categories: ['stock'] })) {
        if (message.kind === 'caught-up') continue;
        const position = message.kind === 'event' ? message.event.position : message.position;
        if (message.kind === 'event') {
          expect(position > highest).toBe(true);
          events += 1;
        }
        highest = position > highest ? position : highest;
        if (events === 320) break;
      }

      expect(events).toBe(320);
    });

    it('ends when its signal aborts while it waits', async () => {
      const control = new AbortController();
      const after = await store.headPosition();
      for await (const message of store.subscribe({
        after,
        categories: EVERYTHING,
        signal: control.signal,
      })) {
        if (message.kind === 'caught-up') setImmediate(() => control.abort());
      }

      expect(control.signal.aborted).toBe(true);
    });

    it('yields nothing when its signal has been aborted before', async () => {
      const signal = AbortSignal.abort();

      expect(await all(store.subscribe({ after: null, categories: EVERYTHING, signal }))).toEqual([]);
    });

    it('waits for a slow reader and loses nothing meanwhile', async () => {
      const start = await store.append(stream, 'no-stream', [received('start')]);
      let revision = start.nextRevision;
      for (let round = 0; round < 4; round += 1) {
        revision = (await store.append(stream, revision, batch(`slow-${sequence}-${round}`, 400)))
          .nextRevision;
      }
      const found: bigint[] = [];
      for await (const message of store.subscribe({ after: start.position, categories: ['stock'] })) {
        if (message.kind !== 'event') continue;
        found.push(message.event.revision);
        if (found.length % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
        if (found.length === 1_600) break;
      }

      expect(found).toEqual(Array.from({ length: 1_600 }, (_, index) => BigInt(index + 1)));
    });
  });
}
