import type { CommandError } from '@eventstore/db-client';
import { unpackToCommandError } from '@eventstore/db-client/dist/streams/appendToStream/unpackError.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { WireCursor } from './wire-cursor.js';

/** What the server says of one append. */
export interface AppendAnswer {
  /** UUID of the request. */
  readonly correlationId: string;
  /** Of the last event written; undefined when nothing was. */
  readonly revision: bigint | undefined;
  /** Of the last event in the log, where the server says it. */
  readonly position: bigint | undefined;
  /** Why nothing was written. */
  readonly error: Error | CommandError | undefined;
}

/**
 * An answer of the server's stream of appends (`BatchAppendResp`). One of success is read by hand, since every append
 * that goes well gets one; a test holds it against the generated classes, which read the others.
 * @throws when the bytes are no such message
 */
export function readAppendAnswer(bytes: Buffer): AppendAnswer {
  const cursor = new WireCursor(bytes);
  let correlationId = '';
  let revision: bigint | undefined;
  let position: bigint | undefined;
  for (let tag = cursor.next(); tag !== 0; tag = cursor.next()) {
    if (tag === 0x0a) correlationId = readUuid(cursor);
    else if (tag === 0x1a) [revision, position] = readSuccess(cursor);
    else cursor.skip(tag);
  }
  const error = revision === undefined ? errorIn(bytes) : undefined;
  return { correlationId, revision, position, error };
}

function errorIn(bytes: Buffer): Error {
  const response = streams.BatchAppendResp.deserializeBinary(bytes);
  const error = response.getError();
  if (error === undefined) return new Error('the event store answered neither success nor an error');
  const name = Buffer.from(response.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8');
  return unpackToCommandError(error, name);
}

function readSuccess(
  cursor: WireCursor,
): readonly [revision: bigint | undefined, position: bigint | undefined] {
  const end = cursor.enter();
  // A field that is not there is zero, by the rules of the format.
  let revision: bigint | undefined = 0n;
  let position: bigint | undefined;
  for (let tag = cursor.next(); tag !== 0; tag = cursor.next()) {
    if (tag === 0x08) revision = BigInt(cursor.uint64());
    else if (tag === 0x1a) position = readCommit(cursor);
    else cursor.skip(tag);
  }
  cursor.leave(end);
  return [revision, position];
}

function readCommit(cursor: WireCursor): bigint {
  const end = cursor.enter();
  let commit = 0n;
  for (let tag = cursor.next(); tag !== 0; tag = cursor.next()) {
    if (tag === 0x08) commit = BigInt(cursor.uint64());
    else cursor.skip(tag);
  }
  cursor.leave(end);
  return commit;
}

/** Servers answer the text that they were sent, or its two halves as numbers. */
function readUuid(cursor: WireCursor): string {
  const end = cursor.enter();
  let id = '';
  for (let tag = cursor.next(); tag !== 0; tag = cursor.next()) {
    if (tag === 0x12) id = cursor.text();
    else if (tag === 0x0a) id = readHalves(cursor);
    else cursor.skip(tag);
  }
  cursor.leave(end);
  return id;
}

function readHalves(cursor: WireCursor): string {
  const end = cursor.enter();
  let [most, least] = [0n, 0n];
  for (let tag = cursor.next(); tag !== 0; tag = cursor.next()) {
    if (tag === 0x08) most = BigInt(cursor.uint64());
    else if (tag === 0x10) least = BigInt(cursor.uint64());
    else cursor.skip(tag);
  }
  cursor.leave(end);
  const hex = ((most << 64n) | least).toString(16).padStart(32, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
