import { statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SqliteStorage } from '../src/storage/sqlite-storage.js';
import { WalRoom } from '../src/storage/wal-room.js';
import { crashedCopy } from './support/crashed-copy.js';
import { storedEvents } from './support/stored-events.js';
import { removeTemporaryDirectories, temporaryDirectory } from './support/temporary-directory.js';

afterAll(removeTemporaryDirectories);

const MIB = 1024 * 1024;
const STREAM = { number: 1, name: 'stream-1' };

/** Commits so many events, a thousand at a time. */
function logOf(events: number, options = {}): { path: string; storage: SqliteStorage } {
  const path = join(temporaryDirectory(), 'events.db');
  const storage = new SqliteStorage(path, { commitDelayMs: 0, ...options });
  const all = storedEvents(events);
  for (let from = 0; from < events; from += 1_000) {
    storage.commit({ streams: from === 0 ? [STREAM] : [], events: all.slice(from, from + 1_000) });
  }
  return { path, storage };
}

const walBytes = (path: string): number => statSync(`${path}-wal`).size;

describe('write-ahead log', () => {
  it('has all its room once there are events enough', () => {
    const { path, storage } = logOf(3_000);
    const room = walBytes(path);
    expect(room).toBeGreaterThan(32 * MIB);
    storage.commit({ streams: [], events: storedEvents(4_000).slice(3_000) });
    expect(walBytes(path)).toBe(room);
    storage.close();
  });

  it('of a short log stays as short', () => {
    const { path, storage } = logOf(1_000);
    expect(walBytes(path)).toBeLessThan(MIB);
    storage.close();
  });

  it('of a log that does not wait for the disk stays as long as what is in it', () => {
    const { path, storage } = logOf(3_000, { isSynced: false });
    expect(walBytes(path)).toBeLessThan(2 * MIB);
    storage.close();
  });

  it('with room behind its last commit holds everything after a crash', () => {
    const { path, storage } = logOf(3_000);
    storage.commit({ streams: [], events: storedEvents(3_500).slice(3_000) });
    const crashed = crashedCopy(path);
    storage.close();
    const again = new SqliteStorage(crashed, { commitDelayMs: 0, isVerified: true });
    expect(again.lastPosition()).toBe(3_500);
    expect(again.findStream('stream-1')).toEqual({ number: 1, head: 3_499 });
    again.close();
  });

  it('leaves no room behind after a stop', () => {
    const { path, storage } = logOf(3_000);
    storage.close();
    expect(walBytes(path)).toBe(0);
    expect(statSync(path).size).toBeLessThan(2 * MIB);
  });

  it('does without the room where the disk has none', () => {
    const path = join(temporaryDirectory(), 'events.db');
    symlinkSync('/dev/full', `${path}-wal`);
    writeFileSync(path, '');
    expect(() => new WalRoom(path, MIB).note(5_000)).not.toThrow();
  });

  it('takes no room that the disk needs for the log itself', () => {
    const path = join(temporaryDirectory(), 'events.db');
    writeFileSync(path, '');
    writeFileSync(`${path}-wal`, '');
    new WalRoom(path, Number.MAX_SAFE_INTEGER).note(5_000);
    expect(walBytes(path)).toBe(0);
  });

  it('does without the room where there is no file to give it to', () => {
    const path = join(temporaryDirectory(), 'events.db');
    expect(() => new WalRoom(path, MIB).note(5_000)).not.toThrow();
  });
});
