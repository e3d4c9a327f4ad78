import type { EventStore, RecordedEvent } from '../../application/ports/event-store.js';
import { formatPosition } from '../../application/ports/position.js';
import {
  beingBuilt,
  type ViewGeneration,
  type ViewStore,
  type ViewWriter,
} from '../../application/ports/view-store.js';
import { ALL_CATEGORIES } from './categories.js';
import { batches } from './batches.js';
import type { Feeding } from './feeding.js';
import { GenerationLost } from './failures.js';
import { BORN, GenerationWriter } from './generation-writer.js';
import { claimNext, dropBetween, type FedProjection, goLive } from './generations.js';
import type { RebuildReport } from './projection-status.view.js';

const BATCH_LIMIT = 2_000;

interface Parts {
  readonly eventStore: EventStore;
  readonly viewStore: ViewStore;
}

/**
 * Reads the log from its beginning into a new generation while the old one is served and fed, then, between two
 * batches, brings both to the same position, compares them and swaps.
 */
export async function rebuildBeside(
  feeding: Feeding,
  name: string,
  { eventStore, viewStore }: Parts,
  signal: AbortSignal,
): Promise<RebuildReport> {
  const { projection, writer, live } = feeding.get(name);
  if (!live) throw beingBuilt(name);
  const at = await claimNext(writer.at, viewStore);
  const built = new GenerationWriter(projection, at, viewStore, BORN);
  const catchUp = async (): Promise<number> => {
    const until = feeding.get(name).writer.position;
    return until === null ? 0 : replay(eventStore, built, { signal, until });
  };
  let events = 0;
  for (let read = Number.POSITIVE_INFINITY; read > BATCH_LIMIT; events += read) read = await catchUp();
  let comparison: Comparison = { keys: 0, differingKeys: [] };
  await feeding.between(name, async (current: FedProjection) => {
    events += await catchUp();
    comparison = await compare(viewStore, current.writer.at, at);
    if (!(await goLive(at, current.writer.at.generation, viewStore))) throw new GenerationLost(name, null);
    return { fed: { projection, writer: built, live: true } };
  });
  await dropBetween(writer.at, at, viewStore);
  const position = built.position === null ? null : formatPosition(built.position);
  return { name, generation: at.generation, position, events, ...comparison };
}

/**
 * Feeds the log behind the writer's position to it, to its end or to `until`, where it then stands.
 * @returns how many events it read
 */
export async function replay(
  eventStore: EventStore,
  writer: GenerationWriter,
  { until, signal }: { readonly until?: bigint; readonly signal?: AbortSignal },
): Promise<number> {
  if (until !== undefined && writer.position !== null && writer.position >= until) return 0;
  const ending = new AbortController();
  const source = eventStore.readAll({
    after: writer.position,
    categories: ALL_CATEGORIES,
    signal: ending.signal,
  });
  let count = 0;
  try {
    for await (const batch of batches(source, BATCH_LIMIT)) {
      signal?.throwIfAborted();
      const wanted = until === undefined ? batch : batch.filter((event) => event.position <= until);
      count += wanted.length;
      await write(writer, wanted, wanted.at(-1)?.position);
      if (wanted.length < batch.length) break;
    }
  } finally {
    ending.abort();
  }
  await write(writer, [], until);
  return count;
}

async function write(
  writer: GenerationWriter,
  events: readonly RecordedEvent[],
  upTo: bigint | undefined,
): Promise<void> {
  const prepared = upTo === undefined ? null : await writer.prepare(events, upTo);
  if (prepared) await writer.write(prepared, events);
}

interface Comparison {
  readonly keys: number;
  readonly differingKeys: readonly string[];
}

/** Differences of two generations, key by key. */
export async function compare(
  store: ViewWriter,
  left: ViewGeneration,
  right: ViewGeneration,
): Promise<Comparison> {
  const unmatched = new Map<string, string>();
  const differing: string[] = [];
  for await (const { key, hash } of store.digests(left)) unmatched.set(key, hash);
  let keys = unmatched.size;
  for await (const { key, hash } of store.digests(right)) {
    const other = unmatched.get(key);
    if (other === undefined) keys += 1;
    if (other !== hash) differing.push(key);
    unmatched.delete(key);
  }
  return { keys, differingKeys: [...differing, ...unmatched.keys()].sort() };
}
