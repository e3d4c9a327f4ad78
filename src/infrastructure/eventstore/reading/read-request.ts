import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams, { type ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { StreamCategory } from '../../../domain/shared/stream-names.js';

/** More than a log can hold; the client asks for as many. */
const ALL = Number.MAX_SAFE_INTEGER;

/** One stream from a revision on. */
export function streamRequest(stream: string, fromRevision: bigint, maxCount = ALL): ReadReq {
  const { Options } = streams.ReadReq;
  const name = new shared.StreamIdentifier().setStreamName(Buffer.from(stream));
  const from = new Options.StreamOptions().setStreamIdentifier(name).setRevision(String(fromRevision));
  return requestOf(options().setStream(from).setCount(String(maxCount)).setNoFilter(new shared.Empty()));
}

/** The whole log from a position on, that position included. */
export function logRequest(from: bigint | null): ReadReq {
  return requestOf(options().setAll(logFrom(from)).setCount(String(ALL)).setNoFilter(new shared.Empty()));
}

/** What streams of these categories hold behind a position, and what comes later, with a checkpoint now and then. */
export function followRequest(
  after: bigint | null,
  categories: readonly StreamCategory[],
  checkpointInterval: number,
): ReadReq {
  const { Options } = streams.ReadReq;
  const prefixes = categories.map((category) => `${category}-`);
  const filter = new Options.FilterOptions()
    .setStreamIdentifier(new Options.FilterOptions.Expression().setPrefixList(prefixes))
    .setCount(new shared.Empty())
    .setCheckpointintervalmultiplier(checkpointInterval);
  return requestOf(
    options().setAll(logFrom(after)).setSubscription(new Options.SubscriptionOptions()).setFilter(filter),
  );
}

function logFrom(position: bigint | null): ReadReq.Options.AllOptions {
  const { Options } = streams.ReadReq;
  const from = new Options.AllOptions();
  if (position === null) return from.setStart(new shared.Empty());
  const text = String(position);
  return from.setPosition(new Options.Position().setCommitPosition(text).setPreparePosition(text));
}

/** Forwards, links as they are, ids as text. */
function options(): ReadReq.Options {
  const { Options } = streams.ReadReq;
  return new Options().setUuidOption(new Options.UUIDOption().setString(new shared.Empty()));
}

function requestOf(options: ReadReq.Options): ReadReq {
  return new streams.ReadReq().setOptions(options);
}
