import { close, fdatasync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { ExactDelay } from './exact-delay.js';
import { syncPath } from './sync-path.js';
import { SyncedMark } from './synced-mark.js';

const dataSync = promisify(fdatasync);

/**
 * Makes the write-ahead log of a SQLite file durable, in the thread pool: what SQLite itself does at each commit with
 * `synchronous=FULL`, and there blocks. A sync of any handle makes durable what was written through all of them. Syncs
 * that run at the same time have a handle each: the system tells an error once to every handle, and a sync that has been
 * robbed of it would pass for a good one.
 */
export class WalSync {
  readonly #path: string | undefined;
  readonly #delay: ExactDelay | undefined;
  readonly #markFile: SyncedMark | undefined;
  readonly #handles: number[] = [];
  readonly #idle: number[] = [];
  #marked = 0;

  /**
   * @param path of the main file; without one nothing is synced
   * @param delayMs makes each sync take so much longer
   */
  constructor(path: string | undefined, delayMs: number) {
    this.#path = path;
    this.#delay = delayMs > 0 ? new ExactDelay(delayMs) : undefined;
    this.#markFile = path === undefined ? undefined : new SyncedMark(path);
  }

  /**
   * Syncs what was committed.
   *
   * @param position of the last event that was committed
   */
  async run(position: number): Promise<void> {
    if (this.#path !== undefined) {
      const handle = this.#idle.pop() ?? this.#open(this.#path);
      await dataSync(handle);
      this.#idle.push(handle);
    }
    await this.#delay?.run();
    this.#mark(position);
  }

  /** As {@link run}, for what SQLite itself has synced. Undefined where there is nothing more to wait for. */
  afterSync(position: number): Promise<void> | undefined {
    if (this.#delay !== undefined) return this.#delay.run().then(() => this.#mark(position));
    this.#mark(position);
    return undefined;
  }

  close(): void {
    this.#delay?.close();
    this.#markFile?.close();
    for (const handle of this.#handles.splice(0)) close(handle);
    this.#idle.length = 0;
  }

  /** What was committed up to there is durable. */
  #mark(position: number): void {
    if (position <= this.#marked) return;
    this.#marked = position;
    this.#markFile?.set(position);
  }

  #open(path: string): number {
    const handle = openWal(path);
    this.#handles.push(handle);
    return handle;
  }
}

/** The log is made with the first commit and keeps its file; its name must be durable, too. */
function openWal(path: string): number {
  const handle = openSync(`${path}-wal`, 'r+');
  syncPath(dirname(path));
  return handle;
}
