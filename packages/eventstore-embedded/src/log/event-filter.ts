import type { StoredEvent } from '../storage/stored-event.js';

/** Whether a reader of the log of all streams wants the event. */
export type EventFilter = (event: StoredEvent) => boolean;

/** What a filter looks at. */
export type FilterField = 'streamName' | 'type';

/** Wants events whose field begins with one of the prefixes. */
export function prefixFilter(field: FilterField, prefixes: readonly string[]): EventFilter {
  return (event) => prefixes.some((prefix) => event[field].startsWith(prefix));
}

/**
 * Wants events whose field matches the pattern.
 *
 * @throws SyntaxError when it is not a pattern
 */
export function patternFilter(field: FilterField, pattern: string): EventFilter {
  const expression = new RegExp(pattern);
  return (event) => expression.test(event[field]);
}
