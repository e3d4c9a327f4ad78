import { close, fdatasync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { syncPath } from './sync-path.js';
import { SyncedMark } from './synced-mark.js';

const dataSync = promisify(fdatasync);

/**
 * Makes the write-ahead log of a SQLite file durable, in the thread pool: what SQLite itself does at each commit with
 * `synchronous=FULL`, and there blocks. A sync of any handle makes durable what was written through all of them.
 */
export class WalSync {
  readonly #path: string | undefined;
  readonly #delayMs: number;
  readonly #mark: SyncedMark | undefined;
  #handle: number | undefined;

  /**
   * @param path of the main file; without one nothing is synced
   * @param delayMs makes each sync take so much longer
   */
  constructor(path: string | undefined, delayMs: number) {
    this.#path = path;
    this.#delayMs = delayMs;
    this.#mark = path === undefined ? undefined : new SyncedMark(path);
  }

  /** @param position of the last event that was committed */
  async run(position: number): Promise<void> {
    if (this.#path !== undefined) await dataSync((this.#handle ??= openWal(this.#path)));
    if (this.#delayMs > 0) await delay(this.#delayMs);
    this.#mark?.set(position);
  }

  /** What was committed is durable already. */
  mark(position: number): void {
    this.#mark?.set(position);
  }

  close(): void {
    this.#mark?.close();
    if (this.#handle !== undefined) close(this.#handle);
    this.#handle = undefined;
  }
}

/** The log is made with the first commit and keeps its file; its name must be durable, too. */
function openWal(path: string): number {
  const handle = openSync(`${path}-wal`, 'r+');
  syncPath(dirname(path));
  return handle;
}
