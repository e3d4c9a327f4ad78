import type { ExpectedRevision } from '../log/write-request.js';
import { uuidOfHalves, uuidOfText } from './uuid.js';
import { WireReader } from './wire-reader.js';

/**
 * Requests to append, read by hand: this is the hottest path of the server, and the generated classes make some thirty
 * objects of each. Unary and batch appends have the same fields but for the deadline.
 */

/** Which stream, and what is expected of it. */
export interface AppendOptions {
  /** Empty when the request names none. */
  readonly streamName: string;
  /** Undefined when the request does not say. */
  readonly expected: ExpectedRevision | undefined;
  /** Instant, in milliseconds since 1970, after which the client does not wait any more; Infinity if it does not say. */
  readonly deadlineMs: number;
}

/** A proposed event as it came in: nothing of it is checked. */
export interface ProposedMessage {
  /** Lower-case UUID text, or undefined when it has none. */
  readonly id: string | undefined;
  readonly type: string | undefined;
  readonly contentType: string | undefined;
  readonly customMetadata: Buffer;
  readonly data: Buffer;
}

/** One message of a call for a single append: its options or an event. */
export interface AppendPiece {
  readonly options: AppendOptions | undefined;
  readonly message: ProposedMessage | undefined;
}

/** One message of a stream of appends. */
export interface BatchAppendPiece {
  /** The protocol's UUID as it came in, for the answer to repeat. */
  readonly correlation: Buffer | undefined;
  /** The same as text; empty when it is none. */
  readonly correlationId: string;
  readonly options: AppendOptions | undefined;
  readonly messages: readonly ProposedMessage[];
  readonly isFinal: boolean;
}

const NOTHING = Buffer.alloc(0);

/** @throws RangeError when the bytes are no such message */
export function readBatchAppendPiece(bytes: Buffer): BatchAppendPiece {
  const reader = new WireReader(bytes);
  const messages: ProposedMessage[] = [];
  let correlation: Buffer | undefined;
  let options: AppendOptions | undefined;
  let isFinal = false;
  for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
    if (tag === 0x0a) correlation = reader.bytes();
    else if (tag === 0x12) options = readOptions(reader);
    else if (tag === 0x1a) messages.push(readMessage(reader));
    else if (tag === 0x20) isFinal = reader.uint64() !== 0n;
    else reader.skip();
  }
  const correlationId = (correlation && readUuid(new WireReader(correlation))) ?? '';
  return { correlation, correlationId, options, messages, isFinal };
}

/** @throws RangeError when the bytes are no such message */
export function readAppendPiece(bytes: Buffer): AppendPiece {
  const reader = new WireReader(bytes);
  let options: AppendOptions | undefined;
  let message: ProposedMessage | undefined;
  for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
    // One of the two: the last one counts.
    if (tag === 0x0a) [options, message] = [readOptions(reader), undefined];
    else if (tag === 0x12) [options, message] = [undefined, readMessage(reader)];
    else reader.skip();
  }
  return { options, message };
}

function readOptions(reader: WireReader): AppendOptions {
  const outer = reader.enter();
  let streamName = '';
  let expected: ExpectedRevision | undefined;
  let deadlineMs = Infinity;
  for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
    if (tag === 0x0a) streamName = readStreamName(reader);
    else if (tag === 0x10) expected = reader.uint64();
    else if (tag === 0x32) deadlineMs = readInstant(reader);
    else {
      expected = KEYWORDS[tag] ?? expected;
      reader.skip();
    }
  }
  reader.leave(outer);
  return { streamName, expected, deadlineMs };
}

const KEYWORDS: Readonly<Record<number, ExpectedRevision>> = {
  0x1a: 'no_stream',
  0x22: 'any',
  0x2a: 'stream_exists',
};

function readStreamName(reader: WireReader): string {
  const outer = reader.enter();
  let name = '';
  for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
    if (tag === 0x1a) name = reader.text();
    else reader.skip();
  }
  reader.leave(outer);
  return name;
}

function readInstant(reader: WireReader): number {
  const outer = reader.enter();
  let seconds = 0;
  let nanos = 0;
  for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
    if (tag === 0x08) seconds = Number(BigInt.asIntN(64, reader.uint64()));
    else if (tag === 0x10) nanos = Number(BigInt.asIntN(32, reader.uint64()));
    else reader.skip();
  }
  reader.leave(outer);
  return Math.trunc(seconds * 1_000 + nanos / 1_000_000);
}

function readMessage(reader: WireReader): ProposedMessage {
  const outer = reader.enter();
  const message: { -readonly [K in keyof ProposedMessage]: ProposedMessage[K] } = {
    id: undefined,
    type: undefined,
    contentType: undefined,
    customMetadata: NOTHING,
    data: NOTHING,
  };
  for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
    if (tag === 0x0a) message.id = readNestedUuid(reader);
    else if (tag === 0x12) readEntry(reader, message);
    else if (tag === 0x1a) message.customMetadata = reader.bytes();
    else if (tag === 0x22) message.data = reader.bytes();
    else reader.skip();
  }
  reader.leave(outer);
  return message;
}

function readEntry(
  reader: WireReader,
  message: { type?: string | undefined; contentType?: string | undefined },
): void {
  const outer = reader.enter();
  let key = '';
  let value = '';
  for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
    if (tag === 0x0a) key = reader.text();
    else if (tag === 0x12) value = reader.text();
    else reader.skip();
  }
  reader.leave(outer);
  if (key === 'type') message.type = value;
  else if (key === 'content-type') message.contentType = value;
}

function readNestedUuid(reader: WireReader): string | undefined {
  const outer = reader.enter();
  const id = readUuid(reader);
  reader.leave(outer);
  return id;
}

function readUuid(reader: WireReader): string | undefined {
  let id: string | undefined;
  for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
    if (tag === 0x12) id = uuidOfText(reader.text());
    else if (tag === 0x0a) id = readHalves(reader);
    else reader.skip();
  }
  return id;
}

function readHalves(reader: WireReader): string {
  const outer = reader.enter();
  let [most, least] = [0n, 0n];
  for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
    if (tag === 0x08) most = reader.uint64();
    else if (tag === 0x10) least = reader.uint64();
    else reader.skip();
  }
  reader.leave(outer);
  return uuidOfHalves(most, least);
}
