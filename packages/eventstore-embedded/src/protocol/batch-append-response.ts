import type { Status } from '@eventstore/db-client/generated/status_pb.js';
import type { UUID } from '@eventstore/db-client/generated/shared_pb.js';
import type { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { status as grpcStatus } from '@grpc/grpc-js';
import anyPb from 'google-protobuf/google/protobuf/any_pb.js';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import type { ExpectedRevision, WriteOutcome } from '../log/write-request.js';
import { positionOf } from './append-response.js';
import { shared, status, streams } from './generated.js';
import { streamIdentifier } from './read-frames.js';

/** What the answer to a batch append repeats from the request. */
export interface BatchAppendEcho {
  readonly correlationId: UUID | undefined;
  readonly streamName: string;
  readonly expected: ExpectedRevision;
}

const empty = () => new emptyPb.Empty();

/** Answer to one append of a batch stream. */
export function batchAppendResponse(echo: BatchAppendEcho, outcome: WriteOutcome): BatchAppendResp {
  const response = responseTo(echo);
  switch (outcome.kind) {
    case 'written':
      return response.setSuccess(successOf(outcome.revision, outcome.position));
    case 'wrong-revision':
      return response.setError(wrongRevision(echo.expected, outcome.current));
    case 'stream-deleted': {
      const details = new shared.StreamDeleted();
      details.setStreamIdentifier(streamIdentifier(echo.streamName));
      return response.setError(
        statusOf(grpcStatus.FAILED_PRECONDITION, 'Stream deleted.', 'StreamDeleted', details),
      );
    }
    case 'read-only':
      return batchAppendAccessDenied(echo);
    case 'timeout':
      return response.setError(
        statusOf(grpcStatus.DEADLINE_EXCEEDED, 'Timeout.', 'Timeout', new shared.Timeout()),
      );
    case 'unavailable':
      return response.setError(
        statusOf(grpcStatus.UNAVAILABLE, 'The server is stopping.', 'Unknown', new shared.Unknown()),
      );
  }
}

/** Answer to an append to a stream that the caller may not write. */
export function batchAppendAccessDenied(echo: BatchAppendEcho): BatchAppendResp {
  const details = new shared.AccessDenied();
  return responseTo(echo).setError(
    statusOf(grpcStatus.PERMISSION_DENIED, 'Access Denied', 'AccessDenied', details),
  );
}

/** Answer to an append that carries more than the server takes. */
export function batchAppendTooLarge(echo: BatchAppendEcho, maxAppendBytes: number): BatchAppendResp {
  const details = new shared.MaximumAppendSizeExceeded().setMaxappendsize(maxAppendBytes);
  const message = `Maximum append size of ${maxAppendBytes} bytes exceeded.`;
  return responseTo(echo).setError(
    statusOf(grpcStatus.INVALID_ARGUMENT, message, 'MaximumAppendSizeExceeded', details),
  );
}

/** Answer to a request that makes no sense. */
export function batchAppendBadRequest(
  echo: Pick<BatchAppendEcho, 'correlationId' | 'streamName'>,
  message: string,
): BatchAppendResp {
  const details = new shared.BadRequest().setMessage(message);
  return responseTo({ ...echo, expected: 'any' }).setError(
    statusOf(grpcStatus.INVALID_ARGUMENT, message, 'BadRequest', details),
  );
}

function responseTo(echo: BatchAppendEcho): BatchAppendResp {
  const response = new streams.BatchAppendResp();
  response.setCorrelationId(echo.correlationId);
  response.setStreamIdentifier(streamIdentifier(echo.streamName));
  switch (echo.expected) {
    case 'any':
      return response.setAny(empty());
    case 'no_stream':
      return response.setNoStream(empty());
    case 'stream_exists':
      return response.setStreamExists(empty());
    default:
      return response.setStreamPosition(echo.expected.toString());
  }
}

function successOf(revision: number, position: number | undefined) {
  const success = new streams.BatchAppendResp.Success();
  if (revision < 0) success.setNoStream(empty());
  else success.setCurrentRevision(`${revision}`);
  if (position === undefined) success.setNoPosition(empty());
  else success.setPosition(positionOf(shared.AllStreamPosition, position));
  return success;
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
  const message = 'Wrong expected version.';
  return statusOf(grpcStatus.FAILED_PRECONDITION, message, 'WrongExpectedVersion', details);
}

/** gRPC status codes and those of google.rpc.Status are the same numbers. */
function statusOf(
  code: number,
  message: string,
  typeName: string,
  details: { serializeBinary(): Uint8Array },
): Status {
  const any = new anyPb.Any();
  any.pack(details.serializeBinary(), `event_store.client.${typeName}`);
  const result = new status.Status();
  result.setCode(code);
  result.setMessage(message);
  result.setDetails(any);
  return result;
}
