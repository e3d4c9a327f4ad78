import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Makes durable what was written to a file, or which files a directory has. */
export function syncPath(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
