import {
  type ApplyOutcome,
  beingBuilt,
  groupOf,
  type IndexRange,
  type ListRange,
  type LoadedValues,
  type ViewAddress,
  type ViewAnswer,
  type ViewBatch,
  type ViewGeneration,
  type ViewStore,
} from '../../application/ports/view-store.js';
import { MemoryViewGeneration } from './memory-view-generation.js';

/**
 * Views in the memory of this process, for a machine without Redis and for tests. Values are kept as JSON text, so that
 * whatever JSON cannot carry is lost here as well, and no reader shares an object with the fold.
 */
export class MemoryViewStore implements ViewStore {
  private readonly generations = new Map<string, MemoryViewGeneration>();
  private readonly promoted = new Map<string, string>();

  async livePosition(view: string): Promise<string | null> {
    await Promise.resolve();
    return this.liveGeneration(view)?.position ?? null;
  }

  async documents<T>(
    view: string,
    tenant: string,
    keys: readonly string[],
  ): Promise<ViewAnswer<readonly (T | null)[]>> {
    return this.answer<readonly (T | null)[]>(view, (live) =>
      keys.map((key) => live.value({ tenant, key }) as T | null),
    );
  }

  async documentTexts(
    view: string,
    tenant: string,
    keys: readonly string[],
  ): Promise<ViewAnswer<readonly (string | null)[]>> {
    return this.answer(view, (live) => keys.map((key) => live.document(tenant, key)));
  }

  async groups<T>(
    view: string,
    tenant: string,
    keys: readonly string[],
  ): Promise<ViewAnswer<readonly ReadonlyMap<string, T>[]>> {
    return this.answer(view, (live) => keys.map((key) => groupOf<T>(live.group(tenant, key))));
  }

  async groupTexts(
    view: string,
    tenant: string,
    keys: readonly string[],
  ): Promise<ViewAnswer<readonly (string | null)[]>> {
    return this.answer(view, (live) => keys.map((key) => live.group(tenant, key)));
  }

  async entries<T>(
    view: string,
    tenant: string,
    key: string,
    range: ListRange,
  ): Promise<ViewAnswer<readonly T[]>> {
    return this.answer(view, (live) => live.list(tenant, key, range).map((text) => JSON.parse(text) as T));
  }

  async entryTexts(
    view: string,
    tenant: string,
    key: string,
    range: ListRange,
  ): Promise<ViewAnswer<readonly string[]>> {
    return this.answer(view, (live) => live.list(tenant, key, range));
  }

  async members(
    view: string,
    tenant: string,
    index: string,
    range: IndexRange,
  ): Promise<ViewAnswer<readonly string[]>> {
    return this.answer(view, (live) => live.members(tenant, index, range));
  }

  async counts(view: string, tenant: string): Promise<ViewAnswer<Readonly<Record<string, number>>>> {
    return this.answer(view, (live) => live.counts(tenant));
  }

  async live(view: string): Promise<string | null> {
    await Promise.resolve();
    return this.promoted.get(view) ?? null;
  }

  async promote(at: ViewGeneration, expected: string | null): Promise<boolean> {
    await Promise.resolve();
    const isExpected = (this.promoted.get(at.view) ?? null) === expected;
    if (isExpected) this.promoted.set(at.view, at.generation);
    return isExpected;
  }

  async position(at: ViewGeneration): Promise<string | null> {
    await Promise.resolve();
    return this.generations.get(nameOf(at))?.position ?? null;
  }

  async load<T>(
    at: ViewGeneration,
    addresses: readonly ViewAddress[],
  ): Promise<LoadedValues<readonly (T | null)[]>> {
    await Promise.resolve();
    const generation = this.generations.get(nameOf(at));
    const value = addresses.map((address) => (generation?.value(address) ?? null) as T | null);
    return { value, position: generation?.position ?? null };
  }

  async apply(batch: ViewBatch): Promise<ApplyOutcome> {
    await Promise.resolve();
    const name = nameOf(batch.at);
    const found = this.generations.get(name)?.position ?? null;
    if (found !== batch.base) return { applied: false, position: found };
    const generation = this.generations.get(name) ?? new MemoryViewGeneration();
    this.generations.set(name, generation);
    for (const change of batch.changes) generation.apply(change);
    generation.position = batch.position;
    return { applied: true };
  }

  async drop(at: ViewGeneration): Promise<void> {
    await Promise.resolve();
    this.generations.delete(nameOf(at));
  }

  async *digests(at: ViewGeneration): AsyncIterable<{ readonly key: string; readonly hash: string }> {
    await Promise.resolve();
    const generation = this.generations.get(nameOf(at));
    if (generation) yield* generation.digests();
  }

  /** Everything gone at once, as when Redis is emptied. */
  clear(): void {
    this.generations.clear();
    this.promoted.clear();
  }

  private async answer<T>(view: string, read: (live: MemoryViewGeneration) => T): Promise<ViewAnswer<T>> {
    await Promise.resolve();
    const live = this.liveGeneration(view);
    const position = live?.position ?? null;
    if (live === undefined || position === null) throw beingBuilt(view);
    return { value: read(live), position };
  }

  private liveGeneration(view: string): MemoryViewGeneration | undefined {
    const generation = this.promoted.get(view);
    return generation === undefined ? undefined : this.generations.get(nameOf({ view, generation }));
  }
}

function nameOf({ view, generation }: ViewGeneration): string {
  return `${view}\n${generation}`;
}
