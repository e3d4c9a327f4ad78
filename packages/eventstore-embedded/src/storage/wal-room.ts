import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, statfsSync, writeSync } from 'node:fs';

/** Events after which it is worth while: what a test writes, or a try, is over before. */
const WORTH_IT_EVENTS = 2_000;

/** A disk that has not so many times the room left needs it for the log itself. */
const LEAST_TIMES_FREE = 8;

const ZEROS = Buffer.alloc(1024 * 1024);

/**
 * Gives the write-ahead log of a SQLite file all the room that it will need, once: to make a growing file durable takes
 * twice as long as one that is overwritten, because the file system has to write down where it ends each time. SQLite
 * itself overwrites the log from its beginning after each checkpoint; what lies behind the last commit it never reads.
 */
export class WalRoom {
  readonly #path: string;
  readonly #bytes: number;
  #eventsLeft = WORTH_IT_EVENTS;

  /**
   * @param path of the main file
   * @param bytes that the write-ahead log reaches before it is moved into the main file
   */
  constructor(path: string, bytes: number) {
    this.#path = path;
    this.#bytes = bytes;
  }

  /** So many events are committed. Call it between transactions: nothing else may write to the file meanwhile. */
  note(events: number): void {
    if (this.#eventsLeft <= 0) return;
    this.#eventsLeft -= events;
    if (this.#eventsLeft <= 0) this.#make();
  }

  #make(): void {
    try {
      this.#fill();
    } catch {
      // The room is a favour. What is wrong with the disk is told by the next commit, which needs much less of it.
    }
  }

  #fill(): void {
    const { bavail, bsize } = statfsSync(this.#path);
    if (bavail * bsize < LEAST_TIMES_FREE * this.#bytes) return;
    const handle = openSync(`${this.#path}-wal`, 'r+');
    const { size } = fstatSync(handle);
    try {
      for (let end = size; end < this.#bytes; ) {
        end += writeSync(handle, ZEROS, 0, Math.min(ZEROS.length, this.#bytes - end), end);
      }
      fdatasyncSync(handle);
    } catch (error) {
      // A disk that is nearly full is not to be filled by zeros.
      ftruncateSync(handle, size);
      throw error;
    } finally {
      closeSync(handle);
    }
  }
}
