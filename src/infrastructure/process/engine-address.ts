import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from './process-state.js';

/** Where a running engine can be found by the tools beside it, such as the auditor. Holds no password. */
export interface EngineAddress {
  /** Null for a process without the role `api`. */
  readonly url: string | null;
  readonly eventStore: string;
  readonly pid: number;
}

const fileIn = (dataDir: string): string => join(dataDir, 'engine.json');

/** Leaves the address in the data directory. */
export function publishAddress(dataDir: string, address: EngineAddress): void {
  writeFileSync(fileIn(dataDir), `${JSON.stringify(address, null, 2)}\n`);
}

/** Takes the address away again. */
export function withdrawAddress(dataDir: string): void {
  rmSync(fileIn(dataDir), { force: true });
}

/** The address of the engine that works on a data directory; null when there is none, or it was killed. */
export function findEngine(dataDir: string): EngineAddress | null {
  try {
    const address = JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as EngineAddress;
    process.kill(address.pid, 0);
    return address;
  } catch {
    return null;
  }
}

/** Process id of an engine that is gone and has not taken its address away: it did not stop in order. Else null. */
export function leftBehind(dataDir: string): number | null {
  try {
    const { pid } = JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as EngineAddress;
    // In a container the next engine may well have the number of the last.
    return pid !== process.pid && isRunning(pid) ? null : pid;
  } catch {
    return null;
  }
}
