import type { StoredEvent } from '../storage/stored-event.js';

/** Whether a reader of the log of all streams wants the event. */
export type EventFilter = (event: StoredEvent) => boolean;

/** What a filter looks at. */
export type FilterField = 'streamName' | 'type';

/** Streams that groups on all streams write for themselves: to deliver those to the groups would never end. */
const OWN_PREFIX = '$persistentsubscription-$all::';
const OWN_SUFFIXES = ['-checkpoint', '-parked'];

/** Which server began to write the log; no reader of all streams is shown it. */
const EPOCH_STREAM = '$epoch-information';

/** Whether the log of all streams shows the event, as in the real server. In its own stream every event is shown. */
export function isShownInAll({ streamName }: StoredEvent): boolean {
  if (!streamName.startsWith('$')) return true;
  if (streamName === EPOCH_STREAM) return false;
  return !(streamName.startsWith(OWN_PREFIX) && OWN_SUFFIXES.some((suffix) => streamName.endsWith(suffix)));
}

/** Wants what the log of all streams shows and whose field begins with one of the prefixes. */
export function prefixFilter(field: FilterField, prefixes: readonly string[]): EventFilter {
  return (event) => isShownInAll(event) && prefixes.some((prefix) => event[field].startsWith(prefix));
}

/**
 * Wants what the log of all streams shows and whose field matches the pattern.
 *
 * @throws SyntaxError when it is not a pattern
 */
export function patternFilter(field: FilterField, pattern: string): EventFilter {
  const expression = new RegExp(pattern);
  return (event) => isShownInAll(event) && expression.test(event[field]);
}
