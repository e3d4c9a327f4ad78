import { join } from 'node:path';
import Database from 'libsql';
import { UnusableDataFileError } from '../src/index.js';
import { SqliteStorage } from '../src/storage/sqlite-storage.js';
import { storedEvents } from './support/stored-events.js';
import { removeTemporaryDirectories, temporaryDirectory } from './support/temporary-directory.js';

afterAll(removeTemporaryDirectories);

/** A log with an inline event, a big one, and what `change` does to it. */
function logWith(change: string): string {
  const path = join(temporaryDirectory(), 'events.db');
  const storage = new SqliteStorage(path);
  const [first, second] = storedEvents(2);
  const big = storedEvents(3, 40_000)[2];
  if (!first || !second || !big) throw new Error('There are three events.');
  storage.commit({ streams: [{ number: 1, name: 'stream-1' }], events: [first, second, big] });
  storage.close();
  const db = new Database(path);
  db.exec(change);
  db.close();
  return path;
}

const open = (path: string, isVerified = false) =>
  new SqliteStorage(path, { commitDelayMs: 0, isVerified }).close();

describe('start', () => {
  it.each([
    [
      'an event without content',
      'UPDATE events SET record = NULL WHERE position = 2',
      'position 2 has no content',
    ],
    ['a big event without content', 'DELETE FROM large_records', 'position 3 has no content'],
    [
      'an event without stream',
      'UPDATE events SET stream = 7 WHERE position = 1',
      'position 1 belongs to no stream',
    ],
  ])('refuses %s', (_, change, message) => {
    const path = logWith(change);
    expect(() => open(path)).toThrow(UnusableDataFileError);
    expect(() => open(path)).toThrow(message);
    expect(() => open(path)).toThrow('Move it away and restore a backup.');
  });
});

describe('full check', () => {
  it.each([
    [
      'content of another event',
      'UPDATE events SET record = (SELECT record FROM events WHERE position = 1) WHERE position = 2',
      'position 2',
    ],
    ['content that is none', "UPDATE events SET record = x'ff' WHERE position = 1", 'position 1'],
    ['another revision', 'UPDATE events SET revision = 9 WHERE position = 2', 'position 2'],
    ['another type', "UPDATE events SET type = 'Other' WHERE position = 2", 'position 2'],
    ['another stream name', "UPDATE streams SET name = 'other'", 'position 1'],
    ['a record that belongs to no event', "INSERT INTO large_records VALUES (99, x'00')", 'position 99'],
  ])('finds %s, which a start does not look for', (_, change, message) => {
    const path = logWith(change);
    expect(() => open(path)).not.toThrow();
    expect(() => open(path, true)).toThrow(UnusableDataFileError);
    expect(() => open(path, true)).toThrow(message);
  });

  it('accepts what the server has written', () => {
    expect(() => open(logWith('SELECT 1'), true)).not.toThrow();
  });
});
