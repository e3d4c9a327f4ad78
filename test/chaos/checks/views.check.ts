import type { EventStore, RecordedEvent } from '../../../src/application/ports/event-store.js';
import type { ViewStore } from '../../../src/application/ports/view-store.js';
import { MemoryViewStore } from '../../../src/infrastructure/memory/memory-view-store.js';
import { PROJECTIONS } from '../../../src/projections/operations/projection-list.js';
import { BORN, GenerationWriter } from '../../../src/projections/runtime/generation-writer.js';
import { create } from '../../../src/projections/runtime/generations.js';
import { replay } from '../../../src/projections/runtime/rebuild.js';
import { liveDigests } from '../../support/projection-fixture.js';

const TOLD = 5;

/**
 * The views that readers get, key by key, beside those that the log gives when it is read from its beginning.
 * @returns what is wrong, in words
 */
export async function checkViews(log: readonly RecordedEvent[], live: ViewStore): Promise<readonly string[]> {
  const fresh = new MemoryViewStore();
  const source = { readAll: () => from(log) } as Pick<EventStore, 'readAll'> as EventStore;
  for (const { name } of PROJECTIONS) await create({ view: name, generation: '1-0' }, fresh);
  for (const projection of PROJECTIONS) {
    const at = { view: projection.name, generation: '1-0' };
    await fresh.promote(at, null);
    await replay(source, new GenerationWriter(projection, at, fresh, BORN), {});
  }
  const [found, wanted] = [new Set(await liveDigests(live)), new Set(await liveDigests(fresh))];
  const extra = [...found].filter((entry) => !wanted.has(entry));
  const missing = [...wanted].filter((entry) => !found.has(entry));
  return [
    ...extra.slice(0, TOLD).map((entry) => `a view has ${shortened(entry)}, which no replay gives`),
    ...missing.slice(0, TOLD).map((entry) => `a view lacks ${shortened(entry)}`),
  ];
}

async function* from(log: readonly RecordedEvent[]): AsyncIterable<RecordedEvent> {
  yield* log;
}

/** View and key; the hash tells people nothing. */
function shortened(entry: string): string {
  return entry.slice(0, entry.lastIndexOf(' '));
}
