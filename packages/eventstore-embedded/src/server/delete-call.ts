import type { DeleteReq, TombstoneReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { EventLog } from '../log/event-log.js';
import type { DeleteRequest, WriteOutcome } from '../log/write-request.js';
import { parseExpected } from '../protocol/expected-revision.js';
import {
  accessDenied,
  invalidArgument,
  operationTimedOut,
  RpcError,
  streamDeleted,
  unavailable,
  wrongExpectedVersion,
} from '../protocol/rpc-errors.js';
import type { ServerCall } from '../transport/server-call.js';
import type { Respond } from '../transport/service.js';

/** Builds the response of one of the two calls from the position of the delete. */
type BuildResponse<T> = (position: number) => T;

/** Answers Delete and Tombstone, which differ only in what is written. */
export function answerDelete<Request extends DeleteReq | TombstoneReq, Response>(
  log: EventLog,
  kind: DeleteRequest['kind'],
  call: ServerCall<Request, Response>,
  respond: Respond<Response>,
  build: BuildResponse<Response>,
): void {
  try {
    const request = parseDelete(kind, call);
    log.write(request, (outcome) => {
      const answer = answerOf(request, outcome);
      if (answer instanceof RpcError) respond(answer);
      else respond(null, build(answer));
    });
  } catch (error) {
    respond(error instanceof RpcError ? error : invalidArgument('The request makes no sense.'));
  }
}

function parseDelete(
  kind: DeleteRequest['kind'],
  call: ServerCall<DeleteReq | TombstoneReq, unknown>,
): DeleteRequest {
  const options = call.request.getOptions();
  const name = options?.getStreamIdentifier()?.getStreamName_asU8() ?? [];
  const streamName = Buffer.from(name).toString('utf8');
  if (options === undefined || streamName === '') {
    throw invalidArgument('The delete names no stream.');
  }
  return { kind, streamName, expected: parseExpected(options), deadlineMs: call.deadlineMs };
}

function answerOf(request: DeleteRequest, outcome: WriteOutcome): number | RpcError {
  const { streamName, expected } = request;
  switch (outcome.kind) {
    case 'written':
      return outcome.position ?? 0;
    case 'wrong-revision':
      return wrongExpectedVersion(streamName, expected, outcome.current);
    case 'stream-deleted':
      return streamDeleted(streamName);
    case 'read-only':
      return accessDenied();
    case 'timeout':
      return operationTimedOut();
    case 'unavailable':
      return unavailable();
  }
}
