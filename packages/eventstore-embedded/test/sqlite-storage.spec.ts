import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { DataDirectoryInUseError, lockDirectory } from '../src/storage/directory-lock.js';
import { PAGE_BYTES } from '../src/storage/event-storage.js';
import { UnusableDataFileError } from '../src/storage/sqlite-schema.js';
import { SqliteStorage } from '../src/storage/sqlite-storage.js';
import type { StoredEvent } from '../src/storage/stored-event.js';
import { storedEvent, storedEvents } from './support/stored-events.js';
import { removeTemporaryDirectories, temporaryDirectory } from './support/temporary-directory.js';

afterAll(removeTemporaryDirectories);

const STREAM_1 = { number: 1, name: 'stream-1' };
const STREAM_2 = { number: 2, name: 'stream-2' };

describe.each([
  ['on disk', () => new SqliteStorage(join(temporaryDirectory(), 'events.db'))],
  ['in memory', () => new SqliteStorage(':memory:')],
])('storage %s', (_, open) => {
  let storage: SqliteStorage;
  beforeEach(() => {
    storage = open();
  });
  afterEach(() => storage.close());
  const positions = (events: readonly { position: number }[]) => events.map(({ position }) => position);

  /** Compares megabytes at once, where a deep comparison takes seconds. */
  const expectSame = (found: readonly StoredEvent[], expected: readonly StoredEvent[]) => {
    expect(found.map(({ record, ...rest }) => ({ ...rest, bytes: record.length }))).toEqual(
      expected.map(({ record, ...rest }) => ({ ...rest, bytes: record.length })),
    );
    expect(found.every(({ record }, index) => record.equals(expected[index]!.record))).toBe(true);
  };

  it('is empty at first', () => {
    expect(storage.lastPosition()).toBe(0);
    expect(storage.lastStreamNumber()).toBe(0);
    expect(storage.findStream('stream-1')).toBeUndefined();
    expect(storage.readAll(1, 'forwards', 10)).toEqual([]);
  });

  it('gives back what was committed', () => {
    const events = storedEvents(3);
    storage.commit({ streams: [STREAM_1], events });
    expect(storage.readAll(1, 'forwards', 10)).toEqual(events);
    expect(storage.lastPosition()).toBe(3);
    expect(storage.findStream('stream-1')).toEqual({ number: 1, head: 2 });
  });

  it('reads in both directions from a place on, itself included', () => {
    storage.commit({ streams: [STREAM_1], events: storedEvents(5) });
    expect(positions(storage.readAll(2, 'forwards', 2))).toEqual([2, 3]);
    expect(positions(storage.readAll(4, 'backwards', 3))).toEqual([4, 3, 2]);
    expect(positions(storage.readStream(1, 3, 'forwards', 9))).toEqual([4, 5]);
    expect(positions(storage.readStream(1, 1, 'backwards', 9))).toEqual([2, 1]);
  });

  it('keeps streams apart', () => {
    const events = [1, 2, 3, 4].map((position) =>
      storedEvent({ position, stream: 2 - (position % 2), revision: Math.floor((position - 1) / 2) }),
    );
    storage.commit({ streams: [STREAM_1, STREAM_2], events });
    expect(positions(storage.readStream(1, 0, 'forwards', 9))).toEqual([1, 3]);
    expect(positions(storage.readStream(2, 0, 'forwards', 9))).toEqual([2, 4]);
    expect(storage.lastStreamNumber()).toBe(2);
  });

  it('writes a group as a whole or not at all', () => {
    storage.commit({ streams: [STREAM_1], events: storedEvents(2) });
    const clash = [storedEvent({ position: 3, revision: 2 }), storedEvent({ position: 2, revision: 3 })];
    expect(() => storage.commit({ streams: [STREAM_2], events: clash })).toThrow('UNIQUE');
    expect(storage.lastPosition()).toBe(2);
    expect(storage.findStream('stream-2')).toBeUndefined();
    storage.commit({ streams: [], events: [storedEvent({ position: 3, revision: 2 })] });
    expect(storage.lastPosition()).toBe(3);
  });

  it('gives big events back as they are, in pages of bounded size', () => {
    const events = storedEvents(12, 1024 * 1024);
    storage.commit({ streams: [STREAM_1], events });
    const page = storage.readAll(1, 'forwards', 100);
    const bytes = page.reduce((sum, { record }) => sum + record.length, 0);
    expect(page.length).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(PAGE_BYTES + 1.1 * 1024 * 1024);
    expectSame(page, events.slice(0, page.length));
    expectSame(storage.readStream(1, page.length, 'forwards', 1), [events[page.length]!]);
  });

  it('reads an event that is larger than a page', () => {
    const [event] = storedEvents(1, 6 * 1024 * 1024);
    storage.commit({ streams: [STREAM_1], events: [event!] });
    expectSame(storage.readAll(1, 'forwards', 10), [event!]);
  });
});

describe('data file', () => {
  const reopened = (path: string) => {
    const storage = new SqliteStorage(path);
    const last = storage.lastPosition();
    storage.close();
    return last;
  };

  it('holds what was committed when it is opened again', () => {
    const path = join(temporaryDirectory(), 'events.db');
    const storage = new SqliteStorage(path);
    storage.commit({ streams: [STREAM_1], events: storedEvents(4) });
    storage.close();
    expect(reopened(path)).toBe(4);
  });

  it('of a newer version is refused and left as it is', () => {
    const path = join(temporaryDirectory(), 'events.db');
    new SqliteStorage(path).close();
    const db = new Database(path);
    db.exec('PRAGMA user_version = 99');
    db.close();
    expect(() => new SqliteStorage(path)).toThrow(UnusableDataFileError);
    expect(() => new SqliteStorage(path)).toThrow('format 99');
  });

  it('of another program is refused', () => {
    const path = join(temporaryDirectory(), 'events.db');
    const db = new Database(path);
    db.exec('CREATE TABLE other (x)');
    db.close();
    expect(() => new SqliteStorage(path)).toThrow(UnusableDataFileError);
  });

  it('that is no database is refused', () => {
    const path = join(temporaryDirectory(), 'events.db');
    writeFileSync(path, 'something else entirely, '.repeat(100));
    expect(() => new SqliteStorage(path)).toThrow(UnusableDataFileError);
  });
});

describe('lock of a data directory', () => {
  it('is held by one at a time, however often another tries', () => {
    const directory = temporaryDirectory();
    const release = lockDirectory(directory);
    expect(() => lockDirectory(directory)).toThrow(DataDirectoryInUseError);
    expect(() => lockDirectory(directory)).toThrow(DataDirectoryInUseError);
    release();
    lockDirectory(directory)();
  });
});
