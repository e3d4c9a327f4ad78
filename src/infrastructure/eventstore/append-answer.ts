import type { CommandError } from '@eventstore/db-client';
import { unpackToCommandError } from '@eventstore/db-client/dist/streams/appendToStream/unpackError.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';

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
 * @throws RangeError when the bytes are no such message
 */
export function readAppendAnswer(bytes: Buffer): AppendAnswer {
  const reader = new Reader(bytes);
  let correlationId = '';
  let revision: bigint | undefined;
  let position: bigint | undefined;
  for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
    if (tag === 0x0a) correlationId = readUuid(reader);
    else if (tag === 0x1a) [revision, position] = readSuccess(reader);
    else reader.skip(tag);
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

function readSuccess(reader: Reader): readonly [revision: bigint | undefined, position: bigint | undefined] {
  const end = reader.enter();
  // A field that is not there is zero, by the rules of the format.
  let revision: bigint | undefined = 0n;
  let position: bigint | undefined;
  for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
    if (tag === 0x08) revision = reader.uint64();
    else if (tag === 0x1a) position = readCommit(reader);
    else reader.skip(tag);
  }
  reader.leave(end);
  return [revision, position];
}

function readCommit(reader: Reader): bigint {
  const end = reader.enter();
  let commit = 0n;
  for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
    if (tag === 0x08) commit = reader.uint64();
    else reader.skip(tag);
  }
  reader.leave(end);
  return commit;
}

/** Servers answer the text that they were sent, or its two halves as numbers. */
function readUuid(reader: Reader): string {
  const end = reader.enter();
  let id = '';
  for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
    if (tag === 0x12) id = reader.text();
    else if (tag === 0x0a) id = readHalves(reader);
    else reader.skip(tag);
  }
  reader.leave(end);
  return id;
}

function readHalves(reader: Reader): string {
  const end = reader.enter();
  let [most, least] = [0n, 0n];
  for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
    if (tag === 0x08) most = reader.uint64();
    else if (tag === 0x10) least = reader.uint64();
    else reader.skip(tag);
  }
  reader.leave(end);
  const hex = ((most << 64n) | least).toString(16).padStart(32, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The fields of a message, one after another. */
class Reader {
  private at = 0;
  private end: number;

  constructor(private readonly bytes: Buffer) {
    this.end = bytes.length;
  }

  /** Tag of the next field; 0 at the end of the message. */
  next(): number {
    return this.at < this.end ? this.varint() : 0;
  }

  /** Begins to read the message in the current field. */
  enter(): number {
    const outer = this.end;
    this.end = this.endOfField();
    return outer;
  }

  leave(outer: number): void {
    this.at = this.end;
    this.end = outer;
  }

  text(): string {
    const end = this.endOfField();
    const text = this.bytes.toString('latin1', this.at, end);
    this.at = end;
    return text;
  }

  uint64(): bigint {
    let low = 0;
    let scale = 1;
    // Seven groups of seven bits fit into a number; what a log counts never needs more.
    for (let count = 0; count < 7; count += 1) {
      const byte = this.byte();
      low += (byte & 0x7f) * scale;
      if (byte < 0x80) return BigInt(low);
      scale *= 0x80;
    }
    let value = BigInt(low);
    for (let shift = 49n; shift <= 63n; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new RangeError('a number that does not end');
  }

  skip(tag: number): void {
    const type = tag & 7;
    if (type === 0) this.uint64();
    else if (type === 2) this.at = this.endOfField();
    else if (type === 1) this.at += 8;
    else if (type === 5) this.at += 4;
    else throw new RangeError(`a field of the unknown type ${type}`);
  }

  private endOfField(): number {
    const length = this.varint();
    const end = this.at + length;
    if (end > this.end) throw new RangeError('a field that is longer than its message');
    return end;
  }

  private varint(): number {
    return Number(this.uint64());
  }

  private byte(): number {
    const byte = this.at < this.end ? this.bytes[this.at++] : undefined;
    if (byte === undefined) throw new RangeError('a message that is cut off');
    return byte;
  }
}
