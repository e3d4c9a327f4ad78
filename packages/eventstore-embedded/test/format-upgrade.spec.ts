import { join } from 'node:path';
import Database from 'libsql';
import { backUp, verifyFile } from '../src/operations/backup.js';
import { restore } from '../src/operations/restore.js';
import { UnusableDataFileError } from '../src/index.js';
import { SqliteStorage } from '../src/storage/sqlite-storage.js';
import { toFormat } from './support/older-format.js';
import { storedEvent } from './support/stored-events.js';
import { removeTemporaryDirectories, temporaryDirectory } from './support/temporary-directory.js';

afterAll(removeTemporaryDirectories);

const STREAMS = [1, 2, 3].map((number) => ({ number, name: `stream-${number}` }));
const EVENTS = Array.from({ length: 30 }, (_, index) =>
  storedEvent(
    { position: index + 1, stream: 1 + (index % 3), revision: Math.floor(index / 3) },
    index * 2_000,
  ),
);

/** A log of an older version; of its events two were taken out. */
function olderLog(format: 1 | 2): string {
  const path = join(temporaryDirectory(), 'events.db');
  const storage = new SqliteStorage(path);
  storage.commit({ streams: STREAMS, events: EVENTS });
  storage.remove([1, 30]);
  storage.close();
  toFormat(path, format);
  return path;
}

const versionOf = (path: string): unknown => {
  const db = new Database(path);
  const [row] = db.prepare('PRAGMA user_version').raw(true).all() as [number][];
  db.close();
  return row?.[0];
};

describe.each([1, 2] as const)('log of format %i', (format) => {
  it('is taken over, with all its events and streams', () => {
    const path = olderLog(format);
    const storage = new SqliteStorage(path);
    expect(versionOf(path)).toBe(3);
    const kept = EVENTS.filter(({ position }) => position !== 1 && position !== 30);
    expect(storage.readAll(1, 'forwards', 100)).toEqual(kept);
    for (const { number, name } of STREAMS) {
      const ofStream = kept.filter(({ streamNumber }) => streamNumber === number);
      expect(storage.readStream(number, 0, 'forwards', 100)).toEqual(ofStream);
      expect(storage.findStream(name)).toEqual({ number, head: ofStream.at(-1)?.revision });
    }
    expect(storage.streamNames('stream', 9)).toEqual(STREAMS.map(({ name }) => name));
    storage.close();
  });

  it('is written on after that', () => {
    const path = olderLog(format);
    const storage = new SqliteStorage(path);
    const next = storedEvent({ position: 31, revision: 10 });
    storage.commit({ streams: [{ number: 4, name: 'stream-4' }], events: [next] });
    expect(storage.readStream(1, 9, 'forwards', 9).map(({ position }) => position)).toEqual([28, 31]);
    expect(storage.findStream('stream-4')).toEqual({ number: 4, head: -1 });
    storage.close();
    new SqliteStorage(path, { commitDelayMs: 0, isVerified: true }).close();
  });

  it('is copied, looked through and put back as it is', () => {
    const path = olderLog(format);
    const [copy, directory] = [join(temporaryDirectory(), 'copy.db'), temporaryDirectory()];
    expect(backUp(join(path, '..'), copy)).toMatchObject({ events: 28 });
    expect(versionOf(copy)).toBe(format);
    expect(verifyFile(copy)).toBe(28);
    expect(restore(copy, directory)).toBe(28);
    new SqliteStorage(join(directory, 'events.db'), { commitDelayMs: 0, isVerified: true }).close();
  });

  it('is refused and left as it is when it is damaged', () => {
    const path = olderLog(format);
    const db = new Database(path);
    db.exec('DELETE FROM streams WHERE number = 2');
    db.close();
    expect(() => new SqliteStorage(path)).toThrow(UnusableDataFileError);
    expect(versionOf(path)).toBe(format);
  });

  it('is what it was when taking it over is broken off, and is taken over by the next start', () => {
    const path = olderLog(format);
    const db = new Database(path);
    // Stands where a table of the new format is to be made, after others have been.
    db.exec('CREATE TABLE index_progress (x)');
    db.close();
    expect(() => new SqliteStorage(path)).toThrow('index_progress');
    expect(versionOf(path)).toBe(format);
    const again = new Database(path);
    again.exec('DROP TABLE index_progress');
    again.close();
    const storage = new SqliteStorage(path, { commitDelayMs: 0, isVerified: true });
    expect(storage.readAll(1, 'forwards', 100)).toHaveLength(28);
    storage.close();
  });
});
