import Database from 'libsql';
import { checkAtStart, verifyAll } from './integrity.js';
import {
  damaged,
  prepareSchema,
  requireEventLog,
  UnusableDataFileError,
  upgradeSchema,
} from './sqlite-schema.js';

/** Name of the log's file in a data directory. */
export const DATA_FILE = 'events.db';

/** What an operation beside a running server waits for it at the most, in milliseconds. */
const BUSY_TIMEOUT_MS = 10_000;

/**
 * Opens the log for writing, or makes it.
 *
 * @param configure sets the connection up, before anything is read
 * @throws UnusableDataFileError when the file is foreign, newer or damaged
 */
export function openForWriting(
  path: string,
  configure: (db: Database.Database) => void,
  isVerified: boolean,
): Database.Database {
  const db = new Database(path);
  return orClose(db, path, () => {
    configure(db);
    prepareSchema(db);
    if (isVerified) verifyAll(db, path);
    else checkAtStart(db, path);
    upgradeSchema(db);
    return db;
  });
}

/**
 * Opens a log that exists, beside a server that may be writing to it.
 *
 * @throws UnusableDataFileError when the file is foreign, newer or damaged
 */
export function openBeside(path: string): Database.Database {
  const db = new Database(path);
  return orClose(db, path, () => {
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    requireEventLog(db);
    return db;
  });
}

/** Runs a step on an open file; whatever SQLite says of a broken one becomes one clear error. */
export function orClose<T>(db: Database.Database, path: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    db.close();
    throw explained(error, path);
  }
}

function explained(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'SQLITE_NOTADB') return new UnusableDataFileError(`${path} is not an event log.`);
  if (code.startsWith('SQLITE_CORRUPT')) return damaged(path, (error as Error).message);
  return error;
}
