import { crc32 } from 'node:zlib';
import type Database from 'libsql';
import { SyncPace } from './sync-pace.js';
import { WalRoom } from './wal-room.js';
import { WalSync } from './wal-sync.js';
import { type CommitGroup, type EventPlaceRow, type EventStorage, type StreamRow } from './event-storage.js';
import type { Direction } from './direction.js';
import { EventRows, INLINE_BYTES } from './event-rows.js';
import { LinkIndex } from './link-index.js';
import { openForWriting } from './sqlite-file.js';
import { BATCH_EVENTS, StreamIndex } from './stream-index.js';
import { BATCH_STREAMS, StreamNames } from './stream-names.js';
import type { StoredEvent, StoredStream } from './stored-event.js';

/**
 * Pages of 4 KiB in the write-ahead log before it is moved into the main file. A checkpoint makes
 * one commit slow, and pages written again and again are moved once: so seldom, at 32 MiB.
 */
const CHECKPOINT_PAGES = 8_192;

/** The log that long, and a last commit that goes past it; each page has a head of its own. */
const WAL_BYTES = CHECKPOINT_PAGES * (4_096 + 24) + 1024 * 1024;

export interface SqliteOptions {
  /** Makes every sync take so much longer, as a slower disk would. */
  readonly commitDelayMs: number;
  /** False: a commit does not wait for the disk. Default true. */
  readonly isSynced?: boolean;
  /** Looks at every page and every event before it opens. Default: the quick look of every start. */
  readonly isVerified?: boolean;
  /** Entries that each index collects before it moves them. Default: what was found to be best. */
  readonly indexBatch?: number;
}

/** The log in a SQLite file, or in memory when the path is `:memory:`. */
export class SqliteStorage implements EventStorage {
  readonly links: LinkIndex;
  readonly #db: Database.Database;
  readonly #sync: WalSync | undefined;
  readonly #isSynced: boolean;
  readonly #room: WalRoom | undefined;
  readonly #pace = new SyncPace();
  /** The last commit was made durable by SQLite itself. */
  #isInline = false;
  #committedPosition = 0;
  /** The disk may be full or broken: nothing is written that can be left out. */
  #hasFailed = false;
  readonly #index: StreamIndex;
  readonly #names: StreamNames;
  readonly #rows: EventRows;
  readonly #insertStream: Database.Statement;
  readonly #insertEvent: Database.Statement;
  readonly #insertLargeRecord: Database.Statement;
  readonly #selectStreams: Database.Statement;
  readonly #deleteEvent: Database.Statement;
  readonly #deleteLargeRecord: Database.Statement;

  constructor(path: string, options: SqliteOptions = { commitDelayMs: 0 }) {
    this.#db = openForWriting(path, (db) => configure(db, options), options.isVerified ?? false);
    const { commitDelayMs } = options;
    const isSynced = path !== ':memory:' && (options.isSynced ?? true);
    this.#sync =
      isSynced || commitDelayMs > 0 ? new WalSync(isSynced ? path : undefined, commitDelayMs) : undefined;
    this.#isSynced = isSynced;
    this.#room = isSynced ? new WalRoom(path, WAL_BYTES) : undefined;
    this.links = new LinkIndex(this.#db);
    this.#index = new StreamIndex(this.#db, path, options.indexBatch ?? BATCH_EVENTS);
    this.#names = new StreamNames(this.#db, path, options.indexBatch ?? BATCH_STREAMS);
    this.#rows = new EventRows(this.#db, path, this.#index);
    this.#insertStream = this.#db.prepare('INSERT INTO streams (number, name) VALUES (?, ?)');
    this.#insertEvent = this.#db.prepare(
      'INSERT INTO events (position, stream, revision, type, created_ms, record, checksum) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    this.#insertLargeRecord = this.#db.prepare('INSERT INTO large_records (position, record) VALUES (?, ?)');
    this.#selectStreams = this.#db
      .prepare('SELECT number, name FROM streams WHERE number > ? ORDER BY number LIMIT ?')
      .raw(true);
    this.#deleteEvent = this.#db.prepare('DELETE FROM events WHERE position = ?');
    this.#deleteLargeRecord = this.#db.prepare('DELETE FROM large_records WHERE position = ?');
  }

  lastPosition(): number {
    return this.#max('SELECT max(position) FROM events');
  }

  lastStreamNumber(): number {
    return this.#max('SELECT max(number) FROM streams');
  }

  findStream(name: string): StoredStream | undefined {
    const number = this.#names.find(name);
    return number === undefined ? undefined : { number, head: this.#index.headOf(number) };
  }

  commit({ streams, events }: CommitGroup): void {
    this.#choosePace();
    const beganMs = performance.now();
    this.#transaction(() => {
      for (const stream of streams) this.#insertStream.run([stream.number, stream.name]);
      for (const event of events) this.#insert(event);
      this.links.addCommitted(events);
      this.#names.move(streams.length);
      this.#index.move(events.length);
    });
    this.#names.add(streams);
    this.#index.add(events);
    this.#pace.note(performance.now() - beganMs);
    this.#committedPosition = events.at(-1)?.position ?? this.#committedPosition;
    this.#room?.note(events.length);
  }

  sync(): Promise<void> | undefined {
    const position = this.#committedPosition;
    return this.#isInline ? this.#sync?.afterSync(position) : this.#sync?.run(position);
  }

  readAll(position: number, direction: Direction, maxEvents: number): StoredEvent[] {
    return this.#rows.ofAll(position, direction, maxEvents);
  }

  readStream(streamNumber: number, revision: number, direction: Direction, maxEvents: number): StoredEvent[] {
    return this.#rows.ofStream(streamNumber, revision, direction, maxEvents);
  }

  streamsAfter(number: number, maxStreams: number): StreamRow[] {
    const rows = this.#selectStreams.all(number, maxStreams) as [number, string][];
    return rows.map(([found, name]) => ({ number: found, name, ...this.#index.endsOf(found) }));
  }

  streamNames(prefix: string, maxStreams: number): string[] {
    return this.#names.beginningWith(prefix, maxStreams);
  }

  oldestEvents(streamNumber: number, belowRevision: number, maxEvents: number): EventPlaceRow[] {
    return this.#rows.oldest(streamNumber, belowRevision, maxEvents);
  }

  remove(positions: readonly number[]): void {
    this.#transaction(() => {
      for (const position of positions) {
        this.#index.delete(position);
        this.#deleteLargeRecord.run(position);
        this.#deleteEvent.run(position);
      }
    });
    this.#index.forget(positions);
  }

  shrink(): void {
    this.#db.exec('VACUUM');
    this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  close(): void {
    if (!this.#hasFailed) {
      const transaction = (step: () => void) => this.#transaction(step);
      this.#names.moveAll(transaction);
      this.#index.moveAll(transaction);
    }
    this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    this.#db.close();
    this.#sync?.close();
  }

  /** A sync covers every commit before it, so the last one decides for all that are not durable yet. */
  #choosePace(): void {
    if (!this.#isSynced) return;
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
      this.#hasFailed = true;
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
    if (isLarge) this.#insertLargeRecord.run([position, event.record]);
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
