import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DATA_FILE } from '../storage/sqlite-file.js';

/** An operation cannot be done on these files; the message says why. */
export class OperationError extends Error {
  override readonly name = 'OperationError';
}

/** Path of the log in a data directory that has one. */
export function existingDataFile(dataDir: string): string {
  const path = join(dataDir, DATA_FILE);
  if (!existsSync(path)) throw new OperationError(`There is no event log in ${dataDir}.`);
  return path;
}

/** Makes durable what was written to a file, or which files a directory has. */
export function syncPath(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
