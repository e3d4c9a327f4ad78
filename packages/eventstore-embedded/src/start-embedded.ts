import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { EventLog } from './log/event-log.js';
import type { CompactionResult } from './log/compaction.js';
import { writeFirstEvent } from './log/first-event.js';
import { Compactor } from './operations/compactor.js';
import { renderGroups } from './operations/group-metrics.js';
import { type HttpSource, startHttpServer } from './operations/http-server.js';
import { type Log, silentLog } from './operations/json-log.js';
import { ServerMetrics } from './operations/server-metrics.js';
import { AccessControl } from './security/access-control.js';
import { callGuard } from './security/call-guard.js';
import { type DefaultPasswords, ensureDefaultUsers } from './security/default-users.js';
import { UserStore } from './security/user-store.js';
import {
  type Ending,
  type GrpcSecurity,
  type RunningGrpcServer,
  startGrpcServer,
} from './server/grpc-server.js';
import { Subscribers } from './server/subscribers.js';
import { lockDirectory } from './storage/directory-lock.js';
import { DATA_FILE } from './storage/sqlite-file.js';
import { SqliteStorage } from './storage/sqlite-storage.js';

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
  /** Address to listen on. Default `127.0.0.1`: without TLS there is no authentication. */
  readonly host?: string;
  /** Greatest size of one append in bytes. Default 1 MiB, as in the real server. */
  readonly maxAppendBytes?: number;
  /** Makes every commit take so much longer, to see how a slower disk does. Default 0. */
  readonly commitDelayMs?: number;
  /** Entries that the indexes collect before they move them, for tests. Default: what was found to be best. */
  readonly indexBatch?: number;
  /** False: commits do not wait for the disk, and a crash of the machine loses some. Default true. */
  readonly isSynced?: boolean;
  /** A commit failed; writes are refused from now on. Default: nothing more. */
  readonly onFailure?: (error: unknown) => void;
  /** Looks at every page and every event of the file before it starts. Default: a quick look. */
  readonly isVerified?: boolean;
  /** Pause between two compactions in milliseconds. Default: it compacts only when asked. */
  readonly compactEveryMs?: number;
  /** Port of the small HTTP server with health and metrics; 0 picks a free one. Default: none. */
  readonly httpPort?: number;
  /** TLS, with users and access control. Default: neither, and everybody may do everything. */
  readonly tls?: TlsOptions;
  /** Where to write what happens. Default: nowhere. */
  readonly log?: Log;
}

/** TLS, and the passwords that the first start with it needs. */
export interface TlsOptions extends DefaultPasswords {
  /** Certificate chain, in PEM. */
  readonly cert: Buffer;
  /** Private key, in PEM. */
  readonly key: Buffer;
}

export type { Ending } from './server/grpc-server.js';

/** A running server. */
export interface EmbeddedEventStore {
  /** For the official client. */
  readonly connectionString: string;
  readonly port: number;
  /** Port of health and metrics, if there is one. */
  readonly httpPort: number | undefined;
  /** Takes out what no reader of a stream can see any more, between the other work. */
  compact(): Promise<CompactionResult>;
  /** Ends open streams, closes the log, and frees the data directory. Only the first call decides how. */
  stop(ending?: Ending): Promise<void>;
}

/**
 * Starts a server in this process.
 *
 * @throws DataDirectoryInUseError when another server works on the directory
 * @throws UnusableDataFileError when the directory holds a file that is not, or no longer, ours
 * @throws InsecureConfigurationError when TLS is wanted, but `admin` would have no password of its own
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedEventStore> {
  const { path, release } = openLocation(options);
  try {
    const { commitDelayMs = 0, isSynced = true, isVerified = false } = options;
    const { indexBatch } = options;
    const index = indexBatch === undefined ? {} : { indexBatch };
    const storage = new SqliteStorage(path, { commitDelayMs, isSynced, isVerified, ...index });
    const metrics = new ServerMetrics();
    const log = new EventLog(storage, options.onFailure ?? (() => undefined), metrics);
    const parts: Parts = {
      log,
      metrics,
      compactor: new Compactor(log, storage, (events) => metrics.onCompacted(events)),
      subscribers: new Subscribers(),
    };
    return await serve(parts, options, release).catch(async (error) => {
      await log.close();
      throw error;
    });
  } catch (error) {
    release();
    throw error;
  }
}

interface Parts {
  readonly log: EventLog;
  readonly metrics: ServerMetrics;
  readonly compactor: Compactor;
  readonly subscribers: Subscribers;
}

async function serve(
  parts: Parts,
  options: EmbeddedOptions,
  release: () => void,
): Promise<EmbeddedEventStore> {
  const { host = '127.0.0.1', port = 0, maxAppendBytes = DEFAULT_MAX_APPEND_BYTES } = options;
  const { log, compactor, subscribers } = parts;
  if (options.inMemory !== true) await writeFirstEvent(log);
  const users = new UserStore(log);
  const security = options.tls && (await secure(options.tls, parts.log, users, options.log ?? silentLog));
  const server = await startGrpcServer(log, { host, port, maxAppendBytes, subscribers, users, security });
  const http = await serveHttp(parts, server, options, host).catch(async (error) => {
    await server.stop();
    throw error;
  });
  startCompacting(parts, options);
  const stop = async (ending: Ending = 'drain') => {
    // What was received is answered before its stream ends.
    await log.flush();
    await Promise.all([compactor.stop(), server.stop(ending), http?.stop()]);
    await log.close();
    release();
  };
  let stopping: Promise<void> | undefined;
  return {
    port: server.port,
    httpPort: http?.port,
    connectionString: `esdb://${host}:${server.port}?tls=${options.tls !== undefined}`,
    compact: () => compactor.run(),
    stop: (ending) => (stopping ??= stop(ending)),
  };
}

async function secure(tls: TlsOptions, log: EventLog, users: UserStore, tell: Log): Promise<GrpcSecurity> {
  await ensureDefaultUsers(users, tls);
  const access = new AccessControl(log, users);
  const guard = callGuard(access, (peer) => tell('warn', 'credentials-refused', { peer }));
  return { cert: tls.cert, key: tls.key, access, guard };
}

async function serveHttp(
  { log, metrics, subscribers }: Parts,
  { groups }: RunningGrpcServer,
  { httpPort }: EmbeddedOptions,
  host: string,
) {
  if (httpPort === undefined) return undefined;
  const source: HttpSource = {
    notReady: () => (log.hasFailed ? 'A commit has failed: nothing is written any more.' : undefined),
    metrics: () =>
      metrics.render({
        lastPosition: log.lastPosition,
        subscribers: subscribers.count,
        greatestLagEvents: subscribers.greatestLagEvents,
      }) + renderGroups(groups.list()),
  };
  return startHttpServer(source, { host, port: httpPort });
}

function startCompacting({ compactor }: Parts, options: EmbeddedOptions): void {
  const { compactEveryMs, log = silentLog } = options;
  if (compactEveryMs === undefined) return;
  compactor.runEvery(compactEveryMs, (outcome) => {
    if (outcome instanceof Error) return log('error', 'compaction-failed', { message: outcome.message });
    log('info', 'compacted', { ...outcome });
  });
}

function openLocation(options: EmbeddedOptions): { path: string; release: () => void } {
  if (options.inMemory) return { path: ':memory:', release: () => undefined };
  if (options.dataDir === undefined) {
    throw new TypeError('startEmbedded needs either dataDir or inMemory.');
  }
  mkdirSync(options.dataDir, { recursive: true });
  return { path: join(options.dataDir, DATA_FILE), release: lockDirectory(options.dataDir) };
}
