import { join } from 'node:path';
import Database from 'libsql';
import { UnusableDataFileError } from '../src/index.js';
import { SqliteStorage } from '../src/storage/sqlite-storage.js';
import { storedEvents } from './support/stored-events.js';
import { removeTemporaryDirectories, temporaryDirectory } from './support/temporary-directory.js';

afterAll(removeTemporaryDirectories);

const RENAMED = "UPDATE streams SET name = 'other'; UPDATE stream_names SET name = 'other';";

/** As after a crash: all is still to be moved. */
const UNINDEXED =
  'DELETE FROM stream_index; DELETE FROM stream_names; UPDATE index_progress SET position = 0, stream = 0;';

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
      'an event that its stream does not have',
      'UPDATE events SET stream = 7 WHERE position = 1',
      'position 1 is not in its stream',
    ],
    [
      'an event at another revision than its stream has it',
      'UPDATE events SET revision = 9 WHERE position = 2',
      'position 2 is not in its stream',
    ],
    [
      'an event in the place of another',
      'UPDATE stream_index SET position = 1 WHERE revision = 1',
      'position 2 is not in its stream',
    ],
    ['an event without stream', 'DELETE FROM streams', 'position 3 belongs to no stream'],
    ['a stream of another name', "UPDATE streams SET name = 'other'", 'number 1 is not found by its name'],
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
    ['another type', "UPDATE events SET type = 'Other' WHERE position = 2", 'position 2'],
    ['another stream name', RENAMED, 'position 1'],
    ['a place that belongs to no event', 'INSERT INTO stream_index VALUES (1, 7, 9)', 'a place in a stream'],
    ['a name that belongs to no stream', "INSERT INTO stream_names VALUES ('x', 9)", 'a name belongs to'],
    ['a stream that was never found', "INSERT INTO streams VALUES (0, 'zero')", 'number 0 is not found'],
  ])('finds %s, which a start does not look for', (_, change, message) => {
    const path = logWith(change);
    expect(() => open(path)).not.toThrow();
    expect(() => open(path, true)).toThrow(UnusableDataFileError);
    expect(() => open(path, true)).toThrow(message);
  });

  it('accepts what the server has written', () => {
    expect(() => open(logWith('SELECT 1'), true)).not.toThrow();
  });

  it.each([
    ['two events in one place', 'UPDATE events SET revision = 1', 'in the place of another'],
    [
      'two streams of one name',
      "INSERT INTO streams VALUES (2, 'stream-1'), (3, 'x')",
      'the name of another',
    ],
  ])('finds %s though neither is in the index yet', (_, change, message) => {
    expect(() => open(logWith(UNINDEXED + change), true)).toThrow(message);
  });
});
