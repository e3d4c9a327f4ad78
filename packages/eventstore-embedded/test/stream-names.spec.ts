import { join } from 'node:path';
import { SqliteStorage } from '../src/storage/sqlite-storage.js';
import { crashedCopy } from './support/crashed-copy.js';
import { removeTemporaryDirectories, temporaryDirectory } from './support/temporary-directory.js';

afterAll(removeTemporaryDirectories);

const BATCH = 8;

/** Names in no order, some with characters that are ordered differently by their bytes and by their code units. */
const nameOf = (number: number): string =>
  `${['b', 'a', '\u{1f600}', '\uffee'][number % 4]}-${number % 7}-${number}`;

const open = (path: string, isVerified = false): SqliteStorage =>
  new SqliteStorage(path, { commitDelayMs: 0, isSynced: false, indexBatch: BATCH, isVerified });

function add(storage: SqliteStorage, from: number, to: number): void {
  for (let number = from; number <= to; number += 1) {
    storage.commit({ streams: [{ number, name: nameOf(number) }], events: [] });
  }
}

const byBytes = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other));

function expectAll(storage: SqliteStorage, last: number): void {
  const names = Array.from({ length: last }, (_, index) => nameOf(index + 1)).sort(byBytes);
  expect(names.map((name) => nameOf(storage.findStream(name)?.number ?? 0))).toEqual(names);
  expect(storage.findStream('unknown')).toBeUndefined();
  expect(storage.streamNames('', 1_000)).toEqual(names);
  expect(storage.streamNames('', 5)).toEqual(names.slice(0, 5));
  for (const prefix of ['a', 'a-3', 'b-', '\uffee-1', 'none']) {
    const found = names.filter((name) => name.startsWith(prefix));
    expect(storage.streamNames(prefix, 1_000)).toEqual(found);
    expect(storage.streamNames(prefix, 2)).toEqual(found.slice(0, 2));
  }
}

describe.each([
  ['are all in memory', 5],
  ['are partly moved', 11],
  ['are moved but for a few', 18],
  ['are many', 100],
])('names of streams that %s', (_, streams) => {
  it('are found, alone and by their beginning, in the order of their bytes', () => {
    const storage = open(':memory:');
    add(storage, 1, streams);
    expectAll(storage, streams);
    storage.close();
  });

  it('are found after a stop, and after a crash, and new ones behind them', () => {
    const path = join(temporaryDirectory(), 'events.db');
    const storage = open(path);
    add(storage, 1, streams);
    const crashed = crashedCopy(path);
    storage.close();
    for (const left of [path, crashed]) {
      const again = open(left, true);
      expectAll(again, streams);
      add(again, streams + 1, streams + 20);
      expectAll(again, streams + 20);
      again.close();
      open(left, true).close();
    }
  });
});
