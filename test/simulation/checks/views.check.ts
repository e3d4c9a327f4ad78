import type { EventStore } from '../../../src/application/ports/event-store.js';
import { MemoryViewStore } from '../../../src/infrastructure/memory/memory-view-store.js';
import { PROJECTIONS } from '../../../src/projections/operations/projection-list.js';
import { BORN, GenerationWriter } from '../../../src/projections/runtime/generation-writer.js';
import { create } from '../../../src/projections/runtime/generations.js';
import { replay } from '../../../src/projections/runtime/rebuild.js';
import { liveDigests } from '../../support/projection-fixture.js';
import { SimulationFailure } from './simulation-failure.js';

/** Promise 8: the views as they came about are those that the log gives when it is read from its beginning. */
export async function checkViews(log: EventStore, live: MemoryViewStore): Promise<void> {
  const fresh = new MemoryViewStore();
  for (const projection of PROJECTIONS) {
    const at = { view: projection.name, generation: '1-0' };
    await create(at, fresh);
    await fresh.promote(at, null);
    await replay(log, new GenerationWriter(projection, at, fresh, BORN), {});
  }
  const [found, wanted] = [await liveDigests(live), await liveDigests(fresh)];
  const difference = firstDifference(found, wanted) ?? firstDifference(wanted, found);
  if (difference !== null) throw new SimulationFailure('views', `not what a replay gives: ${difference}`);
}

function firstDifference(left: readonly string[], right: readonly string[]): string | null {
  const known = new Set(right);
  return left.find((entry) => !known.has(entry)) ?? null;
}
