import type Database from 'libsql';

/** Version of the tables below; a file with a greater one was written by a newer server. */
export const SCHEMA_VERSION = 2;

/** Marks the file as ours ("WFES"), so that no other SQLite file is taken for an event log. */
const APPLICATION_ID = 0x57464553;

/**
 * `large_records` holds the encoding of events above the inline limit, so that a page of rows
 * has a known greatest size and reading a page never loads gigabytes. `checksum` is the CRC-32 of the encoding; events
 * of files of format 1 have none.
 */
const TABLES = `
  CREATE TABLE streams (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
  ) STRICT;
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    type TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    record BLOB,
    checksum INTEGER
  ) STRICT;
  CREATE UNIQUE INDEX events_by_stream ON events (stream, revision);
  CREATE TABLE large_records (
    position INTEGER PRIMARY KEY,
    record BLOB NOT NULL
  ) STRICT;
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
  const version = pragmaNumber(db, 'user_version');
  const applicationId = pragmaNumber(db, 'application_id');
  if (version === 0 && applicationId === 0 && isEmpty(db)) createTables(db);
  else {
    requireEventLog(db);
    if (version < SCHEMA_VERSION) addChecksums(db);
  }
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

function createTables(db: Database.Database): void {
  db.exec('BEGIN IMMEDIATE');
  db.exec(TABLES);
  db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
  db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  db.exec('COMMIT');
}

/** Whether the file is of a format that has checksums; a backup may be of an older one. */
export function hasChecksums(db: Database.Database): boolean {
  return pragmaNumber(db, 'user_version') >= SCHEMA_VERSION;
}

function addChecksums(db: Database.Database): void {
  db.exec('BEGIN IMMEDIATE');
  db.exec('ALTER TABLE events ADD COLUMN checksum INTEGER');
  db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  db.exec('COMMIT');
}

function isEmpty(db: Database.Database): boolean {
  return db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').all().length === 0;
}

function pragmaNumber(db: Database.Database, name: string): number {
  const [row] = db.prepare(`PRAGMA ${name}`).all() as Record<string, number>[];
  return row?.[name] ?? 0;
}
