import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { EventLog } from './log/event-log.js';
import { startGrpcServer } from './server/grpc-server.js';
import { lockDirectory } from './storage/directory-lock.js';
import { SqliteStorage } from './storage/sqlite-storage.js';

/** Name of the log's file in the data directory. */
const DATA_FILE = 'events.db';

/** As in the real server: greatest size of one append, its events together. */
const DEFAULT_MAX_APPEND_BYTES = 1024 * 1024;

/** How to start the server. Give either `dataDir` or `inMemory`. */
export interface EmbeddedOptions {
  /** Keeps everything in memory: nothing is left after {@link EmbeddedEventStore.stop}. */
  readonly inMemory?: boolean;
  /** Directory of the log; made if missing, and locked against other servers. */
  readonly dataDir?: string;
  /** Default 0: a free port. */
  readonly port?: number;
  /** Address to listen on. Default `127.0.0.1`: there is no authentication. */
  readonly host?: string;
  /** Greatest size of one append in bytes. Default 1 MiB, as in the real server. */
  readonly maxAppendBytes?: number;
  /** Makes every commit take so much longer, to see how a slower disk does. Default 0. */
  readonly commitDelayMs?: number;
  /** A commit failed; writes are refused from now on. Default: nothing more. */
  readonly onFailure?: (error: unknown) => void;
}

/** A running server. */
export interface EmbeddedEventStore {
  /** For the official client. */
  readonly connectionString: string;
  readonly port: number;
  /** Ends open streams, closes the log, and frees the data directory. */
  stop(): Promise<void>;
}

/**
 * Starts a server in this process.
 *
 * @throws DataDirectoryInUseError when another server works on the directory
 * @throws UnusableDataFileError when the directory holds a file that is not, or no longer, ours
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedEventStore> {
  const { host = '127.0.0.1', port = 0, maxAppendBytes = DEFAULT_MAX_APPEND_BYTES } = options;
  const { path, release } = openLocation(options);
  try {
    const storage = new SqliteStorage(path, { commitDelayMs: options.commitDelayMs ?? 0 });
    const log = new EventLog(storage, options.onFailure ?? (() => undefined));
    const server = await startGrpcServer(log, { host, port, maxAppendBytes }).catch((error) => {
      log.close();
      throw error;
    });
    const stop = async () => {
      // What was received is answered before its stream ends.
      log.flush();
      await server.stop();
      log.close();
      release();
    };
    let stopping: Promise<void> | undefined;
    return {
      port: server.port,
      connectionString: `esdb://${host}:${server.port}?tls=false`,
      stop: () => (stopping ??= stop()),
    };
  } catch (error) {
    release();
    throw error;
  }
}

function openLocation(options: EmbeddedOptions): { path: string; release: () => void } {
  if (options.inMemory) return { path: ':memory:', release: () => undefined };
  if (options.dataDir === undefined) {
    throw new TypeError('startEmbedded needs either dataDir or inMemory.');
  }
  mkdirSync(options.dataDir, { recursive: true });
  return { path: join(options.dataDir, DATA_FILE), release: lockDirectory(options.dataDir) };
}
