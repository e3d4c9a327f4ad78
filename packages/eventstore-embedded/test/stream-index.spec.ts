import { join } from 'node:path';
import Database from 'libsql';
import { UnusableDataFileError } from '../src/index.js';
import { SqliteStorage } from '../src/storage/sqlite-storage.js';
import type { StoredEvent } from '../src/storage/stored-event.js';
import { crashedCopy } from './support/crashed-copy.js';
import { storedEvent } from './support/stored-events.js';
import { removeTemporaryDirectories, temporaryDirectory } from './support/temporary-directory.js';

afterAll(removeTemporaryDirectories);

const STREAMS = 3;
const BATCH = 12;

/** Events dealt out to the streams in turn, from a position on. */
const dealt = (from: number, to: number): StoredEvent[] =>
  Array.from({ length: to - from + 1 }, (_, index) => {
    const place = from + index - 1;
    return storedEvent({
      position: from + index,
      stream: 1 + (place % STREAMS),
      revision: Math.floor(place / STREAMS),
    });
  });

function open(path: string, isVerified = false): SqliteStorage {
  return new SqliteStorage(path, { commitDelayMs: 0, isSynced: false, indexBatch: BATCH, isVerified });
}

/** A log of so many events, each with a commit of its own, so that the index is in the state that it has then. */
function logOf(events: number): { path: string; storage: SqliteStorage } {
  const path = join(temporaryDirectory(), 'events.db');
  const storage = open(path);
  append(storage, 1, events);
  return { path, storage };
}

function append(storage: SqliteStorage, from: number, to: number): void {
  for (const event of dealt(from, to)) {
    const { streamNumber: number, streamName: name, revision } = event;
    storage.commit({ streams: revision === 0 ? [{ number, name }] : [], events: [event] });
  }
}

const query = <Row>(path: string, sql: string): Row[] => {
  const db = new Database(path);
  const rows = db.prepare(sql).raw(true).all() as Row[];
  db.close();
  return rows;
};
const markOf = (path: string) => query<[number]>(path, 'SELECT position FROM index_progress')[0]?.[0];
const movedOf = (path: string) => query<[number]>(path, 'SELECT count(*) FROM stream_index')[0]?.[0];

const tell = (events: readonly { position: number; revision: number }[]) =>
  events.map(({ position, revision }) => `${position}:${revision}`).join(' ');

/** Every way to find an event of a stream finds the same. */
function expectWhole(storage: SqliteStorage, last: number, taken: readonly number[] = []): void {
  for (let stream = 1; stream <= STREAMS; stream += 1) {
    const kept = dealt(1, last).filter(
      ({ streamNumber, position }) => streamNumber === stream && !taken.includes(position),
    );
    const found = kept.map(({ revision }) => [
      tell(storage.readStream(stream, revision, 'forwards', 100)),
      tell(storage.readStream(stream, revision, 'forwards', 3)),
      tell(storage.readStream(stream, revision, 'backwards', 100)),
      tell(storage.readStream(stream, revision, 'backwards', 3)),
      tell(storage.oldestEvents(stream, revision, 100)),
    ]);
    const expected = kept.map((_, index) => {
      const before = kept.slice(0, index + 1).reverse();
      const after = kept.slice(index);
      return [after, after.slice(0, 3), before, before.slice(0, 3), kept.slice(0, index)].map(tell);
    });
    expect(found).toEqual(expected);
    const name = `stream-${stream}`;
    const [first, head] = [kept[0]?.revision, kept.at(-1)?.revision];
    expect(storage.findStream(name)).toEqual({ number: stream, head });
    expect(storage.streamsAfter(stream - 1, 1)).toEqual([{ number: stream, name, first, head }]);
  }
}

/** How many events the log has, how many of them are in the table, and up to where all of them are. */
const STATES: [string, number, number, number][] = [
  ['nothing is moved', 9, 0, 0],
  ['a batch is about to be moved', 12, 0, 0],
  ['a batch is half moved', 16, 5, 0],
  ['a batch is moved and the next one collected', 22, 12, 12],
  ['the second batch is half moved', 30, 19, 12],
  ['many batches are moved', 70, 60, 60],
];

describe.each(STATES)('index by stream when %s', (_, events, moved, mark) => {
  it('is moved so far', () => {
    const { path, storage } = logOf(events);
    expect([movedOf(path), markOf(path)]).toEqual([moved, mark]);
    storage.close();
  });

  it('finds every event, in both directions and across the seam', () => {
    const { storage } = logOf(events);
    expectWhole(storage, events);
    storage.close();
  });

  it('is all in the table after a stop', () => {
    const { path, storage } = logOf(events);
    storage.close();
    expect([movedOf(path), markOf(path)]).toEqual([events, events]);
    const again = open(path, true);
    expectWhole(again, events);
    again.close();
  });

  it('finds every event after a crash, and goes on from there', () => {
    const { path, storage } = logOf(events);
    const crashed = crashedCopy(path);
    storage.close();
    const again = open(crashed, true);
    expectWhole(again, events);
    append(again, events + 1, events + 40);
    expectWhole(again, events + 40);
    again.close();
    open(crashed, true).close();
  });

  it('does not find what was taken out, before and after a crash', () => {
    const { path, storage } = logOf(events);
    const taken = [1, 2, 4];
    storage.remove(taken);
    expectWhole(storage, events, taken);
    const crashed = crashedCopy(path);
    append(storage, events + 1, events + 40);
    expectWhole(storage, events + 40, taken);
    storage.close();
    open(path, true).close();
    const again = open(crashed, true);
    expectWhole(again, events, taken);
    again.close();
  });

  it('is not moved by a commit that fails', () => {
    const { path, storage } = logOf(events);
    const clash = [...dealt(events + 1, events + 8), storedEvent({ position: 1, revision: 0 })];
    expect(() => storage.commit({ streams: [], events: clash })).toThrow('UNIQUE');
    expect([movedOf(path), markOf(path)]).toEqual([moved, mark]);
    append(storage, events + 1, events + 40);
    expectWhole(storage, events + 40);
    const crashed = crashedCopy(path);
    storage.close();
    open(crashed, true).close();
  });
});

describe('index by stream', () => {
  it('takes a commit that is larger than its batches', () => {
    const path = join(temporaryDirectory(), 'events.db');
    const storage = new SqliteStorage(path);
    const streams = [1, 2, 3].map((number) => ({ number, name: `stream-${number}` }));
    storage.commit({ streams, events: dealt(1, 20_000) });
    storage.commit({ streams: [], events: dealt(20_001, 40_000) });
    const [middle] = storage.readStream(2, 5_000, 'forwards', 1);
    expect([middle?.position, middle?.revision]).toEqual([15_002, 5_000]);
    expect(storage.findStream('stream-1')).toEqual({ number: 1, head: 13_333 });
    expect(markOf(path)).toBe(20_000);
    storage.close();
    new SqliteStorage(path, { commitDelayMs: 0, isVerified: true }).close();
  });

  it('is never further behind the log than two batches', () => {
    const { path, storage } = logOf(12);
    for (let last = 13; last <= 100; last += 1) {
      append(storage, last, last);
      expect(last - (markOf(path) ?? 0)).toBeLessThanOrEqual(2 * BATCH);
    }
    storage.close();
  });

  it('keeps the tombstone of a stream behind its events', () => {
    const { storage } = logOf(3);
    const end = storedEvent({ position: 4, revision: Number.MAX_SAFE_INTEGER });
    storage.commit({ streams: [], events: [end] });
    expect(storage.findStream('stream-1')?.head).toBe(Number.MAX_SAFE_INTEGER);
    expect(storage.readStream(1, 0, 'forwards', 9).map(({ position }) => position)).toEqual([1, 4]);
    expect(storage.readStream(1, Number.MAX_SAFE_INTEGER, 'backwards', 9)).toHaveLength(2);
    expect(storage.readStream(1, 5, 'backwards', 9)).toHaveLength(1);
    storage.close();
  });

  it('takes no second event at a revision that a stream has', () => {
    const { path, storage } = logOf(13);
    storage.close();
    const again = open(path);
    again.commit({ streams: [], events: [storedEvent({ position: 14, revision: 0 })] });
    expect(() => again.close()).toThrow('the event at position 14 is not in its stream');
    expect(() => open(crashedCopy(path))).toThrow(UnusableDataFileError);
  });
});
