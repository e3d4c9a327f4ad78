import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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
