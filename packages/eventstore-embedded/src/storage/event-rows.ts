import { crc32 } from 'node:zlib';
import type Database from 'libsql';
import type { Direction } from './direction.js';
import { type EventPlaceRow, PAGE_BYTES } from './event-storage.js';
import { spoilt } from './sqlite-schema.js';
import type { StoredEvent } from './stored-event.js';
import type { StreamIndex } from './stream-index.js';

/** Rows of at most this size stay in the page of their event; see the schema. */
export const INLINE_BYTES = 32 * 1024;

/** With the inline limit, this bounds what one page read takes into memory to 4 MiB. */
const MAX_PAGE_ROWS = PAGE_BYTES / INLINE_BYTES;

type Row = [number, number, number, string, number, Buffer | null, number | null, string];
type PlaceRow = [position: number, revision: number, createdMs: number];

const COLUMNS =
  'e.position, e.stream, e.revision, e.type, e.created_ms, e.record, e.checksum, s.name' as const;
const WITH_STREAM = 'JOIN streams s ON s.number = e.stream';
const OF_STREAM = 'FROM stream_index i JOIN events e ON e.position = i.position';
/** Positions come as a list in JSON, and their events in its order. */
const OF_LIST = 'FROM json_each(?) j CROSS JOIN events e ON e.position = j.value';

/** Reads pages of events, of the whole log and of single streams. */
export class EventRows {
  readonly #path: string;
  readonly #index: StreamIndex;
  readonly #selectAll: Record<Direction, Database.Statement>;
  readonly #selectOfStream: Record<Direction, Database.Statement>;
  readonly #selectListed: Database.Statement;
  readonly #selectPlaces: Database.Statement;
  readonly #selectListedPlaces: Database.Statement;
  readonly #selectLargeRecord: Database.Statement;

  constructor(db: Database.Database, path: string, index: StreamIndex) {
    this.#path = path;
    this.#index = index;
    const prepare = (sql: string) => db.prepare(sql).raw(true);
    const all = `SELECT ${COLUMNS} FROM events e ${WITH_STREAM}`;
    this.#selectAll = {
      forwards: prepare(`${all} WHERE e.position >= ? ORDER BY e.position LIMIT ?`),
      backwards: prepare(`${all} WHERE e.position <= ? ORDER BY e.position DESC LIMIT ?`),
    };
    const ofStream = `SELECT ${COLUMNS} ${OF_STREAM} ${WITH_STREAM} WHERE i.stream = ?`;
    this.#selectOfStream = {
      forwards: prepare(`${ofStream} AND i.revision >= ? ORDER BY i.revision LIMIT ?`),
      backwards: prepare(`${ofStream} AND i.revision <= ? ORDER BY i.revision DESC LIMIT ?`),
    };
    this.#selectListed = prepare(`SELECT ${COLUMNS} ${OF_LIST} ${WITH_STREAM}`);
    const place = 'SELECT e.position, e.revision, e.created_ms';
    this.#selectPlaces = prepare(
      `${place} ${OF_STREAM} WHERE i.stream = ? AND i.revision < ? ORDER BY i.revision LIMIT ?`,
    );
    this.#selectListedPlaces = prepare(`${place} ${OF_LIST}`);
    this.#selectLargeRecord = prepare('SELECT record FROM large_records WHERE position = ?');
  }

  ofAll(position: number, direction: Direction, maxEvents: number): StoredEvent[] {
    const limit = Math.min(maxEvents, MAX_PAGE_ROWS);
    return this.#page(this.#selectAll[direction].all(position, limit) as Row[]);
  }

  ofStream(stream: number, revision: number, direction: Direction, maxEvents: number): StoredEvent[] {
    const limit = Math.min(maxEvents, MAX_PAGE_ROWS);
    const rows =
      direction === 'forwards'
        ? this.#forwards(stream, revision, limit)
        : this.#backwards(stream, revision, limit);
    return this.#page(rows);
  }

  /** The first events of a stream that are kept, below a revision. */
  oldest(stream: number, belowRevision: number, maxEvents: number): EventPlaceRow[] {
    let rows = this.#selectPlaces.all(stream, belowRevision, maxEvents) as PlaceRow[];
    if (rows.length < maxEvents) {
      const from = (rows.at(-1)?.[1] ?? -1) + 1;
      const { positions } = this.#index.recent(stream, from, 'forwards', maxEvents - rows.length);
      const recent = listed(this.#selectListedPlaces, positions) as PlaceRow[];
      rows = [...rows, ...recent.filter(([, revision]) => revision < belowRevision)];
    }
    return rows.map(([position, revision, createdMs]) => ({ position, revision, createdMs }));
  }

  /** The table has the beginning of the stream, memory the end; in between both may know the same events. */
  #forwards(stream: number, from: number, limit: number): Row[] {
    const recent = this.#index.recent(stream, from, 'forwards', limit);
    if (recent.isWhole) return this.#listed(recent.positions);
    const rows = this.#selectOfStream.forwards.all(stream, from, limit) as Row[];
    if (rows.length === limit || recent.positions.length === 0) return rows;
    const next = (rows.at(-1)?.[2] ?? from - 1) + 1;
    const rest = this.#index.recent(stream, next, 'forwards', limit - rows.length);
    return [...rows, ...this.#listed(rest.positions)];
  }

  #backwards(stream: number, from: number, limit: number): Row[] {
    const { positions, isWhole, oldest } = this.#index.recent(stream, from, 'backwards', limit);
    const rows = this.#listed(positions);
    if (isWhole) return rows;
    const next = oldest === undefined ? from : oldest - 1;
    const older = this.#selectOfStream.backwards.all(stream, next, limit - rows.length) as Row[];
    return rows.length === 0 ? older : [...rows, ...older];
  }

  #listed(positions: readonly number[]): Row[] {
    return listed(this.#selectListed, positions) as Row[];
  }

  /** Cuts the page where it would grow past the byte limit. */
  #page(rows: Row[]): StoredEvent[] {
    const events: StoredEvent[] = [];
    let bytes = 0;
    for (const [position, streamNumber, revision, type, createdMs, inline, checksum, streamName] of rows) {
      if (bytes >= PAGE_BYTES) break;
      const record = inline ?? this.#largeRecord(position);
      if (checksum !== null && crc32(record) !== checksum) throw spoilt(this.#path, position);
      bytes += record.length;
      events.push({ position, streamNumber, streamName, revision, type, createdMs, record });
    }
    return events;
  }

  #largeRecord(position: number): Buffer {
    const [row] = this.#selectLargeRecord.all(position) as [Buffer][];
    if (row === undefined) throw new Error(`The record of the event at ${position} is missing.`);
    return row[0];
  }
}

function listed(select: Database.Statement, positions: readonly number[]): unknown[] {
  return positions.length === 0 ? [] : select.all(`[${positions.join(',')}]`);
}
