import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChildEnd, type LineListener, ManagedChild, describeEnd } from './managed-child.js';
import { endOrphan, forget, recordServer, removeSocket } from './redis-orphan.js';
import { identifyRedis } from './redis-probe.js';

/** How long Redis may take to read its data. */
const READY_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 20;
/** The address of a unix socket has 104 bytes on macOS and 108 on Linux, the ending zero included. */
const LONGEST_SOCKET_PATH = 100;

export interface RedisServerOptions {
  /** The data directory of the engine; Redis has `redis` below it. No other engine may be at work on it. */
  readonly dataDir: string;
  readonly onLine: LineListener;
  /** Redis died; its views can be rebuilt. The engine decides what to do. */
  readonly onDeath: (sentence: string) => void;
  /** Program of the server; `redis-server` from the PATH unless a test says otherwise. */
  readonly program?: string;
  readonly readyWithinMs?: number;
}

/** A Redis that belongs to this engine alone. */
export interface RunningRedis {
  readonly socketPath: string;
  readonly pid: number;
  /** Waits until it has written its data. */
  stop(): Promise<void>;
}

/** Redis is there, but does not start. */
export class RedisNotStarted extends Error {
  constructor(reason: string) {
    super(`redis-server did not start: ${reason}`);
    this.name = 'RedisNotStarted';
  }
}

/**
 * Starts a Redis on a private unix socket, without a TCP port. What an engine that was killed has left running is ended
 * first. Data that Redis cannot read is thrown away: nothing in it but views, and they are rebuilt from the log.
 *
 * @returns null when there is no `redis-server`
 * @throws RedisNotStarted, RedisInUse
 */
export async function startRedisServer(options: RedisServerOptions): Promise<RunningRedis | null> {
  const folder = join(options.dataDir, 'redis');
  mkdirSync(folder, { recursive: true });
  await endOrphan(folder, socketPathIn(folder));
  const first = await tryStart(folder, options);
  if (first === null || 'stop' in first) return first;
  options.onLine(`redis-server did not start (${first.reason}); trying again without its old data`);
  rmSync(join(folder, 'appendonlydir'), { recursive: true, force: true });
  const second = await tryStart(folder, options);
  if (second === null || 'stop' in second) return second;
  throw new RedisNotStarted(second.reason);
}

async function tryStart(
  folder: string,
  options: RedisServerOptions,
): Promise<RunningRedis | { readonly reason: string } | null> {
  const { program = 'redis-server', readyWithinMs = READY_WITHIN_MS } = options;
  const socketPath = chooseSocket(folder);
  const child = ManagedChild.start('redis-server', program, settings(folder, socketPath));
  child.onLine('stdout', options.onLine);
  child.onLine('stderr', options.onLine);
  const pid = child.pid ?? 0;
  if (child.pid !== undefined) recordServer(folder, { pid, socketPath, enginePid: process.pid });
  const cleanUp = (): void => {
    forget(folder);
    removeSocket(socketPath, folder);
  };
  const outcome = await Promise.race([answering(child, socketPath, readyWithinMs), child.ended]);
  if (outcome === 'answers') {
    child.onDeath(options.onDeath, 'stdout', 'stderr');
    return { socketPath, pid, stop: () => child.stop().finally(cleanUp) };
  }
  await child.stop(0);
  cleanUp();
  if (outcome === 'silent') return { reason: 'it did not answer in time' };
  return isMissing(outcome) ? null : { reason: describeEnd(outcome) };
}

/**
 * Without a snapshot file: the append-only file alone says what is there. The engine waits until it is read, so it is
 * written to be read quickly: its base neither compressed nor summed up, which takes half the time and twice the room,
 * and its tail, which takes several times as long a byte, no longer than a quarter of the base.
 */
function settings(folder: string, socketPath: string): readonly string[] {
  const quick = ['--rdbcompression', 'no', '--rdbchecksum', 'no', '--auto-aof-rewrite-percentage', '25'];
  const network = ['--port', '0', '--unixsocket', socketPath, '--unixsocketperm', '700'];
  const storage = ['--dir', folder, '--save', '', '--appendonly', 'yes', '--appendfsync', 'everysec'];
  return [...network, ...storage, ...quick, '--daemonize', 'no'];
}

async function answering(
  child: ManagedChild,
  socketPath: string,
  withinMs: number,
): Promise<'answers' | 'silent'> {
  const giveUpAt = Date.now() + withinMs;
  while (Date.now() < giveUpAt && child.isRunning) {
    const identity = await identifyRedis(socketPath);
    if (identity?.pid === child.pid && !identity?.isLoading) return 'answers';
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  return 'silent';
}

function chooseSocket(folder: string): string {
  const socketPath = socketPathIn(folder);
  if (Buffer.byteLength(socketPath) <= LONGEST_SOCKET_PATH) return socketPath;
  return socketPathIn(mkdtempSync(join(tmpdir(), 'wayfill-')));
}

function socketPathIn(folder: string): string {
  return join(folder, 'redis.sock');
}

function isMissing({ error }: ChildEnd): boolean {
  return error?.code === 'ENOENT';
}
