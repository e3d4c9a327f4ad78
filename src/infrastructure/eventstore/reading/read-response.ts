import { UNFAMILIAR, WireCursor } from './wire-cursor.js';

const JSON_TYPE = 'application/json';

/** Tags of the protocol: the field's number, and how it is encoded. */
const RESPONSE_EVENT = 0x0a;
const EVENT_RECORD = 0x0a;
const EVENT_COMMIT_POSITION = 0x18;
const RECORD_ID = 0x0a;
const RECORD_STREAM = 0x12;
const RECORD_REVISION = 0x18;
const RECORD_PREPARE = 0x20;
const RECORD_COMMIT = 0x28;
const RECORD_METADATA = 0x32;
const RECORD_CUSTOM_METADATA = 0x3a;
const RECORD_DATA = 0x42;
const ID_TEXT = 0x12;
const STREAM_NAME = 0x1a;
const ENTRY_KEY = 0x0a;
const ENTRY_VALUE = 0x12;

const NOTHING: Buffer = Buffer.alloc(0);

/** What the client asks a message of a read for; the names are those of its generated classes. */
class ReadResponse {
  constructor(private readonly event: ReadEvent) {}
  hasEvent(): true {
    return true;
  }
  getEvent(): ReadEvent {
    return this.event;
  }
  hasConfirmation(): false {
    return false;
  }
  hasStreamNotFound(): false {
    return false;
  }
  hasCheckpoint(): false {
    return false;
  }
  hasCaughtUp(): false {
    return false;
  }
  hasFellBehind(): false {
    return false;
  }
}

/** An event that was not reached by a link. */
class ReadEvent {
  constructor(
    private readonly record: EventRecord,
    private readonly commitPosition: number | bigint | undefined,
  ) {}
  hasEvent(): true {
    return true;
  }
  getEvent(): EventRecord {
    return this.record;
  }
  hasLink(): false {
    return false;
  }
  hasCommitPosition(): boolean {
    return this.commitPosition !== undefined;
  }
  getCommitPosition(): number | bigint {
    return this.commitPosition ?? 0;
  }
}

/** An event of JSON. It is also its own id and its own table of what the server says about it. */
class EventRecord {
  id: string | undefined;
  stream: Buffer | undefined;
  revision: number | bigint = 0;
  prepare: number | bigint = 0;
  commit: number | bigint = 0;
  type: string | undefined;
  contentType: string | undefined;
  created: string | undefined;
  customMetadata = NOTHING;
  data = NOTHING;

  hasId(): true {
    return true;
  }
  getId(): this {
    return this;
  }
  hasStructured(): false {
    return false;
  }
  getString(): string | undefined {
    return this.id;
  }
  hasStreamIdentifier(): true {
    return true;
  }
  getStreamIdentifier(): this {
    return this;
  }
  getStreamName(): Buffer | undefined {
    return this.stream;
  }
  getStreamRevision(): number | bigint {
    return this.revision;
  }
  getPreparePosition(): number | bigint {
    return this.prepare;
  }
  getCommitPosition(): number | bigint {
    return this.commit;
  }
  getMetadataMap(): this {
    return this;
  }
  get(key: string): string | undefined {
    if (key === 'type') return this.type;
    if (key === 'content-type') return this.contentType;
    return key === 'created' ? this.created : undefined;
  }
  getCustomMetadata_asU8(): Uint8Array {
    return plain(this.customMetadata);
  }
  getData(): Buffer {
    return this.data;
  }
  getData_asU8(): Uint8Array {
    return plain(this.data);
  }
}

/** The generated classes answer no Buffer, and whoever gets these bytes may keep them. */
function plain({ buffer, byteOffset, length }: Buffer): Uint8Array {
  return new Uint8Array(buffer, byteOffset, length);
}

/**
 * Reads the one message that comes in great numbers: an event of JSON that was not reached by a link.
 *
 * @throws {@link UNFAMILIAR} for every other message, and for every field that this does not know
 */
export function readResponse(bytes: Buffer): ReadResponse {
  const cursor = new WireCursor(bytes);
  if (cursor.next() !== RESPONSE_EVENT) throw UNFAMILIAR;
  const outerEnd = cursor.enter();
  const event = readEvent(cursor);
  cursor.leave(outerEnd);
  if (cursor.next() !== 0) throw UNFAMILIAR;
  return new ReadResponse(event);
}

function readEvent(cursor: WireCursor): ReadEvent {
  if (cursor.next() !== EVENT_RECORD) throw UNFAMILIAR;
  const outerEnd = cursor.enter();
  const record = readRecord(cursor);
  cursor.leave(outerEnd);
  const tag = cursor.next();
  if (tag === 0) return new ReadEvent(record, undefined);
  if (tag !== EVENT_COMMIT_POSITION) throw UNFAMILIAR;
  const event = new ReadEvent(record, cursor.uint64());
  if (cursor.next() !== 0) throw UNFAMILIAR;
  return event;
}

function readRecord(cursor: WireCursor): EventRecord {
  const record = new EventRecord();
  for (let tag = cursor.next(); tag !== 0; tag = cursor.next()) readField(cursor, tag, record);
  const { id, stream, contentType } = record;
  if (id === undefined || stream === undefined || contentType !== JSON_TYPE) throw UNFAMILIAR;
  return record;
}

function readField(cursor: WireCursor, tag: number, record: EventRecord): void {
  switch (tag) {
    case RECORD_ID:
      record.id = readOnly(cursor, ID_TEXT).toString('latin1');
      break;
    case RECORD_STREAM:
      record.stream = readOnly(cursor, STREAM_NAME);
      break;
    case RECORD_REVISION:
      record.revision = cursor.uint64();
      break;
    case RECORD_PREPARE:
      record.prepare = cursor.uint64();
      break;
    case RECORD_COMMIT:
      record.commit = cursor.uint64();
      break;
    case RECORD_METADATA:
      readEntry(cursor, record);
      break;
    case RECORD_CUSTOM_METADATA:
      record.customMetadata = cursor.content();
      break;
    case RECORD_DATA:
      record.data = cursor.content();
      break;
    default:
      throw UNFAMILIAR;
  }
}

/** The content of a message of one field of bytes. */
function readOnly(cursor: WireCursor, tag: number): Buffer {
  const outerEnd = cursor.enter();
  if (cursor.next() !== tag) throw UNFAMILIAR;
  const content = cursor.content();
  if (cursor.next() !== 0) throw UNFAMILIAR;
  cursor.leave(outerEnd);
  return content;
}

function readEntry(cursor: WireCursor, record: EventRecord): void {
  const outerEnd = cursor.enter();
  if (cursor.next() !== ENTRY_KEY) throw UNFAMILIAR;
  const key = cursor.text();
  if (cursor.next() !== ENTRY_VALUE) throw UNFAMILIAR;
  const value = cursor.text();
  if (cursor.next() !== 0) throw UNFAMILIAR;
  cursor.leave(outerEnd);
  if (key === 'type') record.type = value;
  else if (key === 'content-type') record.contentType = value;
  else if (key === 'created') record.created = value;
  else throw UNFAMILIAR;
}
