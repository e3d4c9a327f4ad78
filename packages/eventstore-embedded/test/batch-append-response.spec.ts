import fc from 'fast-check';
import type { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { status } from '@grpc/grpc-js';
import {
  batchAppendAccessDenied,
  batchAppendBadRequest,
  batchAppendResponse,
  batchAppendTooLarge,
} from '../src/protocol/batch-append-response.js';
import { shared, streams } from '../src/protocol/generated.js';

const runs = { seed: 20_261_122, numRuns: 300 };
const Empty = shared.Empty as never as new () => never;

function madeByClasses(
  correlation: string | undefined,
  streamName: string,
  expected: bigint | 'any' | 'no_stream' | 'stream_exists',
  [revision, position]: [number, number | undefined],
): BatchAppendResp {
  const success = new streams.BatchAppendResp.Success();
  if (revision < 0) success.setNoStream(new Empty());
  else success.setCurrentRevision(`${revision}`);
  if (position === undefined) success.setNoPosition(new Empty());
  else {
    const place = new shared.AllStreamPosition().setCommitPosition(`${position}`);
    success.setPosition(place.setPreparePosition(`${position}`));
  }
  const response = new streams.BatchAppendResp().setSuccess(success);
  if (correlation !== undefined) response.setCorrelationId(new shared.UUID().setString(correlation));
  response.setStreamIdentifier(new shared.StreamIdentifier().setStreamName(Buffer.from(streamName)));
  if (expected === 'any') return response.setAny(new Empty());
  if (expected === 'no_stream') return response.setNoStream(new Empty());
  if (expected === 'stream_exists') return response.setStreamExists(new Empty());
  return response.setStreamPosition(`${expected}`);
}

it('an answer to an append that was written has the bytes that the generated classes give it', () => {
  const safe = fc.nat({ max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(
      fc.option(fc.uuid(), { nil: undefined }),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }),
      fc.oneof(
        fc.constantFrom('any' as const, 'no_stream' as const, 'stream_exists' as const),
        safe.map((revision) => BigInt(revision)),
      ),
      fc.oneof(safe, fc.constant(-1)),
      fc.option(
        safe.map((position) => position + 1),
        { nil: undefined },
      ),
      (id, streamName, expected, revision, position) => {
        const correlation = id === undefined ? undefined : new shared.UUID().setString(id).serializeBinary();
        const answer = batchAppendResponse(
          { correlation, streamName, expected },
          { kind: 'written', revision, position },
        );
        const made = madeByClasses(id, streamName, expected, [revision, position]);
        expect(answer).toEqual(Buffer.from(made.serializeBinary()));
      },
    ),
    runs,
  );
});

const ECHO = { correlation: undefined, streamName: 's', expected: 'any' } as const;

it.each([
  [
    'WrongExpectedVersion',
    status.ALREADY_EXISTS,
    batchAppendResponse(ECHO, { kind: 'wrong-revision', current: 1 }),
  ],
  ['StreamDeleted', status.NOT_FOUND, batchAppendResponse(ECHO, { kind: 'stream-deleted' })],
  ['Timeout', status.DEADLINE_EXCEEDED, batchAppendResponse(ECHO, { kind: 'timeout' })],
  ['Unknown', status.UNAVAILABLE, batchAppendResponse(ECHO, { kind: 'unavailable' })],
  ['AccessDenied', status.PERMISSION_DENIED, batchAppendResponse(ECHO, { kind: 'read-only' })],
  ['AccessDenied', status.PERMISSION_DENIED, batchAppendAccessDenied(ECHO)],
  ['MaximumAppendSizeExceeded', status.INVALID_ARGUMENT, batchAppendTooLarge(ECHO, 10)],
  ['BadRequest', status.INVALID_ARGUMENT, batchAppendBadRequest(ECHO, 'It has no id.')],
])('an append that ends with %s has its name and code %i in the status', (name, code, answer) => {
  const error = streams.BatchAppendResp.deserializeBinary(answer).getError();
  expect(error?.getMessage()).toBe(name);
  expect(error?.getCode()).toBe(code);
  expect(error?.getDetails()?.getTypeName()).toBe(`event_store.client.${name}`);
});
