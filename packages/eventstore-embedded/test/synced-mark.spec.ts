import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { SqliteStorage } from '../src/storage/sqlite-storage.js';
import { readSyncedMark } from '../src/storage/synced-mark.js';
import { UnusableDataFileError } from '../src/storage/sqlite-schema.js';
import { toFormat } from './support/older-format.js';
import { storedEvent } from './support/stored-events.js';
import { removeTemporaryDirectories, temporaryDirectory } from './support/temporary-directory.js';

describe('what was durable once', () => {
  afterAll(removeTemporaryDirectories);

  async function logOf(events: number): Promise<string> {
    const path = join(temporaryDirectory(), 'events.db');
    const storage = new SqliteStorage(path);
    for (let position = 1; position <= events; position += 1) {
      const streams = position === 1 ? [{ number: 1, name: 'stream-1' }] : [];
      storage.commit({ streams, events: [storedEvent({ position, revision: position - 1 })] });
      await storage.sync();
    }
    storage.close();
    return path;
  }

  it('is told beside the log', async () => {
    expect(readSyncedMark(await logOf(3))).toBe(3);
  });

  it('must be there: a log that lacks it is refused', async () => {
    const path = await logOf(3);
    const db = new Database(path);
    db.exec('DELETE FROM events WHERE position = 3');
    db.close();
    const refused = 'it ends at position 2, but events up to 3 were durable';
    expect(() => new SqliteStorage(path)).toThrow(refused);
    expect(() => new SqliteStorage(path, { commitDelayMs: 0, isVerified: true })).toThrow(
      UnusableDataFileError,
    );
  });

  it('says nothing when what tells it is torn or gone', async () => {
    const path = await logOf(2);
    const mark = readFileSync(`${path}-synced`);
    truncateSync(`${path}-synced`, 5);
    expect(readSyncedMark(path)).toBe(0);
    mark[0] = 1;
    writeFileSync(`${path}-synced`, mark);
    expect(readSyncedMark(path)).toBe(0);
    expect(readSyncedMark(join(path, 'nowhere'))).toBe(0);
    new SqliteStorage(path).close();
  });
});

describe('an event that the disk has changed', () => {
  afterAll(removeTemporaryDirectories);

  function spoiltLog(sql: string): string {
    const path = join(temporaryDirectory(), 'events.db');
    const storage = new SqliteStorage(path);
    const event = storedEvent({ position: 1, revision: 0 }, 20);
    storage.commit({ streams: [{ number: 1, name: 'stream-1' }], events: [event] });
    storage.close();
    const db = new Database(path);
    const record = Buffer.from(event.record);
    record[record.length - 1] = 255;
    db.prepare(sql).run([record]);
    db.close();
    return path;
  }

  const SPOIL = 'UPDATE events SET record = ?';

  it('is found out by --verify', () => {
    const path = spoiltLog(SPOIL);
    expect(() => new SqliteStorage(path, { commitDelayMs: 0, isVerified: true })).toThrow(
      'the event at position 1 is not the one that was written there',
    );
  });

  it('is never given to a reader', () => {
    const storage = new SqliteStorage(spoiltLog(SPOIL));
    expect(() => storage.readAll(1, 'forwards', 10)).toThrow('is damaged');
    expect(() => storage.readStream(1, 0, 'forwards', 10)).toThrow('is damaged');
    storage.close();
  });

  it('is taken as it is in a file of the format that had no checksums', () => {
    const path = spoiltLog(SPOIL);
    toFormat(path, 1);
    const storage = new SqliteStorage(path, { commitDelayMs: 0, isVerified: true });
    expect(storage.readAll(1, 'forwards', 10)).toHaveLength(1);
    storage.commit({ streams: [], events: [storedEvent({ position: 2, revision: 1 })] });
    expect(storage.readAll(1, 'forwards', 10)).toHaveLength(2);
    storage.close();
  });
});
