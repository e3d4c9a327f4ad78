import { MemorySnapshotStore } from '../../infrastructure/memory/memory-snapshot-store.js';
import {
  RunnerFixture,
  TALLY_STREAM,
  add,
  contextOf,
  foreignEvent,
} from '../../../test/support/runner-fixture.js';
import { type TallyCommand, tallyDecider } from '../../../test/support/tally.decider.js';
import type { CommandResult } from './command-result.js';
import { StreamGap } from './runner-errors.js';

const parts: TallyCommand = { type: 'AddParts', data: { id: 'tally', parts: [1, 2] } };

const reused: CommandResult = {
  outcome: 'rejected',
  stream: TALLY_STREAM,
  revision: 0n,
  code: 'IDEMPOTENCY_KEY_REUSED',
  detail: 'this Idempotency-Key came before with another body',
  allowed: [],
};

describe('a command id that comes again', () => {
  it('with another body is refused and changes nothing', async () => {
    const fixture = new RunnerFixture();
    await fixture.run('mine', add(1), { bodyHash: 'one' });

    expect(await fixture.run('mine', add(2), { bodyHash: 'two' })).toEqual(reused);
    expect(await fixture.events()).toEqual(['Added {"amount":1}']);
  });

  it('with another body is refused after a restart, too', async () => {
    const fixture = new RunnerFixture();
    await fixture.run('mine', add(1), { bodyHash: 'one' });

    const context = contextOf('mine', { bodyHash: 'two' });
    expect(await fixture.restart().execute(tallyDecider, add(2), context)).toEqual(reused);
  });

  it('with another body is refused within one batch', async () => {
    const fixture = new RunnerFixture();

    const results = await Promise.all([
      fixture.run('mine', add(1), { bodyHash: 'one' }),
      fixture.run('mine', add(2), { bodyHash: 'two' }),
    ]);

    expect(results[1]).toEqual(reused);
    expect(await fixture.events()).toEqual(['Added {"amount":1}']);
  });

  it('gets the answer of the first time, although the stream has moved on', async () => {
    const fixture = new RunnerFixture();
    const first = await fixture.run('mine', parts, { bodyHash: 'one' });
    await fixture.run('later', add(5));

    const again = await fixture.run('mine', parts, { bodyHash: 'one' });

    expect(again).toEqual({ ...first, repeated: true });
    expect(await fixture.events()).toHaveLength(3);
  });

  it('gets the same answer from a process that was started since', async () => {
    const fixture = new RunnerFixture();
    await fixture.run('before', add(5));
    const first = await fixture.run('mine', parts);
    await fixture.run('later', add(5));

    const again = await fixture.restart().execute(tallyDecider, parts, contextOf('mine'));

    expect(again).toEqual({ ...first, repeated: true });
  });

  it('takes effect once when both copies wait together', async () => {
    const fixture = new RunnerFixture();

    const [first, second] = await Promise.all([fixture.run('mine', parts), fixture.run('mine', parts)]);

    expect(second).toEqual({ ...first, repeated: true });
    expect(await fixture.events()).toHaveLength(2);
  });

  it('takes effect once when two processes are sent it at the same time', async () => {
    const fixture = new RunnerFixture();
    const other = fixture.restart();

    const [first, second] = await Promise.all([
      fixture.run('mine', parts),
      other.execute(tallyDecider, parts, contextOf('mine')),
    ]);

    expect([first.outcome, second.outcome]).toEqual(['accepted', 'accepted']);
    expect(await fixture.events()).toHaveLength(2);
  });

  it('is recognised before the revision that the caller has seen is looked at', async () => {
    const fixture = new RunnerFixture();
    await fixture.run('stock', add(1));
    const first = await fixture.run('mine', add(2), {}, { ifRevision: 0n });

    expect(await fixture.run('mine', add(2), {}, { ifRevision: 0n })).toEqual({ ...first, repeated: true });
  });

  it('is decided anew when the first time ended without an effect', async () => {
    const fixture = new RunnerFixture();
    const refused = await fixture.run('mine', add(-1));
    await fixture.run('stock', add(1));

    expect(refused.outcome).toBe('rejected');
    expect((await fixture.run('mine', add(-1))).outcome).toBe('accepted');
  });

  it('is a new command once more commands than are remembered lie between', async () => {
    const fixture = new RunnerFixture({ options: { rememberedCommands: 2 } });
    await fixture.run('mine', add(1));
    await fixture.run('b', add(1));
    expect((await fixture.run('mine', add(1))).outcome).toBe('accepted');
    expect(await fixture.events()).toHaveLength(2);
    await fixture.run('c', add(1));
    await fixture.run('mine', add(1));

    expect(await fixture.events()).toHaveLength(4);
  });
});

describe('what is written beside an event', () => {
  it('is the context of the command and the time', async () => {
    const fixture = new RunnerFixture();
    const context = contextOf('mine', {
      channel: 'web',
      occurredAt: '2026-02-28T23:00:00.000Z',
      bodyHash: 'hash',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    });
    await fixture.runner.execute(tallyDecider, parts, context);

    const [attempt] = fixture.store.attempts;
    expect(attempt?.events.map(({ metadata }) => metadata)).toEqual(
      [0, 1].map(() => ({ ...context, recordedAt: fixture.clock.now() })),
    );
  });

  it('is an id of this very decision: no other event, process or later decision has it', async () => {
    const fixture = new RunnerFixture();
    fixture.store.failAppends({ kind: 'unavailable' }, { kind: 'unavailable' });
    await fixture.run('mine', parts).catch(() => undefined);
    // At the same instant: time alone does not tell decisions apart.
    await fixture.run('mine', parts).catch(() => undefined);
    await fixture.restart().execute(tallyDecider, parts, contextOf('mine'));

    const ids = fixture.store.attempts.flatMap(({ events }) => events.map(({ eventId }) => eventId));
    expect(ids).toHaveLength(6);
    expect(new Set(ids).size).toBe(6);
  });

  it('holds the time of the decision where the caller told no business time', async () => {
    const fixture = new RunnerFixture();
    await fixture.run('mine', add(1));

    const now = fixture.clock.now();
    const metadata = { ...contextOf('mine'), occurredAt: now, recordedAt: now };
    expect(fixture.store.attempts[0]?.events[0]?.metadata).toEqual(metadata);
  });
});

describe('snapshots', () => {
  const rule = { stateVersion: 1, everyEvents: 2 };
  const fixtureWith = (snapshots: MemorySnapshotStore, stateVersion = 1): RunnerFixture =>
    new RunnerFixture({ snapshots, options: { snapshots: { stock: { ...rule, stateVersion } } } });

  it('spare a new process the beginning of the stream, command ids included', async () => {
    const fixture = fixtureWith(new MemorySnapshotStore());
    const first = await fixture.run('a', add(1));
    await fixture.run('b', add(2));
    await fixture.run('c', add(3));
    const runner = fixture.restart();
    fixture.store.reads.length = 0;

    expect(await runner.load(tallyDecider, 'main', 'tally')).toEqual({
      state: { total: 6, events: 3 },
      revision: 2n,
    });
    expect(fixture.store.reads).toEqual([{ stream: TALLY_STREAM, fromRevision: 1n }]);
    expect(await runner.execute(tallyDecider, add(1), contextOf('a'))).toEqual({ ...first, repeated: true });
  });

  it('of another state version are ignored', async () => {
    const snapshots = new MemorySnapshotStore();
    const fixture = fixtureWith(snapshots);
    await fixture.run('a', add(1));
    await fixture.run('b', add(2));
    const [snapshot] = [await snapshots.load(TALLY_STREAM)];
    if (snapshot === null || snapshot === undefined) throw new Error('no snapshot was kept');
    await snapshots.save(TALLY_STREAM, { ...snapshot, stateVersion: 0, state: { total: 99, events: 99 } });

    expect(await fixture.restart().load(tallyDecider, 'main', 'tally')).toEqual({
      state: { total: 3, events: 2 },
      revision: 1n,
    });
  });

  it('that another log was folded into are not believed', async () => {
    const snapshots = new MemorySnapshotStore();
    const old = fixtureWith(snapshots);
    await old.run('a', add(1));
    await old.run('b', add(2));
    const fixture = fixtureWith(snapshots);
    await fixture.log.append(TALLY_STREAM, 'no-stream', [foreignEvent('x', 10), foreignEvent('y', 20)]);

    expect(await fixture.loaded()).toEqual({ state: { total: 30, events: 2 }, revision: 1n });
  });

  it('that reach beyond the end of the log are not believed', async () => {
    const snapshots = new MemorySnapshotStore();
    const old = fixtureWith(snapshots);
    await old.run('a', add(1));
    await old.run('b', add(2));

    expect(await fixtureWith(snapshots).loaded()).toEqual({ state: { total: 0, events: 0 }, revision: null });
  });

  it('that cannot be kept or read never fail a command', async () => {
    const failed: string[] = [];
    const broken = {
      load: () => Promise.reject(new Error('no load')),
      save: () => Promise.reject(new Error('no save')),
    };
    const fixture = new RunnerFixture({
      snapshots: broken,
      options: { snapshots: { stock: { stateVersion: 1, everyEvents: 1 } } },
      observer: { snapshotFailed: (_, error) => failed.push(String(error)) },
    });

    expect((await fixture.run('a', add(1))).outcome).toBe('accepted');
    expect(failed).toEqual(['Error: no load', 'Error: no save']);
  });
});

describe('a log that loses an event on the way', () => {
  it('stops the command with an alarm instead of a wrong state', async () => {
    const fixture = new RunnerFixture();
    await fixture.run('a', add(1));
    await fixture.run('b', add(2));
    const whole = fixture.store.readStream.bind(fixture.store);
    fixture.store.readStream = async function* withoutTheFirst(stream, from) {
      for await (const event of whole(stream, from)) if (event.revision !== 0n) yield event;
    };

    const attempt = fixture.restart().execute(tallyDecider, add(1), contextOf('c'));
    await expect(attempt).rejects.toEqual(new StreamGap(TALLY_STREAM, 0n, 1n));
  });
});
