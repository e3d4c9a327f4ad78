import type { RecordedEvent } from '../../application/ports/event-store.js';
import { StreamGap } from '../../application/runtime/runner-errors.js';
import { RevisionGuard } from './revision-guard.js';

const event = (stream: string, revision: bigint): RecordedEvent =>
  ({ stream: `order-main:${stream}`, revision }) as RecordedEvent;

describe('the guard of revisions', () => {
  it('refuses an event when one of its stream is missing before it', () => {
    const guard = new RevisionGuard(false);
    expect(guard.check(event('a', 4n))).toBe('next');
    expect(() => guard.check(event('a', 6n))).toThrow(new StreamGap('order-main:a', 5n, 6n));
  });

  it('refuses a stream that does not begin at its beginning when the log is read from its start', () => {
    expect(() => new RevisionGuard(true).check(event('a', 1n))).toThrow(
      new StreamGap('order-main:a', 0n, 1n),
    );
    expect(new RevisionGuard(false).check(event('a', 1n))).toBe('next');
  });

  it('knows an event that came before', () => {
    const guard = new RevisionGuard(true);
    guard.check(event('a', 0n));
    guard.check(event('a', 1n));
    expect(guard.check(event('a', 0n))).toBe('seen');
    expect(guard.check(event('a', 1n))).toBe('seen');
    expect(guard.check(event('a', 2n))).toBe('next');
  });

  it('remembers a bounded number of streams, the ones that were quiet longest go first', () => {
    const guard = new RevisionGuard(true, 4);
    guard.check(event('a', 0n));
    guard.check(event('b', 0n));
    guard.check(event('a', 1n));
    guard.check(event('c', 0n));
    expect(guard.check(event('b', 7n))).toBe('next');
    expect(() => guard.check(event('c', 2n))).toThrow(StreamGap);
  });
});
