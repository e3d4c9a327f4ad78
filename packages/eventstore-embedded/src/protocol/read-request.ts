import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import { type EventFilter, patternFilter, prefixFilter } from '../log/event-filter.js';
import type { Direction } from '../storage/direction.js';
import { streams } from './generated.js';
import type { UuidForm } from './read-frames.js';
import { invalidArgument } from './rpc-errors.js';

/** Where a reader begins; a number is a revision or a position. */
export type StartingPoint = number | 'start' | 'end';

interface Query {
  readonly from: StartingPoint;
  readonly resolveLinks: boolean;
  readonly uuidForm: UuidForm;
  /** Whether links into the stream are resolved for this reader. Default: all are. */
  readonly mayResolve?: (streamName: string) => boolean;
}

interface FiniteRead extends Query {
  readonly direction: Direction;
  readonly maxCount: number;
}

/** A filter, and how many events a subscriber lets it look at between two checkpoints. */
export interface FilterQuery {
  readonly matches: EventFilter;
  readonly checkpointInterval: number;
}

/** What a client wants to read. */
export type ReadQuery =
  | (FiniteRead & { readonly kind: 'read-stream'; readonly streamName: string })
  | (FiniteRead & { readonly kind: 'read-all'; readonly filter: FilterQuery | undefined })
  | (Query & { readonly kind: 'subscribe-to-stream'; readonly streamName: string })
  | (Query & { readonly kind: 'subscribe-to-all'; readonly filter: FilterQuery | undefined });

/** Search window of a filter whose client names none. */
const DEFAULT_WINDOW = 32;

const { Options } = streams.ReadReq;

/**
 * Understands a read request.
 *
 * @throws RpcError when it makes no sense
 */
export function parseReadRequest(request: ReadReq): ReadQuery {
  const options = request.getOptions();
  if (options === undefined) throw invalidArgument('The read request has no options.');
  const resolveLinks = options.getResolveLinks();
  const uuidForm: UuidForm = options.getUuidOption()?.hasStructured() ? 'halves' : 'text';
  const direction = directionOf(options);
  const isSubscription = options.hasSubscription();
  if (isSubscription && direction === 'backwards') {
    throw invalidArgument('A subscription reads forwards.');
  }
  if (!isSubscription && !options.hasCount()) {
    throw invalidArgument('The read request neither has a count nor is a subscription.');
  }
  const finite = { resolveLinks, uuidForm, direction, maxCount: safeNumber(options.getCount()) };
  const live = { resolveLinks, uuidForm };

  const stream = options.getStream();
  if (stream !== undefined) {
    const streamName = nameOf(stream);
    const from = startOfStream(stream);
    if (options.hasFilter()) throw invalidArgument('A stream cannot be read with a filter.');
    return isSubscription
      ? { kind: 'subscribe-to-stream', ...live, from, streamName }
      : { kind: 'read-stream', ...finite, from, streamName };
  }
  const all = options.getAll();
  if (all === undefined) throw invalidArgument('The read request names no stream.');
  const from = startOfAll(all);
  const filter = filterOf(options);
  return isSubscription
    ? { kind: 'subscribe-to-all', ...live, from, filter }
    : { kind: 'read-all', ...finite, from, filter };
}

function directionOf(options: ReadReq.Options): Direction {
  const isForwards = options.getReadDirection() === Options.ReadDirection.FORWARDS;
  return isForwards ? 'forwards' : 'backwards';
}

function nameOf(stream: ReadReq.Options.StreamOptions): string {
  const bytes = stream.getStreamIdentifier()?.getStreamName_asU8() ?? new Uint8Array();
  if (bytes.length === 0) throw invalidArgument('The stream has no name.');
  return Buffer.from(bytes).toString('utf8');
}

function startOfStream(stream: ReadReq.Options.StreamOptions): StartingPoint {
  if (stream.hasRevision()) return startingPoint(stream.getRevision());
  return stream.hasEnd() ? 'end' : 'start';
}

function startOfAll(all: ReadReq.Options.AllOptions): StartingPoint {
  const position = all.getPosition();
  if (position !== undefined) return startingPoint(position.getCommitPosition());
  return all.hasEnd() ? 'end' : 'start';
}

function filterOf(options: ReadReq.Options): FilterQuery | undefined {
  const filter = options.getFilter();
  if (filter === undefined) return undefined;
  const window = filter.hasMax() ? filter.getMax() : DEFAULT_WINDOW;
  const checkpointInterval = window * filter.getCheckpointintervalmultiplier();
  if (options.hasSubscription() && checkpointInterval <= 0) {
    throw invalidArgument('The checkpoint interval must be greater than 0.');
  }
  const expression = filter.getStreamIdentifier() ?? filter.getEventType();
  if (expression === undefined) throw invalidArgument('The filter has no expression.');
  const field = filter.hasStreamIdentifier() ? 'streamName' : 'type';
  const pattern = expression.getRegex();
  if (pattern === '') {
    return { matches: prefixFilter(field, expression.getPrefixList()), checkpointInterval };
  }
  try {
    return { matches: patternFilter(field, pattern), checkpointInterval };
  } catch {
    throw invalidArgument(`'${pattern}' is not a regular expression.`);
  }
}

/** The greatest unsigned number is another way to say "end". */
function startingPoint(decimal: string): StartingPoint {
  return decimal === '18446744073709551615' ? 'end' : safeNumber(decimal);
}

/** 64-bit numbers beyond the safe integers are all the same to this server: nothing is there. */
function safeNumber(decimal: string): number {
  return Math.min(Number(decimal), Number.MAX_SAFE_INTEGER);
}
