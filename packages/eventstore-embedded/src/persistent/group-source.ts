import type { Wait } from '../log/commit-signal.js';
import { isShownInAll } from '../log/event-filter.js';
import type { EventLog } from '../log/event-log.js';
import { LINK_EVENT_TYPE } from '../log/link.js';
import type { StoredEvent } from '../storage/stored-event.js';
import { ALL_STREAMS, filterOf, type GroupConfig } from './group-settings.js';

/** An event that a group delivers. */
export interface SourceEvent {
  /** Revision, or position in the log of all streams: whatever the group counts by. */
  readonly key: number;
  /** The event as it stands in the group's stream; it may be a link. */
  readonly original: StoredEvent;
  /** What the link points at, when links are resolved and the target is still there. */
  readonly target: StoredEvent | undefined;
  readonly isResolved: boolean;
}

/** What one read gave. */
export interface SourcePage {
  readonly events: readonly SourceEvent[];
  /** Key of the last event looked at, wanted or not. */
  readonly lastKey: number;
  /** Events looked at, the group's own traces not counted. */
  readonly lookedAt: number;
}

/** Where a group's events come from. */
export interface GroupSource {
  /** Await it before the first read. */
  prepare(): Promise<void> | undefined;
  /** A bounded page of what comes after the key; undefined at the end. */
  read(afterKey: number, maxEvents: number): SourcePage | undefined;
  /** Waits until there may be more. */
  wait(): Wait<unknown>;
  /** Key of the last event there is; below the first key without any. */
  head(): number;
}

/** Events looked at together when a filter may leave few of them. */
const FILTERED_PAGE = 128;

/** The source of a group's events. */
export function sourceOf(log: EventLog, config: GroupConfig): GroupSource {
  return config.streamName === ALL_STREAMS ? allSource(log, config) : streamSource(log, config);
}

function streamSource(log: EventLog, { streamName, settings }: GroupConfig): GroupSource {
  return {
    prepare: () => log.prepare(streamName),
    read(afterKey, maxEvents) {
      const view = log.view(streamName);
      if (view.kind !== 'readable' || afterKey >= view.last) return undefined;
      const from = Math.max(afterKey + 1, view.first);
      const page = log.readStream(view.number, from, 'forwards', maxEvents);
      const visible = page.filter((event) => event.createdMs >= view.notBeforeMs);
      const events = visible.map((event) => resolve(log, event, event.revision, settings.resolveLinks));
      return { events, lastKey: page.at(-1)?.revision ?? view.last, lookedAt: page.length };
    },
    wait: () => log.commits.waitForStream(streamName),
    head: () => {
      const view = log.view(streamName);
      return view.kind === 'readable' ? view.last : -1;
    },
  };
}

function allSource(log: EventLog, { settings, filter }: GroupConfig): GroupSource {
  const matches = filter ? filterOf(filter) : isShownInAll;
  return {
    prepare: () => undefined,
    read(afterKey, maxEvents) {
      const page = log.readAll(afterKey + 1, 'forwards', filter ? FILTERED_PAGE : maxEvents);
      const last = page.at(-1);
      if (last === undefined) return undefined;
      const events = page
        .filter(matches)
        .map((event) => resolve(log, event, event.position, settings.resolveLinks));
      // What the groups write themselves is no reason for a further checkpoint.
      return { events, lastKey: last.position, lookedAt: page.filter(isShownInAll).length };
    },
    wait: () => log.commits.waitForAny(),
    head: () => log.lastPosition,
  };
}

function resolve(log: EventLog, original: StoredEvent, key: number, resolveLinks: boolean): SourceEvent {
  if (!resolveLinks || original.type !== LINK_EVENT_TYPE) {
    return { key, original, target: undefined, isResolved: false };
  }
  // Groups take even what is no link for one that leads nowhere, unlike readers; so does the real server.
  const target = log.target(original);
  return { key, original, target: target === 'no-link' ? undefined : target, isResolved: true };
}
