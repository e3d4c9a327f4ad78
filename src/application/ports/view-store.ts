/**
 * Where read models live. Nothing here is truth: all of it may be lost at any moment and is rebuilt from the log.
 *
 * A view exists in one or more generations (`1-0`: version 1 of its fold, built for the first time). Readers always
 * get the live one, and only a complete one is ever live: a rebuild fills another one beside it and promotes it then.
 * Where there is none (nothing was built yet, the store was emptied) readers are refused, never given a part of the
 * truth. A generation holds
 *
 * - documents: one JSON value a key;
 * - groups: several JSON values under one key, each in a field, read together (all nodes of a sku);
 * - lists: JSON values appended to a key (a timeline);
 * - indexes: sets of text in the order of their bytes, to be paged through; an index may be counted;
 * - its position: the log position up to which all of this is complete.
 *
 * A tenant has no colon in it. Key and index are any text, a field is one without line breaks; members are
 * ASCII, so that every store sorts them alike.
 */
export interface ViewGeneration {
  readonly view: string;
  readonly generation: string;
}

/** Where one value of a view is: a document, or with `field` a part of a group. */
export interface ViewAddress {
  readonly tenant: string;
  readonly key: string;
  readonly field?: string;
}

/** One change of a view. Values are plain JSON. */
export type ViewChange =
  | { readonly kind: 'put'; readonly at: ViewAddress; readonly value: unknown }
  | { readonly kind: 'remove'; readonly at: ViewAddress }
  | {
      readonly kind: 'append';
      readonly tenant: string;
      readonly key: string;
      readonly entries: readonly unknown[];
    }
  | {
      readonly kind: 'index' | 'unindex';
      readonly tenant: string;
      readonly index: string;
      readonly member: string;
      /** True: the number of members of this index is kept, see {@link ViewReader.counts}. */
      readonly counted: boolean;
    };

/** Changes that take a generation from the position `base` to `position`. */
export interface ViewBatch {
  readonly at: ViewGeneration;
  /** The position on which the changes were computed; null for a generation that does not exist yet. */
  readonly base: string | null;
  readonly position: string;
  readonly changes: readonly ViewChange[];
}

/** `applied: false`: another writer was there, or the generation is gone. Nothing was changed. */
export type ApplyOutcome =
  | { readonly applied: true }
  | { readonly applied: false; readonly position: string | null };

/** A value of a live generation and the position that it reflects at least. */
export interface ViewAnswer<T> {
  readonly value: T;
  readonly position: string;
}

/** Values of one generation, live or not; the position is null when it does not exist. */
export interface LoadedValues<T> {
  readonly value: T;
  readonly position: string | null;
}

/** A part of an index, in ascending or descending order of its members. */
export interface IndexRange {
  /** Inclusive lower bound of the members. */
  readonly from?: string;
  /** Exclusive upper bound of the members. */
  readonly until?: string;
  /** Continue behind this member: the last one of the page before. */
  readonly after?: string;
  readonly order: 'ascending' | 'descending';
  readonly limit: number;
}

/** A part of a list, by place from 0. */
export interface ListRange {
  readonly offset: number;
  readonly limit: number;
}

/**
 * Reads the live generation. Every method may throw {@link ViewStoreUnavailable}; all but `livePosition` do when there
 * is none.
 */
export interface ViewReader {
  /** Position of the live generation; null when there is none. */
  livePosition(view: string): Promise<string | null>;
  /** Documents by key, in the order asked; null for one that is not there. One round trip. */
  documents<T>(
    view: string,
    tenant: string,
    keys: readonly string[],
  ): Promise<ViewAnswer<readonly (T | null)[]>>;
  /** The JSON text of documents, in the order asked; null for one that is not there. One round trip. */
  documentTexts(
    view: string,
    tenant: string,
    keys: readonly string[],
  ): Promise<ViewAnswer<readonly (string | null)[]>>;
  /** Groups by key, in the order asked, as field → value; empty for one that is not there. One round trip. */
  groups<T>(
    view: string,
    tenant: string,
    keys: readonly string[],
  ): Promise<ViewAnswer<readonly ReadonlyMap<string, T>[]>>;
  /**
   * The text of groups, in the order asked; null for one that is not there. {@link cellsOf} reads it, and while the text
   * is the same so is the group. One round trip.
   */
  groupTexts(
    view: string,
    tenant: string,
    keys: readonly string[],
  ): Promise<ViewAnswer<readonly (string | null)[]>>;
  /** Entries of a list, in the order in which they were appended. */
  entries<T>(view: string, tenant: string, key: string, range: ListRange): Promise<ViewAnswer<readonly T[]>>;
  /** The JSON text of each of them. */
  entryTexts(
    view: string,
    tenant: string,
    key: string,
    range: ListRange,
  ): Promise<ViewAnswer<readonly string[]>>;
  /** Members of an index. */
  members(
    view: string,
    tenant: string,
    index: string,
    range: IndexRange,
  ): Promise<ViewAnswer<readonly string[]>>;
  /** How many members each counted index has; one that has none may be left out. */
  counts(view: string, tenant: string): Promise<ViewAnswer<Readonly<Record<string, number>>>>;
}

/** Builds generations. Every method may throw {@link ViewStoreUnavailable}. */
export interface ViewWriter {
  /** The generation that readers get; null when there is none. */
  live(view: string): Promise<string | null>;
  /** Readers get this generation from now on, when `expected` is the one they have had; false when it is not. */
  promote(at: ViewGeneration, expected: string | null): Promise<boolean>;
  /** Position of a generation; null when it does not exist. */
  position(at: ViewGeneration): Promise<string | null>;
  /** Values by address, in the order asked, as they stand at the position of the answer. One round trip. */
  load<T>(
    at: ViewGeneration,
    addresses: readonly ViewAddress[],
  ): Promise<LoadedValues<readonly (T | null)[]>>;
  /** All changes and the new position, or nothing: only when the generation still is at `base`. */
  apply(batch: ViewBatch): Promise<ApplyOutcome>;
  /** Deletes a generation. One that does not exist is fine. */
  drop(at: ViewGeneration): Promise<void>;
  /** A hash of each document, group, list and index of a generation, in no order: two builds of one log are equal. */
  digests(at: ViewGeneration): AsyncIterable<{ readonly key: string; readonly hash: string }>;
}

export interface ViewStore extends ViewReader, ViewWriter {}

export const VIEW_STORE = Symbol('ViewStore');

/** The store cannot be reached, or the view is being built anew. Worth a retry. */
export class ViewStoreUnavailable extends Error {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'ViewStoreUnavailable';
  }
}

/** One field of a group as a part of the group's text. */
export function cellText(field: string, value: unknown): string {
  return `,${JSON.stringify(field)},${JSON.stringify(value)}`;
}

/** What a group's text says: fields and values by turns. A group is its cells one behind the other, with or without blanks. */
export function cellsOf(text: string | null): readonly unknown[] {
  if (text === null) return [];
  const cells = JSON.parse(`[0${text}]`) as unknown[];
  cells.shift();
  return cells;
}

/** A group by field. */
export function groupOf<T>(text: string | null): ReadonlyMap<string, T> {
  const cells = cellsOf(text);
  const group = new Map<string, T>();
  for (let at = 0; at < cells.length; at += 2) group.set(cells[at] as string, cells[at + 1] as T);
  return group;
}

/** Refuses a read of a view that has no complete generation. */
export function beingBuilt(view: string): ViewStoreUnavailable {
  return new ViewStoreUnavailable(`the view ${view} is being built anew`);
}
