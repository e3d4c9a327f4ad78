import { readFileSync, writeFileSync } from 'node:fs';

/** Which process a point is in. `tool` is the event store's program doing something else than serving. */
export type PointHost = 'engine' | 'store' | 'tool';

/** An order to kill, as the run leaves it in a file for the process concerned. */
export interface Arming {
  readonly host: PointHost;
  readonly point: string;
  /** It is killed at this pass, counted from the arming. */
  readonly pass: number;
  /** Null: the process that passes the point. Else another one: Redis, as a rule. */
  readonly victim: number | null;
}

/** What the process has left behind when it killed. */
export interface Strike {
  readonly point: string;
  readonly pass: number;
}

/** The file with the order; the strike is told in a file beside it. */
export const ARMING_FILE = 'CHAOS_ARMING_FILE';
/** Makes the compactions of a running store so frequent that a run sees some; milliseconds. */
export const COMPACT_EVERY = 'CHAOS_COMPACT_EVERY_MS';

/** A process says so when it has taken the order. */
export const takenFileOf = (armingFile: string, pid: number): string => `${armingFile}.taken-${pid}`;

export const strikeFileOf = (armingFile: string): string => `${armingFile}.strike`;

/** The order in the file; null when there is none. */
export function readArming(file: string): Arming | null {
  return readJson(file) as Arming | null;
}

export function readStrike(armingFile: string): Strike | null {
  return readJson(strikeFileOf(armingFile)) as Strike | null;
}

export function writeJson(file: string, content: object): void {
  writeFileSync(file, JSON.stringify(content));
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
