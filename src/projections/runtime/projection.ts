import type { RecordedEvent } from '../../application/ports/event-store.js';

/** Where an event lands: a document, or with `field` a part of a group. The tenant is that of the event. */
export interface Target {
  readonly key: string;
  readonly field?: string;
}

/** A member of an index that follows from a view: it comes and goes with what the view says. */
export interface IndexEntry {
  readonly index: string;
  /** ASCII; members are paged in the order of their bytes. */
  readonly member: string;
  /** True: the store keeps the number of members. */
  readonly counted: boolean;
}

interface Declaration {
  readonly name: string;
  /** Of the fold. Another version is built anew from the log, beside the one that is served. */
  readonly version: number;
}

/** Views that are folded: each event changes the views that it lands on. */
export interface ViewProjection<View = unknown> extends Declaration {
  readonly kind: 'view';
  targets(event: RecordedEvent): readonly Target[];
  /** Pure and total. Null: there is no view (any more). */
  evolve(view: View | null, event: RecordedEvent): View | null;
  /**
   * Revision of the event's stream that the view reflects, null for none; undefined when this view does not know.
   * With it the runner skips what came before and notices what is missing.
   */
  seen(view: View | null, event: RecordedEvent): number | null | undefined;
  /** True when nothing can have landed there before this event, so that there is nothing to load. */
  begins(event: RecordedEvent): boolean;
  indexes(view: View): readonly IndexEntry[];
  /** Views kept in memory between batches; what they cost decides how many. */
  readonly cachedViews: number;
}

/** Lists that are only ever appended to. */
export interface ListProjection extends Declaration {
  readonly kind: 'list';
  entries(event: RecordedEvent): readonly { readonly key: string; readonly entry: unknown }[];
}

/** One view of the log: what it is made of and how. */
export type Projection = ViewProjection | ListProjection;

/** Of an event that lands nowhere. */
export const NO_TARGETS: readonly Target[] = [];

/** For projections without indexes. */
export const NO_INDEXES: readonly IndexEntry[] = [];
