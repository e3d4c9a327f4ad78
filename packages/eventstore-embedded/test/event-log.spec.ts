import { EventLog } from '../src/log/event-log.js';
import type { AppendRequest, WriteOutcome } from '../src/log/write-request.js';
import type { CommitGroup } from '../src/storage/event-storage.js';
import { SqliteStorage } from '../src/storage/sqlite-storage.js';
import { idAt } from './support/stored-events.js';

let ids = 0;

function append(streamName: string, change: Partial<AppendRequest> = {}): AppendRequest {
  ids += 1;
  const proposed = {
    id: idAt(ids),
    type: 'Happened',
    contentType: 'application/octet-stream',
    customMetadata: new Uint8Array(),
    data: new Uint8Array(1),
  };
  return { kind: 'append', streamName, expected: 'any', deadlineMs: Infinity, events: [proposed], ...change };
}

/** A storage that counts its commits, and that can be told to fail. */
class WatchedStorage extends SqliteStorage {
  readonly groups: number[] = [];
  failure: Error | undefined;

  constructor() {
    super(':memory:');
  }

  override commit(group: CommitGroup): void {
    if (this.failure !== undefined) throw this.failure;
    this.groups.push(group.events.length);
    super.commit(group);
  }
}

describe('group commit', () => {
  let storage: WatchedStorage;
  let log: EventLog;
  let failures: unknown[];
  beforeEach(() => {
    storage = new WatchedStorage();
    failures = [];
    log = new EventLog(storage, (error) => failures.push(error));
  });
  afterEach(() => storage.close());
  const write = (request: AppendRequest) =>
    new Promise<WriteOutcome>((resolve) => {
      log.write(request, resolve);
    });

  it('makes all that waits durable at once, and answers each', async () => {
    const outcomes = await Promise.all([write(append('a')), write(append('b')), write(append('a'))]);
    expect(storage.groups).toEqual([3]);
    expect(outcomes).toEqual([
      { kind: 'written', revision: 0, position: 1 },
      { kind: 'written', revision: 0, position: 2 },
      { kind: 'written', revision: 1, position: 3 },
    ]);
  });

  it('decides on each write with those before it in the group counted', async () => {
    const [first, second] = await Promise.all([
      write(append('a', { expected: 'no_stream' })),
      write(append('a', { expected: 'no_stream' })),
    ]);
    expect(first?.kind).toBe('written');
    expect(second).toEqual({ kind: 'wrong-revision', current: 0 });
  });

  it('shows nothing to readers before it is durable', async () => {
    const answered = write(append('a'));
    expect(log.view('a').kind).toBe('unknown');
    expect(log.lastPosition).toBe(0);
    await answered;
    expect(log.view('a')).toMatchObject({ kind: 'readable', last: 0 });
    expect(log.readAll(1, 'forwards', 10)).toHaveLength(1);
  });

  it('does not write what is past its deadline', async () => {
    const outcomes = await Promise.all([
      write(append('late', { deadlineMs: Date.now() })),
      write(append('in-time')),
    ]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['timeout', 'written']);
    expect(log.view('late').kind).toBe('unknown');
  });

  it('commits nothing when nothing is to be written', async () => {
    expect(await write(append('a', { expected: 5n }))).toEqual({ kind: 'wrong-revision', current: -1 });
    expect(await write(append('a', { events: [] }))).toEqual({
      kind: 'written',
      revision: -1,
      position: undefined,
    });
    expect(storage.groups).toEqual([]);
  });

  it('stops for good when a commit fails', async () => {
    storage.failure = new Error('disk I/O error');
    const outcomes = await Promise.all([write(append('a')), write(append('b'))]);
    expect(outcomes).toEqual([{ kind: 'unavailable' }, { kind: 'unavailable' }]);
    expect(failures).toEqual([storage.failure]);
    storage.failure = undefined;
    expect(await write(append('a'))).toEqual({ kind: 'unavailable' });
    expect(log.lastPosition).toBe(0);
  });

  it('answers what waits when it is flushed', () => {
    const outcomes: WriteOutcome[] = [];
    log.write(append('a'), (outcome) => outcomes.push(outcome));
    void log.flush();
    expect(outcomes).toEqual([{ kind: 'written', revision: 0, position: 1 }]);
  });

  it('wakes those who wait, with the events of their stream', async () => {
    const [any, own, other] = [
      log.commits.waitForAny(),
      log.commits.waitForStream('a'),
      log.commits.waitForStream('z'),
    ];
    await Promise.all([write(append('a')), write(append('b')), write(append('a'))]);
    expect((await any.result).map(({ position }) => position)).toEqual([1, 2, 3]);
    expect((await own.result).map(({ position }) => position)).toEqual([1, 3]);
    other.cancel();
    expect(await other.result).toEqual([]);
  });
});

describe('a log opened again', () => {
  it('goes on numbering, and knows recent appends', () => {
    const storage = new SqliteStorage(':memory:');
    const outcomes: WriteOutcome[] = [];
    const writeTo = (log: EventLog, request: AppendRequest) => {
      log.write(request, (outcome) => outcomes.push(outcome));
      void log.flush();
    };
    const first = append('a');
    writeTo(new EventLog(storage, () => undefined), first);
    const again = new EventLog(storage, () => undefined);
    writeTo(again, first);
    writeTo(again, append('a'));
    writeTo(again, append('b'));
    expect(outcomes).toEqual([
      { kind: 'written', revision: 0, position: 1 },
      { kind: 'written', revision: 0, position: 1 },
      { kind: 'written', revision: 1, position: 2 },
      { kind: 'written', revision: 0, position: 3 },
    ]);
    storage.close();
  });
});
