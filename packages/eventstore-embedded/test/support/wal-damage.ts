import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { readSyncedMark } from '../../src/storage/synced-mark.js';
import { DATA_FILE } from '../../src/storage/sqlite-file.js';

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/** What a crash has left of a write-ahead log. */
export interface LeftLog {
  readonly path: string;
  readonly bytes: Buffer;
  /** Up to here it was made durable before anything was answered; a power cut may only take what comes after. */
  readonly durableBytes: number;
  /** Position up to which the log says that it was durable. */
  readonly durablePosition: number;
}

/** Looks at the log of a server that was killed. */
export function leftLog(data: string): LeftLog {
  const path = join(data, `${DATA_FILE}-wal`);
  const bytes = readFileSync(path);
  const durablePosition = readSyncedMark(join(data, DATA_FILE));
  const ends = commitEnds(bytes);
  let durable = ends.length - 1;
  // Only what came after the last sync is looked at: a few commits.
  while (durable > 0 && positionAt(data, ends[durable - 1] ?? 0) >= durablePosition) durable -= 1;
  return { path, bytes, durableBytes: ends[durable] ?? bytes.length, durablePosition };
}

/** Where the frames of each commit end. */
function commitEnds(wal: Buffer): number[] {
  const ends: number[] = [];
  if (wal.length < HEADER_BYTES) return ends;
  const frameBytes = FRAME_HEADER_BYTES + wal.readUInt32BE(8);
  const salts = wal.subarray(16, 24);
  for (let at = HEADER_BYTES; at + frameBytes <= wal.length; at += frameBytes) {
    if (!wal.subarray(at + 8, at + 16).equals(salts)) break;
    if (wal.readUInt32BE(at + 4) !== 0) ends.push(at + frameBytes);
  }
  return ends;
}

/** Last position in the log if the write-ahead log ended here. */
function positionAt(data: string, walBytes: number): number {
  const directory = mkdtempSync(join(tmpdir(), 'eventstore-cut-'));
  const path = join(directory, DATA_FILE);
  try {
    copyFileSync(join(data, DATA_FILE), path);
    copyFileSync(join(data, `${DATA_FILE}-wal`), `${path}-wal`);
    truncateSync(`${path}-wal`, walBytes);
    const db = new Database(path);
    const [row] = db.prepare('SELECT max(position) FROM events').raw(true).all() as [number | null][];
    db.close();
    return row?.[0] ?? 0;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

type Below = (bound: number) => number;

/** What a power cut, or a disk that lies about what was never synced, may leave. */
export const TAIL_DAMAGE: Readonly<Record<string, (log: LeftLog, below: Below) => void>> = {
  'is cut off': (log, below) => {
    truncateSync(log.path, log.durableBytes + below(log.bytes.length - log.durableBytes + 1));
  },
  'has wrong bits': (log, below) => {
    const bytes = Buffer.from(log.bytes);
    const tail = bytes.length - log.durableBytes;
    for (let flips = 1 + below(8); flips > 0 && tail > 0; flips -= 1) {
      const at = log.durableBytes + below(tail);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
    }
    writeFileSync(log.path, bytes);
  },
  'is garbage': (log, below) => {
    const garbage = Buffer.from(Array.from({ length: 1 + below(20_000) }, () => below(256)));
    writeFileSync(log.path, Buffer.concat([log.bytes.subarray(0, log.durableBytes), garbage]));
  },
  'is zero': (log, below) => {
    writeFileSync(
      log.path,
      Buffer.concat([log.bytes.subarray(0, log.durableBytes), Buffer.alloc(below(50_000))]),
    );
  },
  'is old frames': (log, below) => {
    const from = HEADER_BYTES + below(log.durableBytes - HEADER_BYTES);
    const old = log.bytes.subarray(from, from + 30_000);
    writeFileSync(log.path, Buffer.concat([log.bytes.subarray(0, log.durableBytes), old]));
  },
};

/** Turns one bit of a file, somewhere below `end`. */
export function turnBit(path: string, below: Below, end = Infinity): void {
  const bytes = readFileSync(path);
  const at = below(Math.min(bytes.length, end));
  bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
  writeFileSync(path, bytes);
}
