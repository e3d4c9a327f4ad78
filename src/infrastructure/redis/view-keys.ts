import type { ViewGeneration } from '../../application/ports/view-store.js';

const ROOT = 'wayfill';

/** What a key holds. */
export type KeyKind = 'document' | 'group' | 'places' | 'list' | 'index' | 'counts';

const LETTERS: Readonly<Record<KeyKind, string>> = {
  document: 'd',
  group: 'g',
  places: 'p',
  list: 'l',
  index: 'x',
  counts: 'n',
};
const KINDS = new Map(Object.entries(LETTERS).map(([kind, letter]) => [letter, kind as KeyKind]));

/** Which generation of a view readers get. The braces put all keys of a view into one slot of a cluster. */
export function liveKey(view: string): string {
  return `${ROOT}:{${view}}:live`;
}

/** Begins every key of a generation. */
export function generationPrefix({ view, generation }: ViewGeneration): string {
  return `${ROOT}:{${view}}:${generation}:`;
}

/** The position up to which a generation is complete. */
export function positionKey(at: ViewGeneration): string {
  return `${generationPrefix(at)}position`;
}

/**
 * How a generation keeps groups. One that keeps them in a way of an earlier time has none that this code could read;
 * its other keys are as ever.
 */
export const GROUP_LAYOUT = 'cells';

/** Where a generation says how it keeps groups. */
export function layoutKey(at: ViewGeneration): string {
  return `${generationPrefix(at)}groups`;
}

/** A key of a generation, given its prefix; `counts` has no key of its own beside the tenant. */
export function dataKey(prefix: string, kind: KeyKind, tenant: string, key = ''): string {
  return `${prefix}${LETTERS[kind]}:${tenant}:${key}`;
}

/** Kind, tenant and key of what {@link dataKey} has put together; null for the position. */
export function parseDataKey(
  prefix: string,
  full: string,
): { readonly kind: KeyKind; readonly tenant: string; readonly key: string } | null {
  const rest = full.slice(prefix.length);
  const kind = KINDS.get(rest.slice(0, 1));
  const colon = rest.indexOf(':', 2);
  if (!kind || rest[1] !== ':' || colon < 0) return null;
  return { kind, tenant: rest.slice(2, colon), key: rest.slice(colon + 1) };
}
