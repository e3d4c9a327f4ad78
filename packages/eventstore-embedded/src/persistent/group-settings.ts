import { type EventFilter, type FilterField, patternFilter, prefixFilter } from '../log/event-filter.js';

/** Stands for the log of all streams where a stream's name is expected. */
export const ALL_STREAMS = '$all';

/** Ways to choose the subscriber that gets an event. */
export const CONSUMER_STRATEGIES = [
  'DispatchToSingle',
  'RoundRobin',
  'Pinned',
  'PinnedByCorrelation',
] as const;

/** Name of one of {@link CONSUMER_STRATEGIES}. */
export type ConsumerStrategyName = (typeof CONSUMER_STRATEGIES)[number];

/** How a group behaves; the names are those of the protocol. */
export interface GroupSettings {
  readonly resolveLinks: boolean;
  readonly extraStatistics: boolean;
  /** First revision or position to deliver; `end` delivers what comes after the group was made. */
  readonly startFrom: number | 'end';
  /** 0: an event is waited for as long as its subscriber stays. */
  readonly messageTimeoutMs: number;
  /** So often an event is delivered again before it is parked. */
  readonly maxRetryCount: number;
  readonly checkpointAfterMs: number;
  readonly minCheckpointCount: number;
  readonly maxCheckpointCount: number;
  /** 0: any number. */
  readonly maxSubscriberCount: number;
  readonly liveBufferSize: number;
  readonly readBatchSize: number;
  readonly historyBufferSize: number;
  readonly strategy: ConsumerStrategyName;
}

/** Which events of all streams a group wants. */
export interface GroupFilter {
  readonly field: FilterField;
  readonly prefixes: readonly string[];
  /** Empty when the prefixes count. */
  readonly pattern: string;
}

/** A group as it is kept. Stream and group name together identify it. */
export interface GroupConfig {
  readonly streamName: string;
  readonly groupName: string;
  readonly settings: GroupSettings;
  /** The last revision or position before the group's first event; -1 or 0 when that is the beginning. */
  readonly startsAfter: number;
  readonly filter?: GroupFilter;
}

/** Name of a group in the names of its own streams, and as the id of a subscription to it. */
export function groupId(group: Pick<GroupConfig, 'streamName' | 'groupName'>): string {
  return `${group.streamName}::${group.groupName}`;
}

/**
 * The filter in use.
 *
 * @throws SyntaxError when its pattern is not one
 */
export function filterOf({ field, prefixes, pattern }: GroupFilter): EventFilter {
  return pattern === '' ? prefixFilter(field, prefixes) : patternFilter(field, pattern);
}
