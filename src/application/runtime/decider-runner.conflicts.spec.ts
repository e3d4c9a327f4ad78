import { turnUntilSettled } from '../../../test/support/fake-clock.js';
import type { AppendFault } from '../../../test/support/faulty-event-store.js';
import { RunnerFixture, TALLY_STREAM, add, foreignEvent } from '../../../test/support/runner-fixture.js';
import { TooManyConflicts } from './runner-errors.js';

const overtaken = (name: string, amount: number): AppendFault => ({
  kind: 'overtaken',
  by: [foreignEvent(name, amount)],
});

describe('a command that loses the race for its stream', () => {
  it('gives up after five lost races and a sixth, and leaves nothing behind', async () => {
    const fixture = new RunnerFixture();
    const races = [1, 2, 3, 4, 5, 6];
    fixture.store.failAppends(...races.map((race) => overtaken(`other-${race}`, race)));

    const attempt = turnUntilSettled(fixture.clock, fixture.run('mine', add(100)));

    await expect(attempt).rejects.toBeInstanceOf(TooManyConflicts);
    expect(await fixture.events()).toEqual(races.map((amount) => `Added {"amount":${amount}}`));
  });

  it('survives five lost races in a row', async () => {
    const fixture = new RunnerFixture();
    fixture.store.failAppends(...[1, 2, 3, 4, 5].map((race) => overtaken(`other-${race}`, race)));

    const result = await turnUntilSettled(fixture.clock, fixture.run('mine', add(100)));

    expect(result).toEqual({
      outcome: 'accepted',
      stream: TALLY_STREAM,
      revision: 5n,
      position: 60n,
      events: [{ type: 'Added', data: { amount: 100 } }],
      repeated: false,
    });
  });

  it('is decided anew on what the other writer left', async () => {
    const fixture = new RunnerFixture();
    await fixture.run('stock', add(5));
    fixture.store.failAppends(overtaken('other', -4));

    const result = await turnUntilSettled(fixture.clock, fixture.run('mine', add(-3)));

    expect(result).toEqual({
      outcome: 'rejected',
      stream: TALLY_STREAM,
      revision: 1n,
      code: 'BELOW_ZERO',
      detail: 'only 1 to take',
      allowed: ['Add', 'AddParts'],
    });
  });

  it('is never retried when the caller said which revision it has seen', async () => {
    const fixture = new RunnerFixture();
    await fixture.run('stock', add(5));
    fixture.store.failAppends(overtaken('other', 1));

    const result = await turnUntilSettled(fixture.clock, fixture.run('mine', add(1), {}, { ifRevision: 0n }));

    expect(result).toEqual({
      outcome: 'rejected',
      stream: TALLY_STREAM,
      revision: 1n,
      code: 'REVISION_MISMATCH',
      detail: 'revision 0 was expected, the stream is at 1',
      allowed: ['Add', 'AddParts'],
    });
    expect(fixture.store.attempts).toHaveLength(2);
  });

  it('reads the stream from its beginning when the store denies a revision that is its head', async () => {
    const fixture = new RunnerFixture();
    await fixture.run('stock', add(5));
    fixture.store.failAppends({ kind: 'conflict' });

    await turnUntilSettled(fixture.clock, fixture.run('mine', add(1)));

    expect(fixture.store.reads.map(({ fromRevision }) => fromRevision)).toEqual([0n, 1n, 0n]);
    expect(await fixture.events()).toEqual(['Added {"amount":5}', 'Added {"amount":1}']);
  });
});

describe('an answer that writes nothing', () => {
  it('is not given on a state that another writer has changed', async () => {
    const fixture = new RunnerFixture();
    await fixture.run('stock', add(1));
    await fixture.log.append(TALLY_STREAM, 0n, [foreignEvent('other', 10)]);

    const result = await fixture.run('mine', add(-8));

    expect(result).toEqual({
      outcome: 'accepted',
      stream: TALLY_STREAM,
      revision: 2n,
      position: 30n,
      events: [{ type: 'Added', data: { amount: -8 } }],
      repeated: false,
    });
  });

  it('costs no second look when the stream was just read', async () => {
    const fixture = new RunnerFixture();

    await fixture.run('mine', add(-8));

    expect(fixture.store.reads).toEqual([{ stream: TALLY_STREAM, fromRevision: 0n }]);
  });

  it('says unchanged with the revision that it is true for', async () => {
    const fixture = new RunnerFixture();
    await fixture.run('stock', add(1));
    await fixture.log.append(TALLY_STREAM, 0n, [foreignEvent('other', 10)]);

    const result = await fixture.run('mine', add(0));

    expect(result).toEqual({
      outcome: 'unchanged',
      stream: TALLY_STREAM,
      revision: 1n,
      reason: 'nothing to add',
    });
  });

  it('accepts a revision that the caller has seen and this process has not', async () => {
    const fixture = new RunnerFixture();
    await fixture.run('stock', add(1));
    await fixture.log.append(TALLY_STREAM, 0n, [foreignEvent('other', 10)]);

    const result = await fixture.run('mine', add(1), {}, { ifRevision: 1n });

    expect(result.outcome).toBe('accepted');
  });

  it('refuses a revision of a stream that does not exist', async () => {
    const result = await new RunnerFixture().run('mine', add(1), {}, { ifRevision: 0n });

    expect(result).toEqual({
      outcome: 'rejected',
      stream: TALLY_STREAM,
      revision: null,
      code: 'REVISION_MISMATCH',
      detail: 'revision 0 was expected, the stream does not exist',
      allowed: ['AddParts'],
    });
  });
});
