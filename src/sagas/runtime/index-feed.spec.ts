import { settled } from '../../../test/support/fake-clock.js';
import { SagaFixture } from '../../../test/support/saga-fixture.js';
import type { RecordedEvent } from '../../application/ports/event-store.js';
import {
  type IndexBatch,
  type IndexChange,
  ProcessIndexUnavailable,
} from '../../application/ports/process-index.js';
import { MemoryProcessIndex } from '../../infrastructure/memory/memory-process-index.js';
import { IndexFeed } from './index-feed.js';

/** An index in memory that can be out of reach, and remembers its batches. */
class WatchedIndex extends MemoryProcessIndex {
  isDown = false;
  readonly batches: number[] = [];

  override async apply(batch: IndexBatch): Promise<'applied' | 'lost'> {
    if (this.isDown) throw new ProcessIndexUnavailable('down');
    this.batches.push(batch.changes.length);
    return super.apply(batch);
  }
}

/** Each event opens an order named after its stream and revision. */
const changesOf = ({ stream, revision, position, metadata }: RecordedEvent): readonly IndexChange[] => [
  {
    kind: 'order-opened',
    position,
    tenant: 'main',
    orderId: `${stream.slice('order-main:'.length)}${revision}`,
    priority: 0,
    at: metadata.recordedAt,
  },
];

describe('the feed of the process index', () => {
  let fixture: SagaFixture;
  let index: WatchedIndex;
  let troubles: number;

  beforeEach(() => {
    fixture = new SagaFixture();
    index = new WatchedIndex();
    troubles = 0;
  });

  const feedOf = (gatherMs = 0): IndexFeed =>
    new IndexFeed({
      gatherMs,
      index,
      store: fixture.log,
      clock: fixture.clock,
      categories: ['order'],
      changesOf,
      onTrouble: () => {
        troubles += 1;
      },
    });
  /** An event happens and the feed hears of it, as from the pump. */
  const observed = async (feed: IndexFeed, ...ids: readonly string[]): Promise<void> => {
    for (const id of ids) {
      const position = await fixture.happens(id);
      for await (const event of fixture.log.readAll({ after: position - 1n, categories: ['order'] })) {
        feed.observe(event);
      }
    }
  };
  const indexed = async (): Promise<readonly string[]> =>
    (await index.quietOrders('2027-01-01T00:00:00.000Z', 100)).map(({ orderId }) => orderId).sort();

  it('an index out of reach is tried again until it answers, and nothing is missing then', async () => {
    const feed = feedOf();
    await feed.start();
    index.isDown = true;
    await observed(feed, 'a', 'b');
    await fixture.pass(3_500);
    expect([troubles, await indexed()]).toEqual([4, []]);
    await observed(feed, 'c');
    index.isDown = false;
    await fixture.pass(1_000);
    expect(await indexed()).toEqual(['a0', 'b0', 'c0']);
  });

  it('a stop does not wait for an index out of reach: what is missing there is in the log', async () => {
    const feed = feedOf();
    await feed.start();
    index.isDown = true;
    await observed(feed, 'a');
    await settled();
    await feed.stop();
    expect(troubles).toBe(1);
  });

  it('who waits for an index that cannot be written to is told so: it may answer and know too little', async () => {
    const feed = feedOf();
    await feed.start();
    index.isDown = true;
    await observed(feed, 'a');
    await expect(feed.reached()).rejects.toThrow(ProcessIndexUnavailable);
    index.isDown = false;
    await fixture.pass(1_000);
    await feed.reached();
    expect(await indexed()).toEqual(['a0']);
  });

  it('an index that was wiped is built anew from the beginning of the log', async () => {
    const feed = feedOf();
    await feed.start();
    await observed(feed, 'a', 'b');
    await feed.reached();
    await index.clear();
    await observed(feed, 'c');
    await feed.reached();
    expect(await indexed()).toEqual(['a0', 'b0', 'c0']);
    expect(await index.position()).toBe(30n);
  });

  it('an index that was wiped while nothing happens is found out by a look', async () => {
    const feed = feedOf();
    await feed.start();
    await observed(feed, 'a', 'b');
    await feed.reached();
    await index.clear();
    await feed.verify();
    await feed.reached();
    expect(await indexed()).toEqual(['a0', 'b0']);
    const batches = index.batches.length;
    await feed.verify();
    await settled();
    expect(index.batches).toHaveLength(batches);
  });

  it('an answer of an index that was wiped while nothing happens is none: it is built anew first', async () => {
    const feed = feedOf();
    await feed.start();
    await observed(feed, 'a', 'b');
    await feed.reached();
    await index.clear();
    await expect(feed.answer(() => indexed())).rejects.toThrow(ProcessIndexUnavailable);
    await feed.reached();
    expect(await feed.answer(() => indexed())).toEqual(['a0', 'b0']);
  });

  it('nor is one of an index that was wiped before it was asked, and is half built by another process', async () => {
    const feed = feedOf();
    await feed.start();
    await observed(feed, 'a', 'b');
    await feed.reached();
    const wiped = async (): Promise<readonly string[]> => {
      await index.clear();
      await index.apply({ after: null, position: 10n, changes: [] });
      return indexed();
    };
    await expect(feed.answer(wiped)).rejects.toThrow(ProcessIndexUnavailable);
  });

  it('an index of an empty log is whole', async () => {
    const feed = feedOf();
    await feed.start();
    expect(await feed.answer(() => indexed())).toEqual([]);
  });

  it('what is observed in the very moment in which a batch has gone out goes out as well', async () => {
    for (let turns = 0; turns < 40; turns += 1) {
      fixture = new SagaFixture();
      index = new WatchedIndex();
      const feed = feedOf();
      await feed.start();
      await fixture.happens('a');
      await fixture.happens('b');
      const events: RecordedEvent[] = [];
      for await (const event of fixture.log.readAll({ after: null, categories: ['order'] }))
        events.push(event);
      const [first, second] = events as [RecordedEvent, RecordedEvent];
      feed.observe(first);
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      feed.observe(second);
      await feed.reached();
      expect(await indexed()).toEqual(['a0', 'b0']);
    }
  });

  it('at the start the log is read from where the index stands', async () => {
    await fixture.happens('a');
    await feedOf().start();
    await fixture.happens('b');
    index.batches.length = 0;
    await feedOf().start();
    expect([index.batches, await indexed()]).toEqual([[1], ['a0', 'b0']]);
  });

  it('at the start an index that is further than the log is built anew: it is that of another one', async () => {
    await fixture.happens('a');
    await index.apply({ after: null, position: 1_000n, changes: [] });
    await feedOf().start();
    expect([await indexed(), await index.position()]).toEqual([['a0'], 10n]);
    fixture = new SagaFixture();
    const feed = feedOf();
    await feed.start();
    expect([await indexed(), await index.position()]).toEqual([[], null]);
    await observed(feed, 'b');
    await feed.reached();
    expect(await indexed()).toEqual(['b0']);
  });

  it('a stop does not wait for an index that is being built anew: the next start goes on with it', async () => {
    const feed = feedOf();
    await feed.start();
    await observed(feed, 'a', 'b', 'c');
    await feed.reached();
    await index.clear();
    const read = fixture.log.readAll.bind(fixture.log);
    fixture.log.readAll = async function* (options) {
      for await (const event of read(options)) {
        yield event;
        // Told to stop in the middle of the log.
        void feed.stop();
      }
    };
    await feed.verify();
    await feed.stop();
    expect([await indexed(), await index.position(), troubles]).toEqual([[], null, 1]);
    fixture.log.readAll = read;
    await feedOf().start();
    expect(await indexed()).toEqual(['a0', 'b0', 'c0']);
  });

  it('events that the index has already are not sent again', async () => {
    await fixture.happens('a');
    const feed = feedOf();
    await feed.start();
    index.batches.length = 0;
    for await (const event of fixture.log.readAll({ after: null, categories: ['order'] }))
      feed.observe(event);
    await settled();
    expect(index.batches).toEqual([]);
  });

  it('what comes together goes out together', async () => {
    const feed = feedOf();
    await feed.start();
    const events: RecordedEvent[] = [];
    for (const id of ['a', 'b', 'c']) await fixture.happens(id);
    for await (const event of fixture.log.readAll({ after: null, categories: ['order'] })) events.push(event);
    for (const event of events) feed.observe(event);
    await feed.reached();
    expect([index.batches, await index.position()]).toEqual([[3], 30n]);
  });

  describe('that gathers', () => {
    it('loses nothing when the index cannot be reached, and does not wait for it longer than others', async () => {
      const feed = feedOf(20);
      await feed.start();
      index.isDown = true;
      await observed(feed, 'a');
      await expect(feed.reached()).rejects.toThrow(ProcessIndexUnavailable);
      expect(troubles).toBe(1);
      index.isDown = false;
      await observed(feed, 'b');
      await fixture.pass(1_020);
      expect(await indexed()).toEqual(['a0', 'b0']);
    });

    it('sends what waits when it is stopped', async () => {
      const feed = feedOf(20);
      await feed.start();
      await observed(feed, 'a');
      await feed.stop();
      expect(await indexed()).toEqual(['a0']);
    });

    it('builds an index that was wiped meanwhile anew', async () => {
      const feed = feedOf(20);
      await feed.start();
      await observed(feed, 'a');
      await feed.reached();
      await observed(feed, 'b');
      await index.clear();
      await fixture.pass(20);
      await feed.reached();
      expect(await indexed()).toEqual(['a0', 'b0']);
    });

    it('sends at once when somebody waits for the index, and all that was observed until then', async () => {
      const feed = feedOf(20);
      await feed.start();
      await observed(feed, 'a', 'b');
      expect(index.batches).toEqual([]);
      await feed.reached();
      expect([index.batches, await indexed()]).toEqual([[2], ['a0', 'b0']]);
    });

    it('sends what has come within its time together, and then gathers anew', async () => {
      const feed = feedOf(20);
      await feed.start();
      await observed(feed, 'a', 'b');
      await fixture.pass(19);
      expect(index.batches).toEqual([]);
      await fixture.pass(1);
      await observed(feed, 'c');
      expect(index.batches).toEqual([2]);
      await fixture.pass(20);
      expect([index.batches, await indexed()]).toEqual([
        [2, 1],
        ['a0', 'b0', 'c0'],
      ]);
    });
  });

  it('of an order that was active several times only the last moment is sent, and its end always', async () => {
    const sent: IndexChange[] = [];
    const order = { tenant: 'main', orderId: 'web~1' };
    const at = (second: number): string => `2026-03-02T10:00:0${second}.000Z`;
    const feed = new IndexFeed({
      index: {
        apply: async ({ changes }: IndexBatch) => {
          sent.push(...changes);
          return 'applied' as const;
        },
        position: async () => 0n,
        clear: async () => undefined,
      } as unknown as MemoryProcessIndex,
      store: fixture.log,
      clock: fixture.clock,
      categories: ['order'],
      changesOf: ({ position }) =>
        position === 30n
          ? [{ ...order, position, kind: 'order-ended' }]
          : [
              { ...order, position, kind: 'order-active', at: at(Number(position / 10n)) },
              { ...order, orderId: 'web~2', position, kind: 'order-active', at: at(9) },
            ],
      onTrouble: () => undefined,
    });
    await feed.start();
    await observed(feed, 'a', 'b', 'c');
    await feed.reached();
    const all = sent.splice(0);
    expect(all.map(({ kind }) => kind)).toContain('order-ended');
    for (const id of ['d', 'e']) await fixture.happens(id);
    for await (const event of fixture.log.readAll({ after: 30n, categories: ['order'] })) feed.observe(event);
    await feed.reached();
    expect(sent).toEqual([
      { ...order, position: 50n, kind: 'order-active', at: at(5) },
      { ...order, orderId: 'web~2', position: 50n, kind: 'order-active', at: at(9) },
    ]);
  });
});
