import type { RecordedEvent } from '../../application/ports/event-store.js';
import type {
  ViewAddress,
  ViewChange,
  ViewGeneration,
  ViewWriter,
} from '../../application/ports/view-store.js';
import { FoldFailed, GapDetected, GenerationLost } from './failures.js';
import type { IndexEntry, ListProjection, Projection, Target, ViewProjection } from './projection.js';
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
  before: unknown;
  after: unknown;
}

/** Where a batch lands: each event with its view, and the views by name. */
interface Landings {
  readonly events: RecordedEvent[];
  /** Of each of the events. */
  readonly views: Touched[];
  readonly touched: Map<string, Touched>;
  /** Those that are neither new nor remembered. */
  readonly unknown: Touched[];
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
    const landings = this.land(events);
    const { views, touched } = landings;
    await this.load(landings.unknown, base);
    for (const [place, event] of landings.events.entries()) {
      const view = views[place] as Touched;
      view.after = this.next(view.after, event);
    }
    const changes: ViewChange[] = [];
    for (const view of touched.values()) if (view.after !== view.before) this.addChanges(changes, view);
    return { changes, commit: () => this.remember(touched) };
  }

  private land(events: readonly RecordedEvent[]): Landings {
    const landings: Landings = { events: [], views: [], touched: new Map(), unknown: [] };
    for (const event of events) {
      for (const target of this.projection.targets(event)) {
        landings.events.push(event);
        landings.views.push(this.touch(landings, event, target));
      }
    }
    return landings;
  }

  private touch({ touched, unknown }: Landings, event: RecordedEvent, { key, field }: Target): Touched {
    const { tenant } = event.metadata;
    const id = idOf(tenant, key, field);
    const found = touched.get(id);
    if (found !== undefined) return found;
    const address = field === undefined ? { tenant, key } : { tenant, key, field };
    const known = this.projection.begins(event) ? null : this.cache.get(id);
    const view = { address, before: known ?? null, after: known ?? null };
    touched.set(id, view);
    if (known === undefined) unknown.push(view);
    return view;
  }

  private async load(unknown: readonly Touched[], base: string): Promise<void> {
    if (unknown.length === 0) return;
    const addresses = unknown.map(({ address }) => address);
    const { value, position } = await this.store.load<unknown>(this.at, addresses);
    if (position === null || position < base) throw new GenerationLost(this.at.view, position);
    for (const [place, view] of unknown.entries()) {
      view.before = value[place] ?? null;
      view.after = view.before;
    }
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
