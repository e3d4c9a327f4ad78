import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';

const POSITION_BYTES = 8;
const MARK_BYTES = POSITION_BYTES + 4;

/**
 * A few bytes beside the log that say up to which position it has been durable. A write-ahead log whose durable part
 * the disk has spoilt looks like one whose last commits were never finished: only by this is it found out. It is
 * written after the events that it speaks of are durable, and needs no sync of its own: it may be late, never early.
 */
export class SyncedMark {
  readonly #path: string;
  #handle: number | undefined;

  /** @param path of the log's main file */
  constructor(path: string) {
    this.#path = markPath(path);
  }

  /** The log is durable up to this position. */
  set(position: number): void {
    writeSync((this.#handle ??= openSync(this.#path, 'w')), encoded(position), 0, MARK_BYTES, 0);
  }

  close(): void {
    if (this.#handle !== undefined) closeSync(this.#handle);
    this.#handle = undefined;
  }
}

/** Position up to which a log was durable at least; 0 when nothing says so. */
export function readSyncedMark(path: string): number {
  try {
    const mark = readFileSync(markPath(path));
    const isWhole = mark.length === MARK_BYTES && mark.readUInt32BE(POSITION_BYTES) === checksumOf(mark);
    return isWhole ? Number(mark.readBigUInt64BE(0)) : 0;
  } catch {
    return 0;
  }
}

function markPath(path: string): string {
  return `${path}-synced`;
}

function encoded(position: number): Buffer {
  const mark = Buffer.alloc(MARK_BYTES);
  mark.writeBigUInt64BE(BigInt(position), 0);
  mark.writeUInt32BE(checksumOf(mark), POSITION_BYTES);
  return mark;
}

function checksumOf(mark: Buffer): number {
  return crc32(mark.subarray(0, POSITION_BYTES));
}
