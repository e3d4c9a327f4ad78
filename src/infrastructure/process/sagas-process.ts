import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { environmentWith } from '../config/engine-config.js';
import type { Figures } from '../metrics/merged-figures.js';
import { FiguresOfChild } from './figures-channel.js';
import { type LineListener, ManagedChild, describeEnd } from './managed-child.js';

/** How long the process may take to read the log up to where it goes on. */
const READY_WITHIN_MS = 120_000;
/** More than the process gives itself for what is in flight. */
const STOP_GRACE_MS = 5_000;
/** What the engine says when it runs. */
const READY = /^Wayfill is running/;

export interface SagasProcessOptions {
  /** The engine's program: the process is the engine once more, with one role. */
  readonly program: string;
  /** The data directory of the engine; the process keeps its own in `sagas` below it. */
  readonly dataDir: string;
  /** For the official client; may hold a password. */
  readonly eventStoreUrl: string;
  /** As `REDIS_URL`; may hold a password. */
  readonly redisUrl: string;
  readonly drainWithinMs: number;
  /** Hears the log of the process, line by line. */
  readonly onLine: LineListener;
  /** The process died. Without it no order goes on: the engine must end with an error. */
  readonly onDeath: (sentence: string) => void;
  readonly readyWithinMs?: number;
}

/** The order process and the notices, running beside the engine. */
export interface RunningSagas {
  readonly pid: number;
  /** What it counts about itself. @throws Error when it does not tell within a second */
  figures(): Promise<Figures>;
  /** Waits until what is in flight is finished. Call it while event store and Redis are still there. */
  stop(): Promise<void>;
}

/** The process did not start; what it had to say is in the log. */
export class SagasNotStarted extends Error {
  constructor(reason: string) {
    super(`the process of the sagas did not start: ${reason}`);
    this.name = 'SagasNotStarted';
  }
}

/**
 * Starts the sagas in a process of their own, so that the engine has the use of two processors. It ends when this
 * process ends, however that ends.
 * @throws SagasNotStarted
 */
export async function startSagasProcess(options: SagasProcessOptions): Promise<RunningSagas> {
  const { program, drainWithinMs, readyWithinMs = READY_WITHIN_MS } = options;
  const dataDir = join(options.dataDir, 'sagas');
  mkdirSync(dataDir, { recursive: true });
  const env = environmentWith({
    WAYFILL_PROCESSES: '1',
    WAYFILL_ROLES: 'sagas',
    WAYFILL_EXIT_WITH_PARENT: 'true',
    WAYFILL_DATA_DIR: dataDir,
    EVENTSTORE_URL: options.eventStoreUrl,
    REDIS_URL: options.redisUrl,
  });
  const args = [...process.execArgv, program];
  const child = ManagedChild.start('the process of the sagas', process.execPath, args, {
    env,
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    // Figures may be NaN, which JSON does not know.
    serialization: 'advanced',
  });
  const figures = new FiguresOfChild(child);
  const ready = new Promise<'ready'>((resolve) => {
    child.onLine('stdout', (line) => (READY.test(line) ? resolve('ready') : options.onLine(line)));
  });
  child.onLine('stderr', options.onLine);
  const outcome = await Promise.race([ready, child.ended, late(readyWithinMs)]);
  if (outcome !== 'ready') {
    await child.stop(0);
    throw new SagasNotStarted(outcome === 'late' ? 'it was not ready in time' : describeEnd(outcome));
  }
  child.onDeath(options.onDeath);
  return {
    pid: child.pid ?? 0,
    figures: () => figures.read(),
    stop: () => child.stop(drainWithinMs + STOP_GRACE_MS),
  };
}

function late(afterMs: number): Promise<'late'> {
  return new Promise((resolve) => {
    setTimeout(resolve, afterMs, 'late').unref();
  });
}
