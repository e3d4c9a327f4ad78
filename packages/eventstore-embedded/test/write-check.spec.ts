import type { StreamFacts } from '../src/log/write-check.js';
import { checkWrite } from '../src/log/write-check.js';
import type { ExpectedRevision } from '../src/log/write-request.js';

/** A stream whose event at revision n has the id `e<n>`. */
function streamWith(events: number, change: Partial<StreamFacts> = {}): StreamFacts {
  const placeOf = (id: string) => {
    const revision = Number(id.slice(1));
    return id.startsWith('e') && revision < events
      ? { streamNumber: 1, revision, position: revision + 1 }
      : undefined;
  };
  return {
    head: events - 1,
    isTombstoned: false,
    isSoftDeleted: () => false,
    hasMetadata: () => false,
    findId: placeOf,
    findIdAt: (id, revision) => (placeOf(id)?.revision === revision ? placeOf(id) : undefined),
    ...change,
  };
}

const verdict = (facts: StreamFacts, expected: ExpectedRevision, ids: string[]) => {
  const result = checkWrite(facts, expected, ids);
  return result.kind === 'repeat' ? `repeat up to ${result.last.revision}` : result.kind;
};

const TABLE: readonly [string, StreamFacts, ExpectedRevision, string[], string][] = [
  ['any, new stream', streamWith(0), 'any', ['a'], 'write'],
  ['any, existing stream', streamWith(3), 'any', ['a'], 'write'],
  ['any, all ids known', streamWith(3), 'any', ['e0', 'e1'], 'repeat up to 1'],
  ['any, some ids known', streamWith(3), 'any', ['e2', 'a'], 'wrong-revision'],
  ['any, a later id known', streamWith(3), 'any', ['a', 'e1'], 'write'],
  ['any, softly deleted', streamWith(3, { isSoftDeleted: () => true }), 'any', ['a'], 'write'],
  ['any, no events', streamWith(3), 'any', [], 'write'],
  ['no stream, new stream', streamWith(0), 'no_stream', ['a'], 'write'],
  ['no stream, existing stream', streamWith(3), 'no_stream', ['a'], 'wrong-revision'],
  ['no stream, repeat', streamWith(3), 'no_stream', ['e0', 'e1', 'e2'], 'repeat up to 2'],
  ['no stream, repeat and more', streamWith(1), 'no_stream', ['e0', 'a'], 'wrong-revision'],
  ['no stream, softly deleted', streamWith(3, { isSoftDeleted: () => true }), 'no_stream', ['a'], 'write'],
  ['no stream, no events', streamWith(3), 'no_stream', [], 'wrong-revision'],
  ['stream exists, new stream', streamWith(0), 'stream_exists', ['a'], 'wrong-revision'],
  [
    'stream exists, metadata alone',
    streamWith(0, { hasMetadata: () => true }),
    'stream_exists',
    ['a'],
    'write',
  ],
  ['stream exists, existing stream', streamWith(1), 'stream_exists', ['a'], 'write'],
  ['stream exists, repeat', streamWith(1), 'stream_exists', ['e0'], 'repeat up to 0'],
  [
    'stream exists, softly deleted',
    streamWith(1, { isSoftDeleted: () => true }),
    'stream_exists',
    ['a'],
    'stream-deleted',
  ],
  ['exact, at the head', streamWith(3), 2n, ['a'], 'write'],
  ['exact, at the head with known ids', streamWith(3), 2n, ['e0'], 'write'],
  ['exact, above the head', streamWith(3), 3n, ['a'], 'wrong-revision'],
  ['exact, far above the head', streamWith(3), 2n ** 64n - 1n, ['a'], 'wrong-revision'],
  ['exact, new stream', streamWith(0), 0n, ['a'], 'wrong-revision'],
  ['exact, below the head', streamWith(3), 0n, ['a'], 'wrong-revision'],
  ['exact, repeat', streamWith(3), 0n, ['e1', 'e2'], 'repeat up to 2'],
  ['exact, ids elsewhere', streamWith(3), 0n, ['e2'], 'wrong-revision'],
  ['exact, repeat and more', streamWith(3), 0n, ['e1', 'e2', 'a'], 'wrong-revision'],
  ['exact, softly deleted', streamWith(3, { isSoftDeleted: () => true }), 0n, ['a'], 'wrong-revision'],
];

describe('decision on a write', () => {
  it.each(TABLE)('%s', (_, facts, expected, ids, result) => {
    expect(verdict(facts, expected, ids)).toBe(result);
  });

  it.each<ExpectedRevision>(['any', 'no_stream', 'stream_exists', 0n, 2n, 9n])(
    'is that a tombstoned stream takes nothing, whatever is expected (%s)',
    (expected) => {
      expect(verdict(streamWith(3, { isTombstoned: true }), expected, ['e0'])).toBe('stream-deleted');
    },
  );
});
