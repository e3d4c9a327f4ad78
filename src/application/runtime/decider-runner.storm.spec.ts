import { type AppendFault, FaultyEventStore } from '../../../test/support/faulty-event-store.js';
import { TALLY_STREAM, add, contextOf } from '../../../test/support/runner-fixture.js';
import { tallyDecider } from '../../../test/support/tally.decider.js';
import { MemoryEventStore } from '../../infrastructure/memory/memory-event-store.js';
import { MemorySnapshotStore } from '../../infrastructure/memory/memory-snapshot-store.js';
import { SystemIds } from '../../infrastructure/system/system-ids.js';
import type { Clock } from '../ports/clock.js';
import type { CommandResult } from './command-result.js';
import { DeciderRunner } from './decider-runner.js';

/** Numbers from 0 to 1 that follow from the seed alone. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Time does not matter here: every pause ends with the turn. */
const impatient: Clock = {
  now: () => '2026-03-01T09:00:00.000Z',
  schedule: (_delayMs, wake) => {
    const pending = setImmediate(wake);
    return () => clearImmediate(pending);
  },
};

function faultFor(chance: number): AppendFault {
  if (chance < 0.1) return { kind: 'lost-answer' };
  if (chance < 0.2) return { kind: 'lost-request' };
  if (chance < 0.25) {
    return { kind: 'delayed-write', release: new Promise((resolve) => setImmediate(resolve)) };
  }
  if (chance < 0.35) return { kind: 'unavailable' };
  return { kind: 'none' };
}

/** A process of its own: nothing shared with the others but the log and the snapshots. */
function startProcess(
  log: MemoryEventStore,
  snapshots: MemorySnapshotStore,
  random: () => number,
): DeciderRunner {
  const store = new FaultyEventStore(log);
  const append = store.append.bind(store);
  store.append = (...args) => {
    store.failAppends(faultFor(random()));
    if (random() < 0.05) store.failReads(1);
    return append(...args);
  };
  const options = {
    jitter: random,
    maxSettleAttempts: 3,
    maxCommandsPerWrite: 7,
    snapshots: { stock: { stateVersion: 1, everyEvents: 20 } },
  };
  return new DeciderRunner({ store, clock: impatient, ids: new SystemIds(), snapshots, options });
}

/** As every caller with an Idempotency-Key does: the same command again until there is an answer. */
async function insist(
  runners: readonly DeciderRunner[],
  name: string,
  random: () => number,
): Promise<CommandResult> {
  for (;;) {
    const runner = runners[Math.floor(random() * runners.length)] as DeciderRunner;
    try {
      return await runner.execute(tallyDecider, add(1), contextOf(name));
    } catch {
      // Unavailable, unknown, or too many conflicts: nothing is known, so the same command goes out again.
    }
  }
}

describe('three processes on one stream, with a third of all writes going wrong', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'give every command exactly one effect, and the same answer (seed %i)',
    async (seed) => {
      const random = numbers(seed);
      const log = new MemoryEventStore();
      const snapshots = new MemorySnapshotStore();
      const runners = [1, 2, 3].map(() => startProcess(log, snapshots, random));
      const names = Array.from({ length: 120 }, (_, index) => `command-${index % 100}`);

      const results = await Promise.all(names.map((name) => insist(runners, name, random)));

      const written: string[] = [];
      for await (const { metadata } of log.readStream(TALLY_STREAM)) written.push(metadata.commandId);
      const wanted = new Set(names.map((name) => contextOf(name).commandId));
      expect(written).toHaveLength(wanted.size);
      expect(new Set(written)).toEqual(wanted);
      const revisions = results.map(({ revision }) => revision);
      expect(revisions).toEqual(names.map((name) => BigInt(written.indexOf(contextOf(name).commandId))));
      const calm = new DeciderRunner({ store: log, clock: impatient, ids: new SystemIds() });
      expect(await calm.load(tallyDecider, 'main', 'tally')).toEqual({
        state: { total: 100, events: 100 },
        revision: 99n,
      });
    },
  );
});
