import { RunnerFixture, TALLY_STREAM, add, contextOf } from '../../../test/support/runner-fixture.js';
import { type TallyCommand, tallyDecider } from '../../../test/support/tally.decider.js';
import { MemorySnapshotStore } from '../../infrastructure/memory/memory-snapshot-store.js';

const REMEMBERED = 2;
const parts: TallyCommand = { type: 'AddParts', data: { id: 'tally', parts: [1, 2, 3] } };

/** The log before anything of the command happened: what caused it stands there. */
const causedAt = 0n;

async function others(fixture: RunnerFixture, count: number, name = 'other'): Promise<void> {
  for (let n = 0; n < count; n += 1) await fixture.run(`${name} ${n}`, add(1));
}

describe('a command that names its cause and comes again after more commands than are remembered', () => {
  it.each([3, 255, 256, 257, 600])(
    'is found in the log, and gets its first answer, with %s others since',
    async (count) => {
      const fixture = new RunnerFixture({ options: { rememberedCommands: REMEMBERED } });
      await others(fixture, 5, 'before');
      const first = await fixture.run('mine', parts, { causedAt });
      await others(fixture, count);

      expect(await fixture.run('mine', parts, { causedAt })).toEqual({ ...first, repeated: true });
      expect(await fixture.events()).toHaveLength(5 + 3 + count);
    },
  );

  it('is found by a process that was started since', async () => {
    const fixture = new RunnerFixture({ options: { rememberedCommands: REMEMBERED } });
    const first = await fixture.run('mine', parts, { causedAt });
    await others(fixture, 10);

    const again = await fixture.restart().execute(tallyDecider, parts, contextOf('mine', { causedAt }));
    expect(again).toEqual({ ...first, repeated: true });
  });

  it('is found by a process that starts from a snapshot', async () => {
    const fixture = new RunnerFixture({
      snapshots: new MemorySnapshotStore(),
      options: { rememberedCommands: REMEMBERED, snapshots: { stock: { stateVersion: 1, everyEvents: 4 } } },
    });
    const first = await fixture.run('mine', parts, { causedAt });
    await others(fixture, 10);

    const again = await fixture.restart().execute(tallyDecider, parts, contextOf('mine', { causedAt }));
    expect(again).toEqual({ ...first, repeated: true });
  });

  it('is found by a process that stood still while another one did it, and much else', async () => {
    const fixture = new RunnerFixture({ options: { rememberedCommands: REMEMBERED } });
    const frozen = fixture.restart();
    await frozen.execute(tallyDecider, add(7), contextOf('before the standstill'));
    const first = await fixture.run('mine', parts, { causedAt });
    await others(fixture, 10);

    const again = await frozen.execute(tallyDecider, parts, contextOf('mine', { causedAt }));
    expect(again).toEqual({ ...first, repeated: true });
    expect(await fixture.events()).toHaveLength(1 + 3 + 10);
  });

  it('is found beside new commands of the same write, which are decided', async () => {
    const fixture = new RunnerFixture({ options: { rememberedCommands: REMEMBERED } });
    const first = await fixture.run('mine', parts, { causedAt });
    await others(fixture, 10);

    const [again, fresh] = await Promise.all([
      fixture.run('mine', parts, { causedAt }),
      fixture.run('new', add(1), { causedAt }),
    ]);
    expect(again).toEqual({ ...first, repeated: true });
    expect(fresh).toMatchObject({ outcome: 'accepted', repeated: false });
  });

  it('is refused with another body', async () => {
    const fixture = new RunnerFixture({ options: { rememberedCommands: REMEMBERED } });
    await fixture.run('mine', add(1), { causedAt, bodyHash: 'one' });
    await others(fixture, 10);

    expect(await fixture.run('mine', add(1), { causedAt, bodyHash: 'two' })).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
  });
});

describe('looking for a forgotten command', () => {
  it('does not happen while the memory reaches back to the cause', async () => {
    const fixture = new RunnerFixture({ options: { rememberedCommands: REMEMBERED } });
    await others(fixture, 10);
    const cause = (await fixture.log.headPosition()) ?? 0n;
    await others(fixture, REMEMBERED, 'since');
    fixture.store.reads.length = 0;

    await fixture.run('mine', add(1), { causedAt: cause });
    expect(fixture.store.reads).toEqual([]);
  });

  it('reads no further back than to the cause', async () => {
    const fixture = new RunnerFixture({ options: { rememberedCommands: REMEMBERED } });
    await others(fixture, 600, 'before');
    const cause = (await fixture.log.headPosition()) ?? 0n;
    await others(fixture, 300, 'since');
    fixture.store.reads.length = 0;

    await fixture.run('mine', add(1), { causedAt: cause });
    // 898 commands are forgotten, of which 298 came after the cause: two pages of 256.
    expect(fixture.store.reads).toEqual([
      { stream: TALLY_STREAM, fromRevision: 642n },
      { stream: TALLY_STREAM, fromRevision: 386n },
    ]);
  });
});
