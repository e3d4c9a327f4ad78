import { DeciderRunner } from '../../application/runtime/decider-runner.js';
import { LoggedParkedWork } from '../../infrastructure/eventstore/logged-parked-work.js';
import { MemoryCheckpointStore } from '../../infrastructure/memory/memory-checkpoint-store.js';
import { MemoryEventStore } from '../../infrastructure/memory/memory-event-store.js';
import { SystemIds } from '../../infrastructure/system/system-ids.js';
import { NoticesProcess } from './notices.engine.worker.js';
import { NOTICES } from './notices.worker.js';

describe('where notices begin', () => {
  it('is held fast on an empty log too, so that a crash loses nothing of what comes after the first start', async () => {
    const [store, checkpoints, ids] = [new MemoryEventStore(), new MemoryCheckpointStore(), new SystemIds()];
    const clock = { now: () => '2026-03-01T09:00:00.000Z', schedule: () => () => undefined };
    const notices = new NoticesProcess({
      store,
      checkpoints,
      clock,
      ids,
      runner: new DeciderRunner({ store, clock, ids }),
      parkedWork: new LoggedParkedWork(store, ids),
      notifier: null,
    });
    await notices.start();
    expect(await checkpoints.load(NOTICES)).toBe(0n);
    await notices.stop();
  });
});
