import { EventLog } from '../src/log/event-log.js';
import type { AppendRequest, WriteOutcome, WriteRequest } from '../src/log/write-request.js';
import { SqliteStorage } from '../src/storage/sqlite-storage.js';
import { idAt } from './support/stored-events.js';

/** A storage whose disk answers when the test says so. */
class SlowStorage extends SqliteStorage {
  readonly syncs: { done: () => void; fail: (error: Error) => void }[] = [];
  /** From now on what is committed is durable at once. */
  isQuick = false;

  constructor() {
    super(':memory:');
  }

  override sync(): Promise<void> | undefined {
    if (this.isQuick) return undefined;
    return new Promise((resolve, reject) => this.syncs.push({ done: resolve, fail: reject }));
  }
}

let ids = 0;

function append(streamName: string, data: object = {}, type = 'Happened'): AppendRequest {
  ids += 1;
  const content = { contentType: 'application/json', customMetadata: new Uint8Array() };
  const event = { id: idAt(ids), type, ...content, data: Buffer.from(JSON.stringify(data)) };
  return { kind: 'append', streamName, expected: 'any', deadlineMs: Infinity, events: [event] };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a write on its way to the disk', () => {
  let storage: SlowStorage;
  let log: EventLog;
  let outcomes: WriteOutcome[];
  let failures: unknown[];
  beforeEach(() => {
    storage = new SlowStorage();
    failures = [];
    outcomes = [];
    log = new EventLog(storage, (error) => failures.push(error));
  });
  afterEach(() => storage.close());

  /** Written in a group of its own, and not durable yet. */
  const begin = (request: WriteRequest) => {
    log.write(request, (outcome) => outcomes.push(outcome));
    void log.flush();
  };
  const endSync = async (index: number) => {
    storage.syncs[index]?.done();
    await settled();
  };
  const durable = async (request: WriteRequest) => {
    begin(request);
    await endSync(storage.syncs.length - 1);
  };

  it('is answered when it is durable, and seen by nobody before', async () => {
    await durable(append('a'));
    begin(append('a'));
    begin(append('new'));
    expect(outcomes).toHaveLength(1);
    expect(log.lastPosition).toBe(1);
    expect(log.view('a')).toMatchObject({ kind: 'readable', last: 0 });
    expect(log.headOf('a')).toBe(0);
    expect(log.view('new')).toEqual({ kind: 'unknown' });
    expect(log.readAll(1, 'forwards', 10).map(({ position }) => position)).toEqual([1]);
    const { number } = log.view('a') as { number: number };
    expect(log.readStream(number, 0, 'forwards', 10)).toHaveLength(1);
    await endSync(1);
    await endSync(2);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['written', 'written', 'written']);
    expect(log.readAll(1, 'forwards', 10)).toHaveLength(3);
    expect(log.view('a')).toMatchObject({ last: 1 });
    expect(log.view('new')).toMatchObject({ last: 0 });
  });

  it('counts for the writes behind it', async () => {
    begin(append('a'));
    begin({ ...append('a'), expected: 'no_stream' });
    begin({ ...append('a'), expected: 0n });
    expect(outcomes).toEqual([]);
    await endSync(0);
    expect(outcomes).toEqual([
      { kind: 'written', revision: 0, position: 1 },
      { kind: 'wrong-revision', current: 0 },
    ]);
    await endSync(1);
    expect(outcomes.slice(2)).toEqual([{ kind: 'written', revision: 1, position: 2 }]);
  });

  it('has a sync of its own, and as soon as there are three the next takes all that was written meanwhile', async () => {
    for (let count = 0; count < 5; count += 1) begin(append('a'));
    expect(storage.syncs).toHaveLength(3);
    await endSync(0);
    expect(outcomes).toHaveLength(1);
    expect(storage.syncs).toHaveLength(4);
    for (const index of [1, 2, 3]) await endSync(index);
    expect(outcomes).toHaveLength(5);
    expect(storage.syncs).toHaveLength(4);
  });

  it('shares a slow disk that is idle with all that comes within two turns of the event loop', async () => {
    await durable(append('a'));
    await settled();
    log.write(append('a'), (outcome) => outcomes.push(outcome));
    setImmediate(() => log.write(append('b'), (outcome) => outcomes.push(outcome)));
    await settled();
    await settled();
    await settled();
    expect(storage.syncs).toHaveLength(2);
    await endSync(1);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['written', 'written', 'written']);
  });

  it('goes in two groups with many others, so that an idle slow disk begins before all are written', async () => {
    await durable(append('a'));
    await settled();
    for (let count = 0; count < 33; count += 1) log.write(append('a'), (outcome) => outcomes.push(outcome));
    await settled();
    await settled();
    expect(storage.syncs).toHaveLength(3);
    await endSync(1);
    expect(outcomes).toHaveLength(1 + 16);
    for (let count = 0; count < 40; count += 1) log.write(append('a'), (outcome) => outcomes.push(outcome));
    await settled();
    await settled();
    expect(storage.syncs).toHaveLength(4);
    await endSync(2);
    await endSync(3);
    expect(outcomes.map((outcome) => outcome.kind === 'written' && outcome.revision)).toEqual(
      Array.from({ length: 74 }, (_, revision) => revision),
    );
  });

  it('is not answered before those in front of it, though its sync was over sooner', async () => {
    begin(append('a'));
    begin(append('a'));
    await endSync(1);
    expect(outcomes).toEqual([]);
    expect(log.lastPosition).toBe(0);
    await endSync(0);
    expect(outcomes.map((outcome) => outcome.kind === 'written' && outcome.revision)).toEqual([0, 1]);
  });

  it('is refused when the disk has failed for one in front of it, though its own sync was well', async () => {
    begin(append('a'));
    begin(append('b'));
    await endSync(1);
    storage.syncs[0]?.fail(new Error('disk I/O error'));
    await settled();
    expect(outcomes).toEqual([{ kind: 'unavailable' }, { kind: 'unavailable' }]);
    expect(failures).toHaveLength(1);
  });

  it('is refused when the disk has failed for one behind it: nothing is known of the disk any more', async () => {
    begin(append('a'));
    begin(append('b'));
    storage.syncs[1]?.fail(new Error('disk I/O error'));
    await settled();
    await endSync(0);
    expect(outcomes).toEqual([{ kind: 'unavailable' }, { kind: 'unavailable' }]);
    expect(log.lastPosition).toBe(0);
  });

  it('has its turn though the disk has become quick, and what is behind it was durable at once', async () => {
    const heard: number[][] = [];
    begin(append('a'));
    void log.commits.waitForAny().result.then((events) => {
      heard.push(events.map(({ position }) => position));
      void log.commits.waitForAny().result.then((next) => heard.push(next.map(({ position }) => position)));
    });
    storage.isQuick = true;
    begin(append('b'));
    expect(outcomes).toEqual([]);
    await endSync(0);
    expect(outcomes).toEqual([
      { kind: 'written', revision: 0, position: 1 },
      { kind: 'written', revision: 0, position: 2 },
    ]);
    expect(heard[0]).toEqual([1]);
    expect(log.readAll(1, 'forwards', 10).map(({ position }) => position)).toEqual([1, 2]);
    expect(log.view('a')).toMatchObject({ last: 0 });
  });

  it('changes no rule for readers before it is durable: metadata, deletion, tombstone', async () => {
    await durable(append('a'));
    await durable(append('a'));
    begin(append('$$a', { $maxCount: 1 }, '$metadata'));
    expect(log.view('a')).toMatchObject({ first: 0 });
    expect(log.metadataOf('a')).toEqual({ document: {} });
    await endSync(2);
    expect(log.view('a')).toMatchObject({ first: 1 });
    begin({ kind: 'soft-delete', streamName: 'a', expected: 'any', deadlineMs: Infinity });
    expect(log.view('a')).toMatchObject({ kind: 'readable', first: 1 });
    begin({ kind: 'tombstone', streamName: 'a', expected: 'any', deadlineMs: Infinity });
    expect(log.view('a')).toMatchObject({ kind: 'readable', first: 1 });
    await endSync(3);
    expect(log.view('a')).toEqual({ kind: 'unknown' });
    await endSync(4);
    expect(log.view('a')).toEqual({ kind: 'tombstoned' });
    expect(log.view('$$a')).toEqual({ kind: 'tombstoned' });
  });

  it('adds no link that a reader sees before it is durable', async () => {
    await durable(append('cat-1'));
    await log.prepare('$ce-cat');
    begin(append('cat-2'));
    expect(log.prepare('$ce-cat')).toBeUndefined();
    expect(log.view('$ce-cat')).toMatchObject({ last: 0 });
    begin(append('fresh-1'));
    expect(log.view('$ce-fresh')).toEqual({ kind: 'unknown' });
    await endSync(1);
    await endSync(2);
    expect(log.view('$ce-cat')).toMatchObject({ last: 1 });
    expect(log.view('$ce-fresh')).toMatchObject({ last: 0 });
  });

  it('is refused with all behind it when the disk fails', async () => {
    begin(append('a'));
    begin(append('b'));
    log.write(append('c'), (outcome) => outcomes.push(outcome));
    storage.syncs[0]?.fail(new Error('disk I/O error'));
    await endSync(1);
    expect(outcomes).toEqual([{ kind: 'unavailable' }, { kind: 'unavailable' }, { kind: 'unavailable' }]);
    expect(failures).toEqual([new Error('disk I/O error')]);
    expect(log.hasFailed).toBe(true);
    begin(append('a'));
    expect(outcomes.at(-1)).toEqual({ kind: 'unavailable' });
    expect(log.lastPosition).toBe(0);
  });

  it('is waited for by a flush, what came later is not', async () => {
    begin(append('a'));
    begin(append('a'));
    let isFlushed = false;
    void log.flush()?.then(() => {
      isFlushed = true;
    });
    await endSync(0);
    expect(isFlushed).toBe(false);
    begin(append('a'));
    await endSync(1);
    expect(isFlushed).toBe(true);
    expect(outcomes).toHaveLength(2);
    await endSync(2);
  });
});
