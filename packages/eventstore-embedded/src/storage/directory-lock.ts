import { join } from 'node:path';
import Database from 'libsql';

/** Another process, or another server in this one, already works on the data directory. */
export class DataDirectoryInUseError extends Error {
  override readonly name = 'DataDirectoryInUseError';

  constructor(directory: string) {
    super(`The data directory ${directory} is in use by another server.`);
  }
}

/** Releases the directory. */
export type ReleaseLock = () => void;

/**
 * Takes the data directory for this server alone. The lock is an open exclusive transaction on
 * an empty SQLite file: the operating system holds it and drops it with the process, however the
 * process ends, so that no stale lock can be left behind.
 *
 * @throws DataDirectoryInUseError when somebody else holds it
 */
export function lockDirectory(directory: string): ReleaseLock {
  const db = new Database(join(directory, 'lock.db'));
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (isBusy(error)) throw new DataDirectoryInUseError(directory);
    throw error;
  }
  return () => {
    db.exec('ROLLBACK');
    db.close();
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY';
}
