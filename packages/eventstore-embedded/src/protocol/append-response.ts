import type { AppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ExpectedRevision, WriteOutcome } from '../log/write-request.js';
import { shared, streams } from './generated.js';

type Written = Extract<WriteOutcome, { kind: 'written' }>;

const empty = () => new shared.Empty();

/** Answer to a unary append that is durable. */
export function appendSuccess(outcome: Written): AppendResp {
  const success = new streams.AppendResp.Success();
  if (outcome.revision < 0) success.setNoStream(empty());
  else success.setCurrentRevision(`${outcome.revision}`);
  if (outcome.position === undefined) success.setNoPosition(empty());
  else success.setPosition(positionOf(streams.AppendResp.Position, outcome.position));
  return new streams.AppendResp().setSuccess(success);
}

/** Answer to a unary append that met another revision; this is a response, not an error. */
export function appendWrongRevision(expected: ExpectedRevision, current: number): AppendResp {
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  if (current < 0) wrong.setCurrentNoStream(empty());
  else wrong.setCurrentRevision(`${current}`);
  switch (expected) {
    case 'any':
      wrong.setExpectedAny(empty());
      break;
    case 'no_stream':
      wrong.setExpectedNoStream(empty());
      break;
    case 'stream_exists':
      wrong.setExpectedStreamExists(empty());
      break;
    default:
      wrong.setExpectedRevision(expected.toString());
  }
  return new streams.AppendResp().setWrongExpectedVersion(wrong);
}

interface Position {
  setCommitPosition(value: string): this;
  setPreparePosition(value: string): this;
}

/** Every message type of the protocol has its own class of position. */
export function positionOf<T extends Position>(type: new () => T, position: number): T {
  return new type().setCommitPosition(`${position}`).setPreparePosition(`${position}`);
}
