import { statSync } from 'node:fs';
import { type CompactionResult, compactionSteps } from '../log/compaction.js';
import { EventLog } from '../log/event-log.js';
import { lockDirectory } from '../storage/directory-lock.js';
import { SqliteStorage } from '../storage/sqlite-storage.js';
import { existingDataFile } from './data-directory.js';

/** What a compaction has done to the file. */
export interface CompactReport extends CompactionResult {
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

/**
 * Compacts the log of a server that is not running, and makes its file smaller.
 *
 * @throws OperationError when there is no log
 * @throws DataDirectoryInUseError when a server works on the directory
 */
export function compactDirectory(dataDir: string): CompactReport {
  const path = existingDataFile(dataDir);
  const release = lockDirectory(dataDir);
  try {
    const bytesBefore = statSync(path).size;
    const storage = new SqliteStorage(path);
    const result = compactStorage(storage);
    return { ...result, bytesBefore, bytesAfter: statSync(path).size };
  } finally {
    release();
  }
}

function compactStorage(storage: SqliteStorage): CompactionResult {
  try {
    const log = new EventLog(storage, () => undefined);
    const steps = compactionSteps(log, storage);
    let step = steps.next();
    while (!step.done) step = steps.next();
    storage.shrink();
    return step.value;
  } finally {
    storage.close();
  }
}
