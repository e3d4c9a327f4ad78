import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { lockDirectory } from '../storage/directory-lock.js';
import { DATA_FILE } from '../storage/sqlite-file.js';
import { syncPath } from '../storage/sync-path.js';
import { verifyFile } from './backup.js';
import { OperationError } from './data-directory.js';

/** Files that SQLite keeps beside the log; those of another log would be taken for its own. */
const LEFTOVERS = [
  DATA_FILE,
  `${DATA_FILE}-wal`,
  `${DATA_FILE}-shm`,
  `${DATA_FILE}-journal`,
  `${DATA_FILE}-synced`,
];

/**
 * Puts a backup into a data directory that has no log, so that nothing is ever overwritten.
 *
 * @returns number of events restored
 * @throws OperationError when there is no backup, or still a log
 * @throws UnusableDataFileError when the backup is damaged
 * @throws DataDirectoryInUseError when a server works on the directory
 */
export function restore(source: string, dataDir: string): number {
  if (!existsSync(source)) throw new OperationError(`There is no backup ${source}.`);
  mkdirSync(dataDir, { recursive: true });
  const release = lockDirectory(dataDir);
  const partial = join(dataDir, `${DATA_FILE}.partial`);
  try {
    const leftover = LEFTOVERS.find((file) => existsSync(join(dataDir, file)));
    if (leftover !== undefined) {
      throw new OperationError(`${join(dataDir, leftover)} is still there. Move it away first.`);
    }
    copyFileSync(source, partial);
    const events = verifyFile(partial);
    syncPath(partial);
    renameSync(partial, join(dataDir, DATA_FILE));
    syncPath(dataDir);
    return events;
  } finally {
    rmSync(partial, { force: true });
    release();
  }
}
