import type { CreateReq, UpdateReq } from '@eventstore/db-client/generated/persistent_pb.js';
import type { StreamIdentifier } from '@eventstore/db-client/generated/shared_pb.js';
import type { GroupDefinition } from '../persistent/group-registry.js';
import {
  ALL_STREAMS,
  CONSUMER_STRATEGIES,
  type ConsumerStrategyName,
  filterOf,
  type GroupFilter,
  type GroupSettings,
} from '../persistent/group-settings.js';
import { type GroupName, groupFailed } from './persistent-errors.js';
import { invalidArgument } from './rpc-errors.js';

/** Options that name a group. */
interface NamingOptions {
  getStreamIdentifier(): StreamIdentifier | undefined;
  hasAll(): boolean;
  getGroupName(): string;
}

type Settings = CreateReq.Settings | UpdateReq.Settings;
type StartOfStream = CreateReq.StreamOptions | UpdateReq.StreamOptions;
type StartOfAll = CreateReq.AllOptions | UpdateReq.AllOptions;

/** The protocol's other way to say "end": the greatest unsigned number. */
const END_REVISION = '18446744073709551615';

const TICKS_PER_MS = 10_000;

/**
 * The group that a request is about.
 *
 * @throws RpcError when it names none
 */
export function parseGroupName(options: NamingOptions | undefined): GroupName {
  if (options === undefined) throw invalidArgument('The request has no options.');
  const streamName = options.hasAll() ? ALL_STREAMS : nameOf(options.getStreamIdentifier());
  return { streamName, groupName: groupNameOf(options) };
}

/**
 * The group that a create or update describes.
 *
 * @throws RpcError when it makes no sense
 */
export function parseGroupDefinition(request: CreateReq | UpdateReq): GroupDefinition {
  const options = request.getOptions();
  const settings = options?.getSettings();
  if (options === undefined || settings === undefined) {
    throw invalidArgument('The request has no options or no settings.');
  }
  const groupName = groupNameOf(options);
  const all = options.getAll();
  if (all !== undefined) {
    const group = { streamName: ALL_STREAMS, groupName };
    const filter = 'getFilter' in all ? parseFilter(all) : undefined;
    return {
      ...group,
      settings: settingsOf(settings, startOfAll(all), group),
      ...(filter && { filter }),
    };
  }
  const stream = options.getStream();
  const streamName = nameOf(stream?.getStreamIdentifier() ?? options.getStreamIdentifier());
  const startFrom = stream ? startOfStream(stream) : startOf(settings.getRevision());
  const group = { streamName, groupName };
  if (streamName === ALL_STREAMS)
    throw groupFailed(
      group,
      'Persistent subscriptions to $all are only supported over gRPC through gRPC clients',
    );
  return { ...group, settings: settingsOf(settings, startFrom, group) };
}

function settingsOf(
  settings: Settings,
  startFrom: GroupSettings['startFrom'],
  group: GroupName,
): GroupSettings {
  const messageTimeoutMs = settings.hasMessageTimeoutTicks()
    ? Math.floor(Number(settings.getMessageTimeoutTicks()) / TICKS_PER_MS)
    : settings.getMessageTimeoutMs();
  const checkpointAfterMs = settings.hasCheckpointAfterTicks()
    ? Math.floor(Number(settings.getCheckpointAfterTicks()) / TICKS_PER_MS)
    : settings.getCheckpointAfterMs();
  const numbers = {
    messageTimeoutMs,
    maxRetryCount: settings.getMaxRetryCount(),
    checkpointAfterMs,
    minCheckpointCount: settings.getMinCheckpointCount(),
    maxCheckpointCount: settings.getMaxCheckpointCount(),
    maxSubscriberCount: settings.getMaxSubscriberCount(),
    liveBufferSize: settings.getLiveBufferSize(),
    readBatchSize: settings.getReadBatchSize(),
    historyBufferSize: settings.getHistoryBufferSize(),
  };
  for (const [name, value] of Object.entries(numbers)) {
    if (value < 0) throw groupFailed(group, `${name} is ${value}; it must not be negative.`);
  }
  return {
    resolveLinks: settings.getResolveLinks(),
    extraStatistics: settings.getExtraStatistics(),
    startFrom,
    ...numbers,
    strategy: strategyOf(settings, group),
  };
}

/** Newer clients name the strategy, older ones choose from a list. */
function strategyOf(settings: Settings, group: GroupName): ConsumerStrategyName {
  const name = 'getConsumerStrategy' in settings ? settings.getConsumerStrategy() : '';
  if (name === '') return CONSUMER_STRATEGIES[settings.getNamedConsumerStrategy()] ?? 'RoundRobin';
  const strategy = CONSUMER_STRATEGIES.find((known) => known === name);
  if (strategy === undefined) throw groupFailed(group, `Consumer strategy ${name} does not exist.`);
  return strategy;
}

function parseFilter(all: CreateReq.AllOptions): GroupFilter | undefined {
  const filter = all.getFilter();
  if (filter === undefined) return undefined;
  const expression = filter.getStreamIdentifier() ?? filter.getEventType();
  if (expression === undefined) throw invalidArgument('The filter has no expression.');
  const field = filter.hasStreamIdentifier() ? 'streamName' : 'type';
  const parsed: GroupFilter = { field, prefixes: expression.getPrefixList(), pattern: expression.getRegex() };
  try {
    filterOf(parsed);
  } catch {
    throw invalidArgument(`'${parsed.pattern}' is not a regular expression.`);
  }
  return parsed;
}

function startOfStream(stream: StartOfStream): GroupSettings['startFrom'] {
  if (stream.hasEnd()) return 'end';
  return stream.hasRevision() ? startOf(stream.getRevision()) : 0;
}

function startOfAll(all: StartOfAll): GroupSettings['startFrom'] {
  if (all.hasEnd()) return 'end';
  const position = all.getPosition();
  return position === undefined ? 0 : startOf(position.getCommitPosition());
}

function startOf(decimal: string): GroupSettings['startFrom'] {
  return decimal === END_REVISION ? 'end' : Math.min(Number(decimal), Number.MAX_SAFE_INTEGER);
}

function nameOf(identifier: StreamIdentifier | undefined): string {
  const bytes = identifier?.getStreamName_asU8() ?? new Uint8Array();
  if (bytes.length === 0) throw invalidArgument('The request names no stream.');
  return Buffer.from(bytes).toString('utf8');
}

function groupNameOf(options: { getGroupName(): string }): string {
  const groupName = options.getGroupName();
  if (groupName === '') throw invalidArgument('The request names no group.');
  return groupName;
}
