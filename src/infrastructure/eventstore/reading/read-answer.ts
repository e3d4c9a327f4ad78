import '@eventstore/db-client';
import { convertGrpcEvent } from '@eventstore/db-client/dist/utils/convertGrpcEvent.js';
import streams, { type ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ReadAnswer } from './read-answer.types.js';
import { recordIn } from './wire-record.js';
import { UNFAMILIAR } from '../wire-cursor.js';

const OTHER = { kind: 'other' } as const;

/**
 * One message of a read. The event of JSON that comes in great numbers is read by hand; all else, and all that is of
 * another form, the client's own classes read.
 *
 * @throws what they throw for bytes that are no such message
 */
export function readAnswer(bytes: Buffer): ReadAnswer {
  try {
    return recordIn(bytes);
  } catch (error) {
    if (error !== UNFAMILIAR) throw error;
    return ordinaryAnswer(streams.ReadResp.deserializeBinary(new Uint8Array(bytes)));
  }
}

function ordinaryAnswer(response: ReadResp): ReadAnswer {
  const event = response.getEvent();
  if (event !== undefined) return ordinaryRecord(event);
  const checkpoint = response.getCheckpoint();
  if (checkpoint !== undefined)
    return { kind: 'checkpoint', position: BigInt(checkpoint.getCommitPosition()) };
  if (response.hasCaughtUp()) return { kind: 'caught-up' };
  return response.hasStreamNotFound() ? { kind: 'not-found' } : OTHER;
}

function ordinaryRecord(read: ReadResp.ReadEvent): ReadAnswer {
  const { event } = convertGrpcEvent(read);
  if (event === undefined) return OTHER;
  const { id, streamId: stream, revision, type, isJson, metadata } = event;
  const data = isJson ? event.data : null;
  return { kind: 'event', id, stream, revision, position: event.position?.commit, type, data, metadata };
}
