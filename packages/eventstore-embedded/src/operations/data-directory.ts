import { existsSync } from 'node:fs';
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
