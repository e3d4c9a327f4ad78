import type { ExpectedRevision } from '../../application/ports/event-store.js';

/** An event as it goes over the wire, all of it as text. */
export interface ProposedEvent {
  /** UUID. */
  readonly id: string;
  readonly type: string;
  /** JSON. */
  readonly data: string;
  /** JSON. */
  readonly metadata: string;
}

/** One append, as the server's stream of appends takes it. */
export interface AppendRequest {
  /** UUID, by which the answer is known. */
  readonly correlationId: string;
  readonly stream: string;
  readonly expected: ExpectedRevision;
  /** Instant in milliseconds since 1970, after which the server gives up. */
  readonly deadlineMs: number;
  readonly events: readonly ProposedEvent[];
}

const UUID_BYTES = 36;
const ENTRY_TYPE = Buffer.from('\n\u0004type\u0012', 'latin1');
const ENTRY_JSON = Buffer.from('\u0012 \n\u000Ccontent-type\u0012\u0010application/json', 'latin1');
const NO_STREAM = Buffer.from([0x1a, 0]);

/**
 * The request as bytes of a `BatchAppendReq`, written by hand: the generated classes make some forty objects of each,
 * write every event twice, and take its text through base64. A test holds it against them.
 */
export function appendMessage(request: AppendRequest): Buffer {
  const { correlationId, stream, expected, deadlineMs, events } = request;
  const streamBytes = Buffer.byteLength(stream);
  const revision = expected === 'no-stream' ? 0 : Number(expected);
  const seconds = Math.floor(deadlineMs / 1_000);
  const nanos = (deadlineMs % 1_000) * 1_000_000;
  const deadlineBytes = numberBytes(seconds) + numberBytes(nanos);
  const optionBytes =
    delimited(delimited(streamBytes)) +
    (expected === 'no-stream' ? NO_STREAM.length : 1 + varintBytes(revision)) +
    delimited(deadlineBytes);
  const sized = events.map(sizesOf);
  const total = sized.reduce((sum, { bytes }) => sum + delimited(bytes), 0);
  const writer = new Writer(delimited(UUID_BYTES + 2) + delimited(optionBytes) + total + 2);
  writer.uuid(0x0a, correlationId);
  writer.begin(0x12, optionBytes);
  writer.begin(0x0a, delimited(streamBytes));
  writer.text(0x1a, stream, streamBytes);
  if (expected === 'no-stream') writer.raw(NO_STREAM);
  else writer.number(0x10, revision);
  writer.begin(0x32, deadlineBytes);
  if (seconds > 0) writer.number(0x08, seconds);
  if (nanos > 0) writer.number(0x10, nanos);
  for (const [index, event] of events.entries()) writeEvent(writer, event, sized[index] ?? sizesOf(event));
  writer.number(0x20, 1);
  return writer.bytes;
}

interface Sizes {
  readonly type: number;
  readonly data: number;
  readonly metadata: number;
  readonly bytes: number;
}

function sizesOf(event: ProposedEvent): Sizes {
  const type = Buffer.byteLength(event.type);
  const data = Buffer.byteLength(event.data);
  const metadata = Buffer.byteLength(event.metadata);
  const entry = delimited(ENTRY_TYPE.length + varintBytes(type) + type);
  const bytes = delimited(UUID_BYTES + 2) + entry + ENTRY_JSON.length + delimited(metadata) + delimited(data);
  return { type, data, metadata, bytes };
}

function writeEvent(writer: Writer, { id, type, data, metadata }: ProposedEvent, sizes: Sizes): void {
  writer.begin(0x1a, sizes.bytes);
  writer.uuid(0x0a, id);
  writer.raw(ENTRY_JSON);
  writer.begin(0x12, ENTRY_TYPE.length + varintBytes(sizes.type) + sizes.type);
  writer.raw(ENTRY_TYPE);
  writer.content(type, sizes.type);
  writer.text(0x1a, metadata, sizes.metadata);
  writer.text(0x22, data, sizes.data);
}

/** Bytes of a field with a length, its tag included. */
function delimited(length: number): number {
  return 1 + varintBytes(length) + length;
}

/** Bytes of a number field; nothing is written for 0. */
function numberBytes(value: number): number {
  return value === 0 ? 0 : 1 + varintBytes(value);
}

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes += 1;
  return bytes;
}

/** Fills a buffer of the very size. */
class Writer {
  readonly bytes: Buffer;
  private at = 0;

  constructor(size: number) {
    this.bytes = Buffer.allocUnsafe(size);
  }

  begin(tag: number, length: number): void {
    this.bytes[this.at++] = tag;
    this.varint(length);
  }

  number(tag: number, value: number): void {
    this.bytes[this.at++] = tag;
    this.varint(value);
  }

  raw(content: Buffer): void {
    this.bytes.set(content, this.at);
    this.at += content.length;
  }

  text(tag: number, text: string, length: number): void {
    this.bytes[this.at++] = tag;
    this.content(text, length);
  }

  /** A text behind its length. */
  content(text: string, length: number): void {
    this.varint(length);
    // As many bytes as letters: there is nothing to encode.
    this.bytes.write(text, this.at, length, length === text.length ? 'latin1' : 'utf8');
    this.at += length;
  }

  uuid(tag: number, id: string): void {
    this.begin(tag, UUID_BYTES + 2);
    this.text(0x12, id, UUID_BYTES);
  }

  private varint(value: number): void {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.bytes[this.at++] = (rest % 0x80) | 0x80;
    this.bytes[this.at++] = rest;
  }
}
