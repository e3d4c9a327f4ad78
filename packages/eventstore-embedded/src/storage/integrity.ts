import { statSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type Database from 'libsql';
import { streams } from '../protocol/generated.js';
import { checkIndexes, entryOf, streamByName } from './index-integrity.js';
import { damaged, formatOf, spoilt, WITH_CHECKSUMS } from './sqlite-schema.js';
import { readSyncedMark } from './synced-mark.js';
import { TOMBSTONE_REVISION } from './stored-event.js';

/** Events at the end of the log, where an interrupted write would show, that every start looks at. */
const TAIL_EVENTS = 256;

/**
 * Up to this size, every start looks at the structure of every page as well: a fraction of a second.
 * Above it a start must not wait for the whole file to be read; `--verify` does that.
 */
const QUICK_CHECK_BYTES = 64 * 1024 * 1024;

/** Rows that the full check decodes at a time. */
const VERIFY_PAGE_ROWS = 1_000;

type TailRow = [position: number, found: number | null, streams: number, hasRecord: number];
type RecordRow = [
  position: number,
  revision: number,
  type: string,
  name: string,
  record: Buffer | null,
  checksum: number | null,
];

/**
 * What every start looks at: the last events through both indexes, and in a small file every page.
 *
 * @throws UnusableDataFileError when something is wrong
 */
export function checkAtStart(db: Database.Database, path: string): void {
  checkEnd(db, path);
  checkTail(db, path);
  checkLastStream(db, path);
  if (path === ':memory:' || statSync(path).size > QUICK_CHECK_BYTES) return;
  const problem = firstProblem(db, 'quick_check');
  if (problem !== undefined) throw damaged(path, problem);
}

/**
 * Looks at everything: each page, each index, and that each event says of itself what the file says of it.
 *
 * @returns number of events in the file
 * @throws UnusableDataFileError when something is wrong
 */
export function verifyAll(db: Database.Database, path: string): number {
  const problem = firstProblem(db, 'integrity_check');
  if (problem !== undefined) throw damaged(path, problem);
  checkEnd(db, path);
  checkTail(db, path);
  checkIndexes(db, path);
  const [stray] = db
    .prepare('SELECT position FROM large_records WHERE position NOT IN (SELECT position FROM events) LIMIT 1')
    .raw(true)
    .all() as [number][];
  if (stray !== undefined) throw damaged(path, `a record at position ${stray[0]} belongs to no event`);
  return verifyRecords(db, path);
}

/** Text of the first error of one of SQLite's own checks. */
function firstProblem(db: Database.Database, check: 'quick_check' | 'integrity_check'): string | undefined {
  const [row] = db.prepare(`PRAGMA ${check}(1)`).raw(true).all() as [string][];
  return row === undefined || row[0] === 'ok' ? undefined : row[0].replaceAll(/\s+/g, ' ').trim();
}

/** A log that has once been durable up to a position must reach it. */
function checkEnd(db: Database.Database, path: string): void {
  const durable = path === ':memory:' ? 0 : readSyncedMark(path);
  const [row] = db.prepare('SELECT max(position) FROM events').raw(true).all() as [number | null][];
  const last = row?.[0] ?? 0;
  if (last < durable)
    throw damaged(path, `it ends at position ${last}, but events up to ${durable} were durable`);
}

function checkTail(db: Database.Database, path: string): void {
  const rows = db
    .prepare(
      `SELECT e.position,
         ${entryOf(db)},
         (SELECT count(*) FROM streams s WHERE s.number = e.stream),
         e.record IS NOT NULL OR EXISTS (SELECT 1 FROM large_records l WHERE l.position = e.position)
       FROM events e ORDER BY e.position DESC LIMIT ${TAIL_EVENTS}`,
    )
    .raw(true)
    .all() as TailRow[];
  for (const [position, found, streamCount, hasRecord] of rows) {
    if (found !== position) throw damaged(path, `the event at position ${position} is not in its stream`);
    if (streamCount !== 1) throw damaged(path, `the event at position ${position} belongs to no stream`);
    if (!hasRecord) throw damaged(path, `the event at position ${position} has no content`);
  }
}

function checkLastStream(db: Database.Database, path: string): void {
  const [last] = db
    .prepare('SELECT number, name FROM streams ORDER BY number DESC LIMIT 1')
    .raw(true)
    .all() as [number, string][];
  if (last === undefined) return;
  const [found] = db.prepare(streamByName(db)).raw(true).all(last[1]) as [number][];
  if (found?.[0] !== last[0]) throw damaged(path, `stream number ${last[0]} is not found by its name`);
}

function verifyRecords(db: Database.Database, path: string): number {
  const checksum = formatOf(db) >= WITH_CHECKSUMS ? 'e.checksum' : 'NULL';
  const select = db
    .prepare(
      `SELECT e.position, e.revision, e.type, s.name, coalesce(e.record, l.record), ${checksum} FROM events e
         LEFT JOIN streams s ON s.number = e.stream LEFT JOIN large_records l ON l.position = e.position
       WHERE e.position > ? ORDER BY e.position LIMIT ${VERIFY_PAGE_ROWS}`,
    )
    .raw(true);
  let events = 0;
  let position = 0;
  for (;;) {
    const rows = select.all(position) as RecordRow[];
    for (const row of rows) {
      if (!saysOfItself(row)) throw spoilt(path, row[0]);
    }
    events += rows.length;
    const last = rows.at(-1);
    if (last === undefined) return events;
    position = last[0];
  }
}

/** Whether the encoded event agrees with the columns beside it. */
function saysOfItself([position, revision, type, name, record, checksum]: RecordRow): boolean {
  if (record === null || (checksum !== null && crc32(record) !== checksum)) return false;
  try {
    const event = streams.ReadResp.ReadEvent.RecordedEvent.deserializeBinary(record);
    const streamName = Buffer.from(event.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8');
    const hasRevision = revision === TOMBSTONE_REVISION || event.getStreamRevision() === `${revision}`;
    const hasPlace = event.getCommitPosition() === `${position}` && hasRevision;
    return hasPlace && streamName === name && event.getMetadataMap().get('type') === type;
  } catch {
    return false;
  }
}
