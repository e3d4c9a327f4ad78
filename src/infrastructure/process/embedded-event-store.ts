import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type LineListener, ManagedChild, describeEnd } from './managed-child.js';

/** How long the server may take to open its data and listen. */
const READY_WITHIN_MS = 60_000;
/** How long the server of an engine that was killed may take to let go of the data. */
const RELEASE_WITHIN_MS = 15_000;
const RETRY_AFTER_MS = 100;

export interface EmbeddedEventStoreOptions {
  /** The data directory of the engine; the log lives in `events` below it. */
  readonly dataDir: string;
  /** Hears what the server says, line by line. */
  readonly onLine: LineListener;
  /** The server died. The engine cannot go on: it must log the sentence and exit with an error. */
  readonly onDeath: (sentence: string) => void;
  /** Program of the server; its package's own unless a test says otherwise. */
  readonly cli?: string;
  readonly readyWithinMs?: number;
  readonly releaseWithinMs?: number;
}

/** The embedded event store, running as a child process. */
export interface RunningEventStore {
  /** For the official client. */
  readonly connectionString: string;
  readonly pid: number;
  /** Waits until its data is closed. Call it after the last client is closed. */
  stop(): Promise<void>;
}

/** The server did not start. */
export class EventStoreNotStarted extends Error {
  constructor(reason: string) {
    super(`the embedded event store did not start: ${reason}`);
    this.name = 'EventStoreNotStarted';
  }
}

/**
 * Starts the embedded server as a child. It stops when this process dies, however it dies; a server that is still on its
 * way out (its engine was killed a moment ago) is waited for.
 *
 * @throws EventStoreNotStarted
 */
export async function startEmbeddedEventStore(
  options: EmbeddedEventStoreOptions,
): Promise<RunningEventStore> {
  const { releaseWithinMs = RELEASE_WITHIN_MS } = options;
  const giveUpAt = Date.now() + releaseWithinMs;
  for (;;) {
    const started = await tryStart(options);
    if (typeof started !== 'string') return started;
    if (!/in use by another/.test(started) || Date.now() > giveUpAt) throw new EventStoreNotStarted(started);
    await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS));
  }
}

/** The running server, or the reason why it did not start. */
async function tryStart(options: EmbeddedEventStoreOptions): Promise<RunningEventStore | string> {
  const data = join(options.dataDir, 'events');
  mkdirSync(data, { recursive: true });
  const args = [options.cli ?? cliOfPackage(), '--data', data, '--port', '0', '--exit-with-parent'];
  const child = ManagedChild.start('the embedded event store', process.execPath, args);
  const complaints: string[] = [];
  child.onLine('stderr', (line) => {
    complaints.push(line);
    complaints.splice(0, complaints.length - 20);
    options.onLine(line);
  });
  const outcome = await Promise.race([connectionStringOf(child), child.ended, late(options.readyWithinMs)]);
  if (typeof outcome === 'string') {
    child.onDeath(options.onDeath, 'stderr');
    return { connectionString: outcome, pid: child.pid ?? 0, stop: () => child.stop() };
  }
  await child.stop(0);
  if (outcome === undefined) return 'it did not become ready in time';
  return complaints.length === 0 ? describeEnd(outcome) : complaints.join('\n');
}

function connectionStringOf(child: ManagedChild): Promise<string> {
  return new Promise((resolve) => {
    child.onLine('stdout', (line) => {
      const found = readyLine(line);
      if (found !== undefined) resolve(found);
    });
  });
}

function readyLine(line: string): string | undefined {
  try {
    const { event, connectionString } = JSON.parse(line) as Record<string, unknown>;
    return event === 'listening' && typeof connectionString === 'string' ? connectionString : undefined;
  } catch {
    return undefined;
  }
}

function late(afterMs = READY_WITHIN_MS): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(resolve, afterMs, undefined).unref();
  });
}

function cliOfPackage(): string {
  const index = createRequire(import.meta.url).resolve('@wayfill/eventstore-embedded');
  return join(dirname(index), 'cli.js');
}
