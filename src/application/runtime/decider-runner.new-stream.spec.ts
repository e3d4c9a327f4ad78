import {
  RunnerFixture,
  TALLY_STREAM,
  add,
  contextOf,
  foreignEvent,
} from '../../../test/support/runner-fixture.js';
import { tallyDecider } from '../../../test/support/tally.decider.js';
import type { CommandContext } from './command-context.js';
import type { CommandResult } from './command-result.js';

const hint = { startsStream: true } as const;

/** The command in a process that has never seen the stream. */
function cold(
  fixture: RunnerFixture,
  name: string,
  amount: number,
  extra: Partial<CommandContext> = {},
): Promise<CommandResult> {
  return fixture.restart().execute(tallyDecider, add(amount), contextOf(name, extra), hint);
}

describe('a command that says it opens a stream', () => {
  it('is refused with the true state when the stream is there already', async () => {
    const fixture = new RunnerFixture();
    await fixture.log.append(TALLY_STREAM, 'no-stream', [foreignEvent('other', 3)]);

    expect(await cold(fixture, 'mine', -4)).toEqual({
      outcome: 'rejected',
      stream: TALLY_STREAM,
      revision: 0n,
      code: 'BELOW_ZERO',
      detail: 'only 3 to take',
      allowed: ['Add', 'AddParts'],
    });
  });

  it('is decided anew on what is there when its write meets a stream', async () => {
    const fixture = new RunnerFixture();
    await fixture.log.append(TALLY_STREAM, 'no-stream', [foreignEvent('other', 3)]);

    const result = await cold(fixture, 'mine', 4);

    expect([result.outcome, result.revision]).toEqual(['accepted', 1n]);
    expect(await fixture.loaded()).toEqual({ state: { total: 7, events: 2 }, revision: 1n });
  });

  it('and comes again is recognised by a process that has not read the stream', async () => {
    const fixture = new RunnerFixture();
    const first = await cold(fixture, 'mine', 4, { bodyHash: 'one' });

    expect(await cold(fixture, 'mine', 4, { bodyHash: 'one' })).toEqual({ ...first, repeated: true });
    expect(await cold(fixture, 'mine', 5, { bodyHash: 'two' })).toEqual({
      outcome: 'rejected',
      stream: TALLY_STREAM,
      revision: 0n,
      code: 'IDEMPOTENCY_KEY_REUSED',
      detail: 'this Idempotency-Key came before with another body',
      allowed: [],
    });
    expect(await fixture.events()).toEqual(['Added {"amount":4}']);
  });

  it('reads nothing when the stream is new', async () => {
    const fixture = new RunnerFixture();

    const result = await fixture.run('mine', add(4), {}, hint);

    expect([result.outcome, result.revision]).toEqual(['accepted', 0n]);
    expect(fixture.store.reads).toEqual([]);
  });

  it('uses what is in memory when the stream is known', async () => {
    const fixture = new RunnerFixture();
    await fixture.run('first', add(1));
    await fixture.run('second', add(2), {}, hint);

    expect(fixture.store.attempts.map(({ expected }) => expected)).toEqual(['no-stream', 0n]);
  });

  it('keeps true memory of the stream it opened', async () => {
    const fixture = new RunnerFixture();
    await fixture.run('first', add(1), {}, hint);
    await fixture.run('second', add(2));

    expect(await fixture.loaded()).toEqual({ state: { total: 3, events: 2 }, revision: 1n });
    expect(fixture.store.attempts.map(({ expected }) => expected)).toEqual(['no-stream', 0n]);
  });
});
