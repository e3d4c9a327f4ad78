import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from './temporary-directory.js';

/** What a start finds after a crash at this moment: the files as they are, of a log that is still open. */
export function crashedCopy(path: string): string {
  const copy = join(temporaryDirectory(), 'events.db');
  for (const suffix of ['', '-wal', '-synced']) {
    if (existsSync(path + suffix)) copyFileSync(path + suffix, copy + suffix);
  }
  return copy;
}
