import type { ReadRecord } from './read-answer.types.js';
import { UNFAMILIAR, WireCursor } from '../wire-cursor.js';

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

/** An event of JSON, as it stands in the bytes of the message. */
class WireRecord implements ReadRecord {
  readonly kind = 'event';
  id = '';
  stream = '';
  type = '';
  contentType = '';
  revisionRead: number | bigint = 0;
  commitRead: number | bigint = 0;
  dataRead = NOTHING;
  metadataRead = NOTHING;

  get revision(): bigint {
    return BigInt(this.revisionRead);
  }

  get position(): bigint {
    return BigInt(this.commitRead);
  }

  get data(): unknown {
    const text = this.dataRead.toString('utf8');
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }

  get metadata(): unknown {
    if (this.metadataRead.length === 0) return undefined;
    try {
      return JSON.parse(this.metadataRead.toString('utf8'));
    } catch {
      return new Uint8Array(this.metadataRead);
    }
  }
}

/**
 * Reads the message that comes in great numbers: an event of JSON that was not reached by a link.
 *
 * @throws {@link UNFAMILIAR} for every other message, and for every field that this does not know
 */
export function recordIn(bytes: Buffer): ReadRecord {
  const cursor = new WireCursor(bytes);
  if (cursor.next() !== RESPONSE_EVENT) throw UNFAMILIAR;
  const outerEnd = cursor.enter();
  const record = readEvent(cursor);
  cursor.leave(outerEnd);
  if (cursor.next() !== 0) throw UNFAMILIAR;
  return record;
}

function readEvent(cursor: WireCursor): WireRecord {
  if (cursor.next() !== EVENT_RECORD) throw UNFAMILIAR;
  const outerEnd = cursor.enter();
  const record = readRecord(cursor);
  cursor.leave(outerEnd);
  const tag = cursor.next();
  if (tag === 0) return record;
  // Where the event is, said once more.
  if (tag !== EVENT_COMMIT_POSITION) throw UNFAMILIAR;
  cursor.uint64();
  if (cursor.next() !== 0) throw UNFAMILIAR;
  return record;
}

function readRecord(cursor: WireCursor): WireRecord {
  const record = new WireRecord();
  for (let tag = cursor.next(); tag !== 0; tag = cursor.next()) readField(cursor, tag, record);
  const { id, stream, type, contentType } = record;
  if (id === '' || stream === '' || type === '' || contentType !== JSON_TYPE) throw UNFAMILIAR;
  return record;
}

function readField(cursor: WireCursor, tag: number, record: WireRecord): void {
  switch (tag) {
    case RECORD_ID:
      record.id = readText(cursor, ID_TEXT);
      break;
    case RECORD_STREAM:
      record.stream = readText(cursor, STREAM_NAME);
      break;
    case RECORD_REVISION:
      record.revisionRead = cursor.uint64();
      break;
    case RECORD_PREPARE:
      cursor.uint64();
      break;
    case RECORD_COMMIT:
      record.commitRead = cursor.uint64();
      break;
    case RECORD_METADATA:
      readEntry(cursor, record);
      break;
    case RECORD_CUSTOM_METADATA:
      record.metadataRead = cursor.content();
      break;
    case RECORD_DATA:
      record.dataRead = cursor.content();
      break;
    default:
      throw UNFAMILIAR;
  }
}

/** A message of one field of text. */
function readText(cursor: WireCursor, tag: number): string {
  const outerEnd = cursor.enter();
  if (cursor.next() !== tag) throw UNFAMILIAR;
  const text = cursor.text();
  if (cursor.next() !== 0) throw UNFAMILIAR;
  cursor.leave(outerEnd);
  return text;
}

/** The engine has no use for the time of the server, which is the third entry. */
function readEntry(cursor: WireCursor, record: WireRecord): void {
  const outerEnd = cursor.enter();
  if (cursor.next() !== ENTRY_KEY) throw UNFAMILIAR;
  const key = cursor.text();
  if (cursor.next() !== ENTRY_VALUE) throw UNFAMILIAR;
  if (key === 'type') record.type = cursor.text();
  else if (key === 'content-type') record.contentType = cursor.text();
  else cursor.content();
  if (cursor.next() !== 0) throw UNFAMILIAR;
  cursor.leave(outerEnd);
}
