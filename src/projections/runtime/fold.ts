import type { RecordedEvent } from '../../application/ports/event-store.js';
import type {
  ViewAddress,
  ViewChange,
  ViewGeneration,
  ViewWriter,
} from '../../application/ports/view-store.js';
import { FoldFailed, GapDetected, GenerationLost } from './failures.js';
import type { IndexEntry, ListProjection, Projection, ViewProjection } from './projection.js';
import { RecentMap } from './recent-map.js';

/** Changes of a batch, and what to remember once they are written. */
export interface Folded {
  readonly changes: readonly ViewChange[];
  readonly commit: () => void;
}

/** Turns events into changes of a view. */
export interface Fold {
  /**
   * @param base position that the generation was left at
   * @throws GenerationLost when it is not there any more, or is behind: what is missing then must not look like a gap
   */
  prepare(events: readonly RecordedEvent[], base: string): Promise<Folded>;
  /** Drops what is remembered: another process has written. */
  forget(): void;
}

/** The fold of a projection over one of its generations. */
export function foldFor(projection: Projection, at: ViewGeneration, store: ViewWriter): Fold {
  return projection.kind === 'list' ? new ListFold(projection) : new ViewFold(projection, at, store);
}

/** A view that this batch lands on. */
interface Touched {
  readonly address: ViewAddress;
  readonly before: unknown;
  after: unknown;
}

class ViewFold implements Fold {
  /** Views as they are stored. Right for as long as nobody else writes, which every write checks. */
  private readonly cache: RecentMap<object>;

  constructor(
    private readonly projection: ViewProjection,
    private readonly at: ViewGeneration,
    private readonly store: ViewWriter,
  ) {
    this.cache = new RecentMap(projection.cachedViews);
  }

  forget(): void {
    this.cache.clear();
  }

  async prepare(events: readonly RecordedEvent[], base: string): Promise<Folded> {
    const views = await this.viewsFor(events, base);
    for (const event of events) {
      for (const { key, field } of this.projection.targets(event)) {
        const view = views.get(idOf(event.metadata.tenant, key, field));
        if (view) view.after = this.next(view.after, event);
      }
    }
    const changes: ViewChange[] = [];
    for (const view of views.values()) if (view.after !== view.before) this.addChanges(changes, view);
    return { changes, commit: () => this.remember(views) };
  }

  private async viewsFor(
    events: readonly RecordedEvent[],
    base: string,
  ): Promise<ReadonlyMap<string, Touched>> {
    const views = new Map<string, Touched>();
    const unknown = new Map<string, ViewAddress>();
    for (const event of events) {
      const { tenant } = event.metadata;
      const begins = this.projection.begins(event);
      for (const { key, field } of this.projection.targets(event)) {
        const id = idOf(tenant, key, field);
        if (views.has(id) || unknown.has(id)) continue;
        const address = field === undefined ? { tenant, key } : { tenant, key, field };
        const known = begins ? null : this.cache.get(id);
        if (known === undefined) unknown.set(id, address);
        else views.set(id, { address, before: known, after: known });
      }
    }
    if (unknown.size === 0) return views;
    const { value, position } = await this.store.load<unknown>(this.at, [...unknown.values()]);
    if (position === null || position < base) throw new GenerationLost(this.at.view, position);
    let place = 0;
    for (const [id, address] of unknown) {
      const view = value[place] ?? null;
      place += 1;
      views.set(id, { address, before: view, after: view });
    }
    return views;
  }

  private next(view: unknown, event: RecordedEvent): unknown {
    const seen = this.projection.seen(view, event);
    if (seen !== undefined) {
      const revision = Number(event.revision);
      const expected = seen === null ? 0 : seen + 1;
      if (revision < expected) return view;
      if (revision > expected) throw new GapDetected(event.stream, expected, revision);
    }
    try {
      return this.projection.evolve(view, event);
    } catch (error) {
      throw new FoldFailed(this.projection.name, event, error);
    }
  }

  private addChanges(changes: ViewChange[], { address, before, after }: Touched): void {
    changes.push(
      after === null ? { kind: 'remove', at: address } : { kind: 'put', at: address, value: after },
    );
    const old = before === null ? [] : this.projection.indexes(before);
    const fresh = after === null ? [] : this.projection.indexes(after);
    for (const entry of difference(old, fresh)) {
      changes.push({ kind: 'unindex', tenant: address.tenant, ...entry });
    }
    for (const entry of difference(fresh, old)) {
      changes.push({ kind: 'index', tenant: address.tenant, ...entry });
    }
  }

  private remember(views: ReadonlyMap<string, Touched>): void {
    for (const [id, { after }] of views) {
      if (after === null) this.cache.delete(id);
      else this.cache.set(id, after as object);
    }
  }
}

class ListFold implements Fold {
  constructor(private readonly projection: ListProjection) {}

  forget(): void {}

  async prepare(events: readonly RecordedEvent[]): Promise<Folded> {
    await Promise.resolve();
    const lists = new Map<
      string,
      { readonly tenant: string; readonly key: string; readonly entries: unknown[] }
    >();
    for (const event of events) {
      const { tenant } = event.metadata;
      for (const { key, entry } of this.entriesOf(event)) {
        const id = idOf(tenant, key, undefined);
        const list = lists.get(id);
        if (list) list.entries.push(entry);
        else lists.set(id, { tenant, key, entries: [entry] });
      }
    }
    return { changes: [...lists.values()].map((list) => ({ kind: 'append', ...list })), commit: () => {} };
  }

  private entriesOf(event: RecordedEvent): ReturnType<ListProjection['entries']> {
    try {
      return this.projection.entries(event);
    } catch (error) {
      throw new FoldFailed(this.projection.name, event, error);
    }
  }
}

function idOf(tenant: string, key: string, field: string | undefined): string {
  return field === undefined ? `${tenant}\n${key}` : `${tenant}\n${key}\n${field}`;
}

/** Entries of `left` that are not in `right`. An index entry never changes in part. */
function difference(left: readonly IndexEntry[], right: readonly IndexEntry[]): readonly IndexEntry[] {
  if (left.length === 0) return left;
  return left.filter(
    ({ index, member }) => !right.some((entry) => entry.index === index && entry.member === member),
  );
}
