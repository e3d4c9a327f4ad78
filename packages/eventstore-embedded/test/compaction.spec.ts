import { join } from 'node:path';
import { type CompactionResult, compactionSteps } from '../src/log/compaction.js';
import { EventLog } from '../src/log/event-log.js';
import type { WriteOutcome, WriteRequest } from '../src/log/write-request.js';
import { compactDirectory } from '../src/operations/compact.js';
import { SqliteStorage } from '../src/storage/sqlite-storage.js';
import { idAt } from './support/stored-events.js';
import { removeTemporaryDirectories, temporaryDirectory } from './support/temporary-directory.js';

const NOW_MS = 1_800_000_000_000;
const ALL = { expected: 'any', deadlineMs: Infinity } as const;

let ids = 0;
const events = (
  count: number,
  data: Uint8Array = Buffer.from('x'),
  { type = 'Happened', contentType = 'application/octet-stream' } = {},
) =>
  Array.from({ length: count }, () => ({
    id: idAt((ids += 1)),
    type,
    contentType,
    customMetadata: new Uint8Array(),
    data,
  }));

class Log {
  readonly storage: SqliteStorage;
  readonly log: EventLog;
  constructor(path = ':memory:') {
    this.storage = new SqliteStorage(path, { commitDelayMs: 0, isSynced: false });
    this.log = new EventLog(this.storage, (error) => {
      throw error;
    });
  }
  write(request: WriteRequest): WriteOutcome {
    let outcome: WriteOutcome | undefined;
    this.log.write(request, (settled) => {
      outcome = settled;
    });
    void this.log.flush();
    if (outcome === undefined) throw new Error('The write was not answered.');
    return outcome;
  }
  append(streamName: string, count: number, data?: Uint8Array) {
    return this.write({ kind: 'append', streamName, events: events(count, data), ...ALL });
  }
  metadata(streamName: string, document: object) {
    const about = { type: '$metadata', contentType: 'application/json' };
    const written = events(1, Buffer.from(JSON.stringify(document)), about);
    return this.write({ kind: 'append', streamName: `$$${streamName}`, events: written, ...ALL });
  }
  delete(streamName: string, kind: 'soft-delete' | 'tombstone' = 'soft-delete') {
    return this.write({ kind, streamName, ...ALL });
  }
  compact(): CompactionResult {
    const steps = compactionSteps(this.log, this.storage);
    let step = steps.next();
    while (!step.done) step = steps.next();
    return step.value;
  }
  /** What is kept: stream, revision and position of each event. */
  kept(): string[] {
    const found: string[] = [];
    let position = 1;
    for (;;) {
      const page = this.storage.readAll(position, 'forwards', 1_000);
      for (const event of page) found.push(`${event.position} ${event.streamName}:${event.revision}`);
      const last = page.at(-1);
      if (last === undefined) return found;
      position = last.position + 1;
    }
  }
}

beforeEach(() => {
  jest.spyOn(Date, 'now').mockReturnValue(NOW_MS);
});
afterAll(removeTemporaryDirectories);

describe('compaction', () => {
  it('leaves a stream without rules as it is', () => {
    const log = new Log();
    log.append('plain', 600);
    const before = log.kept();
    expect(log.compact()).toEqual({ streams: 0, events: 0 });
    expect(log.kept()).toEqual(before);
  });

  it('takes out what $maxCount hides, and changes no place of what stays', () => {
    const log = new Log();
    log.append('s', 5);
    log.metadata('s', { $maxCount: 2 });
    expect(log.compact()).toEqual({ streams: 1, events: 3 });
    expect(log.kept()).toEqual(['4 s:3', '5 s:4', '6 $$s:0']);
  });

  it('takes out what $tb hides, in as many steps as it takes', () => {
    const log = new Log();
    log.append('s', 1_500);
    log.metadata('s', { $tb: 1_498 });
    expect(log.compact()).toEqual({ streams: 1, events: 1_498 });
    expect(log.kept()).toEqual(['1499 s:1498', '1500 s:1499', '1501 $$s:0']);
  });

  it('keeps the last event though $tb hides it: numbering goes on from it', () => {
    const log = new Log();
    log.append('s', 3);
    log.metadata('s', { $tb: 100 });
    log.compact();
    expect(log.kept()).toEqual(['3 s:2', '4 $$s:0']);
    expect(log.append('s', 1)).toMatchObject({ kind: 'written', revision: 3, position: 5 });
  });

  it('takes out what is older than $maxAge, and nothing at its very edge', () => {
    const log = new Log();
    const clock = jest.spyOn(Date, 'now');
    clock.mockReturnValue(NOW_MS - 60_001);
    log.append('s', 1);
    clock.mockReturnValue(NOW_MS - 60_000);
    log.append('s', 1);
    clock.mockReturnValue(NOW_MS);
    log.append('s', 1);
    log.metadata('s', { $maxAge: 60 });
    expect(log.compact()).toEqual({ streams: 1, events: 1 });
    expect(log.kept()).toEqual(['2 s:1', '3 s:2', '4 $$s:0']);
  });

  it('leaves one event of a deleted stream, which can begin again where it was', () => {
    const log = new Log();
    log.append('s', 4);
    log.delete('s');
    expect(log.compact()).toEqual({ streams: 1, events: 3 });
    expect(log.kept()).toEqual(['4 s:3', '5 $$s:0']);
    expect(log.append('s', 1)).toMatchObject({ revision: 4 });
    expect(log.log.view('s')).toMatchObject({ first: 4, last: 4 });
    expect(log.compact()).toEqual({ streams: 2, events: 2 });
    expect(log.kept()).toEqual(['6 s:4', '7 $$s:1']);
  });

  it('leaves the tombstone of a stream, and the last of its metadata', () => {
    const log = new Log();
    log.append('s', 3);
    log.metadata('s', { a: 1 });
    log.metadata('s', { a: 2 });
    log.delete('s', 'tombstone');
    expect(log.compact()).toEqual({ streams: 2, events: 4 });
    expect(log.kept()).toEqual([`5 $$s:1`, `6 s:${Number.MAX_SAFE_INTEGER}`]);
    expect(log.append('s', 1)).toEqual({ kind: 'stream-deleted' });
  });

  it('never gives a position a second time', () => {
    const log = new Log();
    log.metadata('s', { $maxCount: 1 });
    log.append('s', 3);
    log.delete('s');
    log.compact();
    expect(log.append('t', 1)).toMatchObject({ position: 6 });
  });

  it('keeps what a rule, changed halfway, shows again', () => {
    const log = new Log();
    log.append('s', 2_000);
    log.metadata('s', { $tb: 1_999 });
    const steps = compactionSteps(log.log, log.storage);
    steps.next();
    log.metadata('s', { $tb: 1_000 });
    let step = steps.next();
    while (!step.done) step = steps.next();
    expect(log.kept().length).toBe(1_000 + 2);
  });

  it('takes big events out whole', () => {
    const path = join(temporaryDirectory(), 'events.db');
    const log = new Log(path);
    for (const _ of [1, 2]) log.append('s', 1, new Uint8Array(100_000));
    log.metadata('s', { $maxCount: 1 });
    log.compact();
    log.storage.close();
    // A record without its event would be found.
    expect(() => new SqliteStorage(path, { commitDelayMs: 0, isVerified: true }).close()).not.toThrow();
  });
});

describe('compaction that is cut off', () => {
  const filled = (path: string) => {
    const log = new Log(path);
    for (const name of ['a', 'b', 'c']) log.append(name, 1_400);
    log.metadata('a', { $maxCount: 10 });
    log.metadata('b', { $tb: 700 });
    log.delete('c', 'tombstone');
    return log;
  };
  const whole = filled(':memory:');
  const expected = (() => {
    whole.compact();
    return whole.kept();
  })();

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'after step %i is finished by the next run, with the same result',
    (cut) => {
      const path = join(temporaryDirectory(), 'events.db');
      const first = filled(path);
      const steps = compactionSteps(first.log, first.storage);
      for (let step = 0; step < cut; step += 1) steps.next();
      first.storage.close();
      const report = compactDirectory(join(path, '..'));
      expect(report.bytesAfter).toBeLessThan(report.bytesBefore);
      const after = new Log(path);
      expect(after.kept()).toEqual(expected);
      after.storage.close();
      new SqliteStorage(path, { commitDelayMs: 0, isVerified: true }).close();
    },
  );

  it('within a step takes nothing out', () => {
    const log = filled(':memory:');
    const before = log.kept();
    const broken = Object.assign(Object.create(log.storage) as SqliteStorage, {
      streamsAfter: (...args: [number, number]) => log.storage.streamsAfter(...args),
      oldestEvents: (...args: [number, number, number]) => log.storage.oldestEvents(...args),
      remove: (positions: readonly number[]) =>
        log.storage.remove([...positions, Symbol() as unknown as number]),
    });
    expect(() => [...compactionSteps(log.log, broken)]).toThrow('can only bind');
    expect(log.kept()).toEqual(before);
  });
});
