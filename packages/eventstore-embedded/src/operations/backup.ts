import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { verifyAll } from '../storage/integrity.js';
import { openBeside, orClose } from '../storage/sqlite-file.js';
import { syncPath } from '../storage/sync-path.js';
import { existingDataFile, OperationError } from './data-directory.js';

/** What was copied. */
export interface BackupReport {
  readonly events: number;
  readonly bytes: number;
}

/**
 * Copies the log of a server that may be running: everything that it had acknowledged when the copy began.
 * The server goes on writing meanwhile. The copy is looked through, event by event, before it gets its name.
 *
 * @param target file that must not exist yet
 * @throws OperationError when there is nothing to copy or the target exists
 * @throws UnusableDataFileError when the log is damaged
 */
export function backUp(dataDir: string, target: string): BackupReport {
  const source = existingDataFile(dataDir);
  if (existsSync(target)) throw new OperationError(`${target} exists already. A backup overwrites nothing.`);
  const partial = `${target}.partial`;
  rmSync(partial, { force: true });
  try {
    copy(source, partial);
    const events = verifyFile(partial);
    syncPath(partial);
    renameSync(partial, target);
    syncPath(dirname(resolve(target)));
    return { events, bytes: statSync(target).size };
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

/**
 * Looks through a whole log that no server works on.
 *
 * @returns number of its events
 */
export function verifyFile(path: string): number {
  const db = openBeside(path);
  return orClose(db, path, () => {
    const events = verifyAll(db, path);
    db.close();
    return events;
  });
}

function copy(source: string, target: string): void {
  const db = openBeside(source);
  orClose(db, source, () => {
    // One read transaction: a state that was durable, whatever is written meanwhile.
    db.prepare('VACUUM INTO ?').run(target);
    db.close();
  });
}
