import type Database from 'libsql';

/** Version of the tables below; a file with a greater one was written by a newer server. */
export const SCHEMA_VERSION = 3;

/** First format with checksums of events. */
export const WITH_CHECKSUMS = 2;

/** First format in which the server itself keeps what finds events by their streams. */
export const WITH_OWN_INDEXES = 3;

/** Marks the file as ours ("WFES"), so that no other SQLite file is taken for an event log. */
const APPLICATION_ID = 0x57464553;

/**
 * `large_records` holds the encoding of events above the inline limit, so that a page of rows
 * has a known greatest size and reading a page never loads gigabytes. `checksum` is the CRC-32 of the encoding; events
 * of files of format 1 have none.
 */
const TABLES = `
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    type TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    record BLOB,
    checksum INTEGER
  ) STRICT;
  CREATE TABLE large_records (
    position INTEGER PRIMARY KEY,
    record BLOB NOT NULL
  ) STRICT;
`;

/**
 * What finds events and streams is written later than they are: `index_progress` says up to which position, and up to
 * which stream, all of them are in `stream_index` and `stream_names`. Some behind that may be there, too.
 */
const INDEX_TABLES = `
  CREATE TABLE streams (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL
  ) STRICT;
  CREATE TABLE stream_names (
    name TEXT PRIMARY KEY,
    number INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE stream_index (
    stream INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (stream, revision)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE index_progress (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    position INTEGER NOT NULL,
    stream INTEGER NOT NULL
  ) STRICT;
  INSERT INTO index_progress VALUES (1, 0, 0);
`;

/**
 * Up to format 2 SQLite kept the indexes itself. They are read in their own order, so that nothing has to be sorted
 * and a log of any size is taken over in little memory.
 */
const TAKE_OVER_INDEXES = `
  ALTER TABLE streams RENAME TO old_streams;
  ${INDEX_TABLES}
  INSERT INTO streams SELECT number, name FROM old_streams ORDER BY number;
  INSERT INTO stream_names SELECT name, number FROM old_streams ORDER BY name;
  DROP TABLE old_streams;
  INSERT INTO stream_index
    SELECT stream, revision, position FROM events INDEXED BY events_by_stream ORDER BY stream, revision;
  DROP INDEX events_by_stream;
  UPDATE index_progress SET
    position = (SELECT coalesce(max(position), 0) FROM events),
    stream = (SELECT coalesce(max(number), 0) FROM streams);
`;

/** The file is not an event log that this version can use. */
export class UnusableDataFileError extends Error {
  override readonly name = 'UnusableDataFileError';
}

/** What to say of a file that was an event log once. */
export function damaged(path: string, detail: string): UnusableDataFileError {
  return new UnusableDataFileError(
    `The data file ${path} is damaged (${detail}). Move it away and restore a backup.`,
  );
}

/** What to say of an event that is not what was written. */
export function spoilt(path: string, position: number): UnusableDataFileError {
  return damaged(path, `the event at position ${position} is not the one that was written there`);
}

/** Creates the tables in an empty database; refuses one that is foreign or newer. */
export function prepareSchema(db: Database.Database): void {
  const isNew = pragmaNumber(db, 'user_version') === 0 && pragmaNumber(db, 'application_id') === 0;
  if (isNew && isEmpty(db)) {
    inTransaction(db, `${TABLES} ${INDEX_TABLES} PRAGMA application_id = ${APPLICATION_ID};`);
  } else requireEventLog(db);
}

/** Takes over a file of an older format. */
export function upgradeSchema(db: Database.Database): void {
  const version = formatOf(db);
  if (version >= SCHEMA_VERSION) return;
  const addChecksums = version < WITH_CHECKSUMS ? 'ALTER TABLE events ADD COLUMN checksum INTEGER;' : '';
  inTransaction(db, addChecksums + TAKE_OVER_INDEXES);
}

/**
 * Makes sure that the file is an event log in a format that this version knows.
 *
 * @throws UnusableDataFileError
 */
export function requireEventLog(db: Database.Database): void {
  if (pragmaNumber(db, 'application_id') !== APPLICATION_ID) {
    throw new UnusableDataFileError('The data file is a SQLite database, but not an event log.');
  }
  const version = pragmaNumber(db, 'user_version');
  if (version > SCHEMA_VERSION) {
    throw new UnusableDataFileError(
      `The data file has format ${version}; this version reads formats up to ${SCHEMA_VERSION}.`,
    );
  }
}

/** Format of the file; a backup may be of an older one. */
export function formatOf(db: Database.Database): number {
  return pragmaNumber(db, 'user_version');
}

/** The format is written with the tables: what is broken off has not happened. */
function inTransaction(db: Database.Database, sql: string): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    db.exec(`${sql} PRAGMA user_version = ${SCHEMA_VERSION};`);
    db.exec('COMMIT');
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function isEmpty(db: Database.Database): boolean {
  return db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').all().length === 0;
}

function pragmaNumber(db: Database.Database, name: string): number {
  const [row] = db.prepare(`PRAGMA ${name}`).all() as Record<string, number>[];
  return row?.[name] ?? 0;
}
