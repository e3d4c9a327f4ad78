import { crc32 } from 'node:zlib';
import type Database from 'libsql';
import { SyncPace } from './sync-pace.js';
import { WalSync } from './wal-sync.js';
import {
  type CommitGroup,
  type EventPlaceRow,
  type EventStorage,
  PAGE_BYTES,
  type StreamRow,
} from './event-storage.js';
import type { Direction } from './direction.js';
import { LinkIndex } from './link-index.js';
import { openForWriting } from './sqlite-file.js';
import { spoilt } from './sqlite-schema.js';
import type { StoredEvent, StoredStream } from './stored-event.js';

/** Rows of at most this size stay in the page of their event; see the schema. */
const INLINE_BYTES = 32 * 1024;

/** With the inline limit, this bounds what one page read takes into memory to 4 MiB. */
const MAX_PAGE_ROWS = PAGE_BYTES / INLINE_BYTES;

/**
 * Pages of 4 KiB in the write-ahead log before it is moved into the main file. A checkpoint makes
 * one commit slow, and pages written again and again are moved once: so seldom, at 128 MiB.
 */
const CHECKPOINT_PAGES = 32_768;

type Row = [number, number, number, string, number, Buffer | null, number | null, string];

const COLUMNS =
  'e.position, e.stream, e.revision, e.type, e.created_ms, e.record, e.checksum, s.name FROM events e JOIN streams s ON s.number = e.stream';

export interface SqliteOptions {
  /** Makes every sync take so much longer, as a slower disk would. */
  readonly commitDelayMs: number;
  /** False: a commit does not wait for the disk. Default true. */
  readonly isSynced?: boolean;
  /** Looks at every page and every event before it opens. Default: the quick look of every start. */
  readonly isVerified?: boolean;
}

/** The log in a SQLite file, or in memory when the path is `:memory:`. */
export class SqliteStorage implements EventStorage {
  readonly links: LinkIndex;
  readonly #db: Database.Database;
  readonly #path: string;
  readonly #sync: WalSync | undefined;
  readonly #isAlwaysBeside: boolean;
  readonly #pace = new SyncPace();
  /** The last commit was made durable by SQLite itself. */
  #isInline = false;
  #committedPosition = 0;
  readonly #insertStream: Database.Statement;
  readonly #insertEvent: Database.Statement;
  readonly #insertLargeRecord: Database.Statement;
  readonly #selectLargeRecord: Database.Statement;
  readonly #selectStream: Database.Statement;
  readonly #selectStreams: Database.Statement;
  readonly #selectNames: Database.Statement;
  readonly #selectOldest: Database.Statement;
  readonly #deleteEvent: Database.Statement;
  readonly #deleteLargeRecord: Database.Statement;
  readonly #selectAll: Record<Direction, Database.Statement>;
  readonly #selectOfStream: Record<Direction, Database.Statement>;

  constructor(path: string, options: SqliteOptions = { commitDelayMs: 0 }) {
    this.#path = path;
    this.#db = openForWriting(path, (db) => configure(db, options), options.isVerified ?? false);
    const { commitDelayMs } = options;
    const isSynced = path !== ':memory:' && (options.isSynced ?? true);
    this.#sync =
      isSynced || commitDelayMs > 0 ? new WalSync(isSynced ? path : undefined, commitDelayMs) : undefined;
    this.#isAlwaysBeside = commitDelayMs > 0;
    this.links = new LinkIndex(this.#db);
    const prepare = (sql: string) => this.#db.prepare(sql).raw(true);
    this.#insertStream = this.#db.prepare('INSERT INTO streams (number, name) VALUES (?, ?)');
    this.#insertEvent = this.#db.prepare(
      'INSERT INTO events (position, stream, revision, type, created_ms, record, checksum) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    this.#insertLargeRecord = this.#db.prepare('INSERT INTO large_records (position, record) VALUES (?, ?)');
    this.#selectLargeRecord = prepare('SELECT record FROM large_records WHERE position = ?');
    this.#selectStream = prepare(
      'SELECT number, (SELECT max(revision) FROM events WHERE stream = number) FROM streams WHERE name = ?',
    );
    this.#selectStreams = prepare(
      `SELECT number, name, (SELECT min(revision) FROM events WHERE stream = number),
         (SELECT max(revision) FROM events WHERE stream = number)
       FROM streams WHERE number > ? ORDER BY number LIMIT ?`,
    );
    this.#selectNames = prepare(
      'SELECT name FROM streams WHERE name >= ? AND name < ? ORDER BY name LIMIT ?',
    );
    this.#selectOldest = prepare(
      'SELECT position, revision, created_ms FROM events WHERE stream = ? AND revision < ? ORDER BY revision LIMIT ?',
    );
    this.#deleteEvent = this.#db.prepare('DELETE FROM events WHERE position = ?');
    this.#deleteLargeRecord = this.#db.prepare('DELETE FROM large_records WHERE position = ?');
    this.#selectAll = {
      forwards: prepare(`SELECT ${COLUMNS} WHERE e.position >= ? ORDER BY e.position LIMIT ?`),
      backwards: prepare(`SELECT ${COLUMNS} WHERE e.position <= ? ORDER BY e.position DESC LIMIT ?`),
    };
    this.#selectOfStream = {
      forwards: prepare(
        `SELECT ${COLUMNS} WHERE e.stream = ? AND e.revision >= ? ORDER BY e.revision LIMIT ?`,
      ),
      backwards: prepare(
        `SELECT ${COLUMNS} WHERE e.stream = ? AND e.revision <= ? ORDER BY e.revision DESC LIMIT ?`,
      ),
    };
  }

  lastPosition(): number {
    return this.#max('SELECT max(position) FROM events');
  }

  lastStreamNumber(): number {
    return this.#max('SELECT max(number) FROM streams');
  }

  findStream(name: string): StoredStream | undefined {
    const [row] = this.#selectStream.all(name) as [number, number | null][];
    return row && { number: row[0], head: row[1] ?? -1 };
  }

  commit(group: CommitGroup): void {
    this.#choosePace();
    const beganMs = performance.now();
    this.#transaction(() => {
      for (const stream of group.streams) this.#insertStream.run(stream.number, stream.name);
      for (const event of group.events) this.#insert(event);
      this.links.addCommitted(group.events);
    });
    this.#pace.note(performance.now() - beganMs);
    this.#committedPosition = group.events.at(-1)?.position ?? this.#committedPosition;
  }

  sync(): Promise<void> | undefined {
    if (!this.#isInline) return this.#sync?.run(this.#committedPosition);
    this.#sync?.mark(this.#committedPosition);
    return undefined;
  }

  readAll(position: number, direction: Direction, maxEvents: number): StoredEvent[] {
    const limit = Math.min(maxEvents, MAX_PAGE_ROWS);
    return this.#page(this.#selectAll[direction].all(position, limit) as Row[]);
  }

  readStream(streamNumber: number, revision: number, direction: Direction, maxEvents: number): StoredEvent[] {
    const limit = Math.min(maxEvents, MAX_PAGE_ROWS);
    return this.#page(this.#selectOfStream[direction].all(streamNumber, revision, limit) as Row[]);
  }

  streamsAfter(number: number, maxStreams: number): StreamRow[] {
    const rows = this.#selectStreams.all(number, maxStreams) as [number, string, number, number][];
    return rows.map(([found, name, first, head]) => ({ number: found, name, first, head }));
  }

  streamNames(prefix: string, maxStreams: number): string[] {
    const rows = this.#selectNames.all(prefix, `${prefix}\u{10ffff}`, maxStreams) as [string][];
    return rows.map(([name]) => name);
  }

  oldestEvents(streamNumber: number, belowRevision: number, maxEvents: number): EventPlaceRow[] {
    const rows = this.#selectOldest.all(streamNumber, belowRevision, maxEvents) as [number, number, number][];
    return rows.map(([position, revision, createdMs]) => ({ position, revision, createdMs }));
  }

  remove(positions: readonly number[]): void {
    this.#transaction(() => {
      for (const position of positions) {
        this.#deleteLargeRecord.run(position);
        this.#deleteEvent.run(position);
      }
    });
  }

  shrink(): void {
    this.#db.exec('VACUUM');
    this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  close(): void {
    this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    this.#db.close();
    this.#sync?.close();
  }

  /** A sync covers every commit before it, so the last one decides for all that are not durable yet. */
  #choosePace(): void {
    if (this.#sync === undefined || this.#isAlwaysBeside) return;
    const isInline = !this.#pace.isBeside;
    if (isInline === this.#isInline) return;
    this.#db.exec(`PRAGMA synchronous = ${isInline ? 'FULL' : 'NORMAL'}`);
    this.#isInline = isInline;
  }

  #transaction(step: () => void): void {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      step();
      this.#db.exec('COMMIT');
    } catch (error) {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  #insert(event: StoredEvent): void {
    const isLarge = event.record.length > INLINE_BYTES;
    const inline = isLarge ? null : event.record;
    const { position, streamNumber, revision, type, createdMs } = event;
    const checksum = crc32(event.record);
    this.#insertEvent.run([position, streamNumber, revision, type, createdMs, inline, checksum]);
    if (isLarge) this.#insertLargeRecord.run(position, event.record);
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

  #max(sql: string): number {
    const [row] = this.#db.prepare(sql).raw(true).all() as [number | null][];
    return row?.[0] ?? 0;
  }
}

function configure(db: Database.Database, { isSynced = true }: SqliteOptions): void {
  db.exec('PRAGMA journal_mode = WAL');
  // NORMAL syncs around checkpoints but not at each commit: that is done by WalSync, off the thread, before a write
  // is answered; or by SQLite (FULL), where the disk is quick.
  db.exec(`PRAGMA synchronous = ${isSynced ? 'NORMAL' : 'OFF'}`);
  db.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  db.exec('PRAGMA cache_size = -65536');
  db.exec('PRAGMA temp_store = MEMORY');
}
