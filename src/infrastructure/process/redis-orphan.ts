import { readFileSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isRunning } from './process-state.js';
import { identifyRedis } from './redis-probe.js';

const GONE_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 20;

/** The Redis that an engine has started, as the next engine finds it noted down. */
export interface ServerRecord {
  readonly pid: number;
  readonly socketPath: string;
  readonly enginePid: number;
}

/** Another engine is at work on the data directory. */
export class RedisInUse extends Error {
  constructor(folder: string, enginePid: number) {
    super(`the Redis in ${folder} belongs to an engine that is running (process ${enginePid})`);
    this.name = 'RedisInUse';
  }
}

export function recordServer(folder: string, record: ServerRecord): void {
  writeFileSync(recordFile(folder), JSON.stringify(record));
}

export function forget(folder: string): void {
  rmSync(recordFile(folder), { force: true });
}

/**
 * Ends the Redis that a killed engine has left behind; two at once would write into each other's files. A process is
 * ended only if it answers on the socket that was noted down, and says itself that it is the process noted down: a
 * process id alone may belong to anyone by now.
 *
 * @throws RedisInUse when its engine is alive
 */
export async function endOrphan(folder: string, usualSocket: string): Promise<void> {
  const record = readRecord(folder);
  const socketPath = record?.socketPath ?? usualSocket;
  const found = await identifyRedis(socketPath);
  if (found !== null) {
    const isOurs = record === null || record.pid === found.pid;
    if (record !== null && record.enginePid !== process.pid && isRunning(record.enginePid)) {
      throw new RedisInUse(folder, record.enginePid);
    }
    if (isOurs) await end(found.pid);
  }
  forget(folder);
  removeSocket(socketPath, folder);
}

/** Of the folder of a socket that lay elsewhere, only what is known to be ours is removed: the socket, and it when empty. */
export function removeSocket(socketPath: string, folder: string): void {
  rmSync(socketPath, { force: true });
  if (dirname(socketPath) === folder) return;
  try {
    rmdirSync(dirname(socketPath));
  } catch {
    // Somebody else's, or gone already.
  }
}

async function end(pid: number): Promise<void> {
  if (!isRunning(pid)) return;
  process.kill(pid, 'SIGTERM');
  const killAt = Date.now() + GONE_WITHIN_MS;
  let isKilled = false;
  while (isRunning(pid)) {
    if (!isKilled && Date.now() > killAt) {
      process.kill(pid, 'SIGKILL');
      isKilled = true;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

function readRecord(folder: string): ServerRecord | null {
  try {
    const { pid, socketPath, enginePid } = JSON.parse(
      readFileSync(recordFile(folder), 'utf8'),
    ) as ServerRecord;
    const isWhole = Number.isInteger(pid) && Number.isInteger(enginePid) && typeof socketPath === 'string';
    return isWhole ? { pid, socketPath, enginePid } : null;
  } catch {
    return null;
  }
}

function recordFile(folder: string): string {
  return join(folder, 'wayfill-redis.json');
}
