import type { Status } from '@eventstore/db-client/generated/status_pb.js';
import { status as grpcStatus } from '@grpc/grpc-js';
import anyPb from 'google-protobuf/google/protobuf/any_pb.js';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import type { ExpectedRevision, WriteOutcome } from '../log/write-request.js';
import { shared, status, streams } from './generated.js';
import { streamIdentifier } from './read-frames.js';
import { delimitedBytes, varintBytes, WireWriter } from './wire-writer.js';

/** What the answer to a batch append repeats from the request. */
export interface BatchAppendEcho {
  /** The protocol's UUID as it came in. */
  readonly correlation: Uint8Array | undefined;
  readonly streamName: string;
  readonly expected: ExpectedRevision;
}

type Written = Extract<WriteOutcome, { kind: 'written' }>;

const empty = () => new emptyPb.Empty();

/** Tags of the fields that have no content, and say which revision was expected. */
const EXPECTED_TAGS = { no_stream: 0x32, any: 0x3a, stream_exists: 0x42 } as const;

/** Encoded answer to one append of a batch stream. */
export function batchAppendResponse(echo: BatchAppendEcho, outcome: WriteOutcome): Buffer {
  switch (outcome.kind) {
    case 'written':
      return success(echo, outcome);
    case 'wrong-revision':
      return failure(echo, wrongRevision(echo.expected, outcome.current));
    case 'stream-deleted': {
      const details = new shared.StreamDeleted();
      details.setStreamIdentifier(streamIdentifier(echo.streamName));
      return failure(echo, statusOf(grpcStatus.NOT_FOUND, 'StreamDeleted', details));
    }
    case 'read-only':
      return batchAppendAccessDenied(echo);
    case 'timeout':
      return failure(echo, statusOf(grpcStatus.DEADLINE_EXCEEDED, 'Timeout', new shared.Timeout()));
    case 'unavailable':
      return failure(echo, statusOf(grpcStatus.UNAVAILABLE, 'Unknown', new shared.Unknown()));
  }
}

/** Answer to an append to a stream that the caller may not write. */
export function batchAppendAccessDenied(echo: BatchAppendEcho): Buffer {
  const details = new shared.AccessDenied();
  return failure(echo, statusOf(grpcStatus.PERMISSION_DENIED, 'AccessDenied', details));
}

/** Answer to an append that carries more than the server takes. */
export function batchAppendTooLarge(echo: BatchAppendEcho, maxAppendBytes: number): Buffer {
  const details = new shared.MaximumAppendSizeExceeded().setMaxappendsize(maxAppendBytes);
  return failure(echo, statusOf(grpcStatus.INVALID_ARGUMENT, 'MaximumAppendSizeExceeded', details));
}

/** Answer to a request that makes no sense. */
export function batchAppendBadRequest(
  echo: Pick<BatchAppendEcho, 'correlation' | 'streamName'>,
  message: string,
): Buffer {
  const details = new shared.BadRequest().setMessage(message);
  return failure({ ...echo, expected: 'any' }, statusOf(grpcStatus.INVALID_ARGUMENT, 'BadRequest', details));
}

/** By hand, because every append that goes well gets one. */
function success({ correlation, streamName, expected }: BatchAppendEcho, outcome: Written): Buffer {
  const { revision, position } = outcome;
  const nameBytes = Buffer.byteLength(streamName);
  const revisionBytes = revision < 0 ? 2 : 1 + varintBytes(revision);
  const positionBytes = position === undefined ? 0 : 2 * (1 + varintBytes(position));
  const successBytes = revisionBytes + delimitedBytes(positionBytes);
  const expectedBytes = typeof expected === 'bigint' ? 1 + varintBytes(Number(expected)) : 2;
  const writer = new WireWriter(
    (correlation === undefined ? 0 : delimitedBytes(correlation.length)) +
      delimitedBytes(successBytes) +
      delimitedBytes(delimitedBytes(nameBytes)) +
      expectedBytes,
  );
  if (correlation !== undefined) writer.bytesField(0x0a, correlation);
  writer.startMessage(0x1a, successBytes);
  if (revision < 0) writer.startMessage(0x12, 0);
  else writer.varintField(0x08, revision);
  if (position === undefined) writer.startMessage(0x22, 0);
  else writer.startMessage(0x1a, positionBytes).varintField(0x08, position).varintField(0x10, position);
  writer.startMessage(0x22, delimitedBytes(nameBytes)).textField(0x1a, streamName, nameBytes);
  // What was written cannot have expected a revision that no number holds.
  if (typeof expected === 'bigint') writer.varintField(0x28, Number(expected));
  else writer.startMessage(EXPECTED_TAGS[expected], 0);
  return writer.buffer;
}

function failure(echo: BatchAppendEcho, error: Status): Buffer {
  const { correlation, streamName, expected } = echo;
  const response = new streams.BatchAppendResp().setError(error);
  if (correlation !== undefined) response.setCorrelationId(shared.UUID.deserializeBinary(correlation));
  response.setStreamIdentifier(streamIdentifier(streamName));
  switch (expected) {
    case 'any':
      response.setAny(empty());
      break;
    case 'no_stream':
      response.setNoStream(empty());
      break;
    case 'stream_exists':
      response.setStreamExists(empty());
      break;
    default:
      response.setStreamPosition(expected.toString());
  }
  return Buffer.from(response.serializeBinary());
}

function wrongRevision(expected: ExpectedRevision, current: number): Status {
  const details = new shared.WrongExpectedVersion();
  if (current < 0) details.setCurrentNoStream(empty());
  else details.setCurrentStreamRevision(`${current}`);
  switch (expected) {
    case 'any':
      details.setExpectedAny(empty());
      break;
    case 'no_stream':
      details.setExpectedNoStream(empty());
      break;
    case 'stream_exists':
      details.setExpectedStreamExists(empty());
      break;
    default:
      details.setExpectedStreamPosition(expected.toString());
  }
  return statusOf(grpcStatus.ALREADY_EXISTS, 'WrongExpectedVersion', details);
}

/** The numbers are those of gRPC status codes; the message is the name of what went wrong, as in the real server. */
function statusOf(code: number, typeName: string, details: { serializeBinary(): Uint8Array }): Status {
  const any = new anyPb.Any();
  any.pack(details.serializeBinary(), `event_store.client.${typeName}`);
  const result = new status.Status();
  result.setCode(code);
  result.setMessage(typeName);
  result.setDetails(any);
  return result;
}
