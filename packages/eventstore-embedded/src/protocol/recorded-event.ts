import { TOMBSTONE_REVISION } from '../storage/stored-event.js';
import { streams } from './generated.js';
import { delimitedBytes, varintBytes, WireWriter } from './wire-writer.js';

/** What a `RecordedEvent` says. */
export interface RecordFields {
  /** Lower-case UUID text. */
  readonly id: string;
  readonly streamName: string;
  readonly revision: number;
  readonly position: number;
  readonly type: string;
  readonly contentType: string;
  readonly createdMs: number;
  readonly customMetadata: Uint8Array;
  readonly data: Uint8Array;
}

/** The protocol knows two kinds of data. */
export const JSON_TYPE = 'application/json';
export const BINARY_TYPE = 'application/octet-stream';

const ID_CHARACTERS = 36;
const ID_BYTES = delimitedBytes(ID_CHARACTERS);
/** The id is written first: tag, length, tag, length, then the text. */
const ID_OFFSET = 4;

/** The protocol counts time in ticks of 100 ns. */
const TICKS_PER_MS = 10_000;

/** Wire form of {@link TOMBSTONE_REVISION}: 2^63-1, nine bytes of seven bits. */
const TOMBSTONE_VARINT = Buffer.from([0x18, 255, 255, 255, 255, 255, 255, 255, 255, 127]);

/** Encodes the protocol message `RecordedEvent`. This runs once in the life of an event. */
export function encodeRecord(fields: RecordFields): Buffer {
  const { streamName, revision, position, type, contentType, customMetadata, data } = fields;
  const created = `${fields.createdMs * TICKS_PER_MS}`;
  const nameBytes = Buffer.byteLength(streamName);
  const typeBytes = Buffer.byteLength(type);
  const contentTypeBytes = Buffer.byteLength(contentType);
  const isTombstone = revision === TOMBSTONE_REVISION;

  const streamBytes = delimitedBytes(nameBytes);
  const revisionBytes = isTombstone ? 10 : revision === 0 ? 0 : 1 + varintBytes(revision);
  const size =
    delimitedBytes(ID_BYTES) +
    delimitedBytes(streamBytes) +
    revisionBytes +
    2 * (1 + varintBytes(position)) +
    delimitedBytes(entryBytes(4, typeBytes)) +
    delimitedBytes(entryBytes(12, contentTypeBytes)) +
    delimitedBytes(entryBytes(7, created.length)) +
    optionalBytes(customMetadata) +
    optionalBytes(data);

  const writer = new WireWriter(size);
  writer.startMessage(0x0a, ID_BYTES).textField(0x12, fields.id, ID_CHARACTERS);
  writer.startMessage(0x12, streamBytes).textField(0x1a, streamName, nameBytes);
  if (isTombstone) writer.raw(TOMBSTONE_VARINT);
  else if (revision !== 0) writer.varintField(0x18, revision);
  writer.varintField(0x20, position).varintField(0x28, position);
  writeEntry(writer, 'type', 4, type, typeBytes);
  writeEntry(writer, 'content-type', 12, contentType, contentTypeBytes);
  writeEntry(writer, 'created', 7, created, created.length);
  if (customMetadata.length > 0) writer.bytesField(0x3a, customMetadata);
  if (data.length > 0) writer.bytesField(0x42, data);
  return writer.buffer;
}

/** The event's id, read without decoding the record. */
export function idOfRecord(record: Buffer): string {
  return record.toString('latin1', ID_OFFSET, ID_OFFSET + ID_CHARACTERS);
}

/** The event's data. */
export function dataOfRecord(record: Buffer): Uint8Array {
  return streams.ReadResp.ReadEvent.RecordedEvent.deserializeBinary(record).getData_asU8();
}

/** Whether the event's data is said to be JSON. */
export function isJsonRecord(record: Buffer): boolean {
  const { RecordedEvent } = streams.ReadResp.ReadEvent;
  return RecordedEvent.deserializeBinary(record).getMetadataMap().get('content-type') === JSON_TYPE;
}

/** The event's custom metadata. */
export function customMetadataOfRecord(record: Buffer): Uint8Array {
  return streams.ReadResp.ReadEvent.RecordedEvent.deserializeBinary(record).getCustomMetadata_asU8();
}

function entryBytes(keyBytes: number, valueBytes: number): number {
  return delimitedBytes(keyBytes) + delimitedBytes(valueBytes);
}

function optionalBytes(content: Uint8Array): number {
  return content.length === 0 ? 0 : delimitedBytes(content.length);
}

function writeEntry(
  writer: WireWriter,
  key: string,
  keyBytes: number,
  value: string,
  valueBytes: number,
): void {
  writer
    .startMessage(0x32, entryBytes(keyBytes, valueBytes))
    .textField(0x0a, key, keyBytes)
    .textField(0x12, value, valueBytes);
}
