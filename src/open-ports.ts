import { join } from 'node:path';
import type { Logger } from 'pino';
import type { CheckpointStore } from './application/ports/checkpoint-store.js';
import type { EventStore } from './application/ports/event-store.js';
import type { NetworkSnapshots } from './application/ports/network-snapshots.js';
import type { ParkedWork } from './application/ports/parked-work.js';
import type { PersonVault } from './application/ports/person-vault.js';
import type { ProcessIndex } from './application/ports/process-index.js';
import type { ViewStore } from './application/ports/view-store.js';
import { type EngineConfig, InvalidConfiguration } from './infrastructure/config/engine-config.js';
import { CheckpointStoreAdapter } from './infrastructure/eventstore/checkpoint-store.adapter.js';
import { EventCodec } from './infrastructure/eventstore/codec/event-codec.js';
import { WIRE_NAMES } from './infrastructure/eventstore/codec/wire-registry.js';
import { EventStoreConnection } from './infrastructure/eventstore/event-store-connection.js';
import { EventStoreAdapter } from './infrastructure/eventstore/event-store.adapter.js';
import { LoggedParkedWork } from './infrastructure/eventstore/logged-parked-work.js';
import { NetworkSnapshotsAdapter } from './infrastructure/eventstore/network-snapshots.adapter.js';
import { SharedTail } from './infrastructure/eventstore/shared-tail.js';
import { MemoryProcessIndex } from './infrastructure/memory/memory-process-index.js';
import { MemoryViewStore } from './infrastructure/memory/memory-view-store.js';
import { refuseEviction } from './infrastructure/redis/eviction.js';
import { RedisProcessIndex } from './infrastructure/redis/process-index.redis.js';
import { connectRedis, type RedisAddress } from './infrastructure/redis/redis-connection.js';
import { RedisViewStore } from './infrastructure/redis/redis-view-store.js';
import { SystemIds } from './infrastructure/system/system-ids.js';
import { SqlitePersonVault } from './infrastructure/vault/person-vault.sqlite.js';
import type { OwnServers } from './infrastructure/process/own-servers.js';

/** Everything of the outside that the engine works with, open. */
export interface OpenPorts {
  readonly eventStore: EventStore;
  readonly checkpoints: CheckpointStore;
  readonly networkSnapshots: NetworkSnapshots;
  readonly parkedWork: ParkedWork;
  readonly vault: PersonVault;
  readonly views: ViewStore;
  readonly index: ProcessIndex;
  /** Where the log is, without a password; for the start's report and for tools beside the engine. */
  readonly eventStoreUrl: string;
  /** Addresses for another process of the engine; they may hold passwords. Redis is null where views live in memory. */
  readonly forOthers: { readonly eventStoreUrl: string; readonly redisUrl: string | null };
  readonly embedded: boolean;
  /** In words: what keeps the views. */
  readonly viewsKeptIn: string;
  /** Closes all of it, in the opposite order. */
  close(): Promise<void>;
}

/** Something that must be closed, and stands on what was opened before it. */
interface Closer {
  readonly name: string;
  close(): Promise<void> | void;
}

/**
 * Opens the event store (the configured one, or the engine's own), the views' store and the vault. What was opened is
 * closed again when a later part fails.
 *
 * @param onDeath told when a child that the engine cannot do without has died
 */
export async function openPorts(
  config: EngineConfig,
  logger: Logger,
  servers: OwnServers,
  onDeath: (sentence: string) => void,
): Promise<OpenPorts> {
  const closers: Closer[] = [{ name: 'the servers started here', close: () => servers.stop() }];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) {
      logger.debug(`closing ${closer.name}`);
      await closer.close();
    }
  };
  const line = (part: string, text: string): void => {
    if (part === 'redis') logger.debug({ part }, text);
    else logger.info({ part }, text);
  };
  servers.listen({ line, died: onDeath });
  try {
    const log = await openEventStore(config, servers, closers);
    const views = await openViews(config, logger, servers, closers);
    const vault = new SqlitePersonVault(join(config.dataDir, 'vault.db'));
    closers.push({ name: 'the vault', close: () => vault.close() });
    const forOthers = { eventStoreUrl: log.fullUrl, redisUrl: views.redisUrl };
    return { ...log, ...views, vault, forOthers, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openEventStore(
  config: EngineConfig,
  servers: OwnServers,
  closers: Closer[],
): Promise<
  Pick<
    OpenPorts,
    'eventStore' | 'checkpoints' | 'networkSnapshots' | 'parkedWork' | 'eventStoreUrl' | 'embedded'
  > & {
    readonly fullUrl: string;
  }
> {
  const child = await servers.eventStore;
  const url = config.eventStoreUrl ?? child?.connectionString ?? '';
  const connection = connectionTo(url);
  closers.push({ name: 'the connection to the event store', close: () => connection.close() });
  const { appendTimeoutMs } = config.timings;
  const adapter = new EventStoreAdapter(connection, new EventCodec(WIRE_NAMES), { appendTimeoutMs });
  // A process with the API alone follows little of the log: a tail of all of it would cost more than it shares.
  const eventStore = config.roles.some((role) => role !== 'api') ? new SharedTail(adapter) : adapter;
  return {
    eventStore,
    checkpoints: new CheckpointStoreAdapter(connection),
    networkSnapshots: new NetworkSnapshotsAdapter(connection),
    parkedWork: new LoggedParkedWork(eventStore, new SystemIds()),
    fullUrl: url,
    eventStoreUrl: withoutPassword(url),
    embedded: child !== null,
  };
}

/** The client takes a password with `@`, `/` and `?` in it: what comes before the last `@` is not to be seen. */
export function withoutPassword(url: string): string {
  return url.replace(/\/\/.*@/s, '//');
}

/**
 * The client alone knows what it understands; what it says of the rest repeats a part of the text, and so of a password.
 * @throws InvalidConfiguration
 */
export function connectionTo(url: string): EventStoreConnection {
  try {
    return new EventStoreConnection(url);
  } catch {
    throw new InvalidConfiguration([
      'EVENTSTORE_URL must be a connection string that the official client understands, without throwOnAppendFailure=false, e.g. esdb://user:password@host:2113?tls=true; what is special in a password stands encoded',
    ]);
  }
}

async function openViews(
  config: EngineConfig,
  logger: Logger,
  servers: OwnServers,
  closers: Closer[],
): Promise<Pick<OpenPorts, 'views' | 'index' | 'viewsKeptIn'> & { readonly redisUrl: string | null }> {
  const address = await redisAddress(config, servers);
  if (address === null) {
    return {
      views: new MemoryViewStore(),
      index: new MemoryProcessIndex(),
      redisUrl: null,
      viewsKeptIn: 'this process (no Redis at hand: they are rebuilt from the log at each start)',
    };
  }
  const redis = connectRedis(address, (error) => logger.warn({ part: 'redis' }, error.message));
  closers.push({ name: 'the connection to Redis', close: () => redis.disconnect() });
  // The one that is started here has no limit.
  if (config.redisUrl !== undefined) await refuseEviction(redis);
  return {
    views: new RedisViewStore(redis),
    index: new RedisProcessIndex(redis),
    redisUrl: 'url' in address ? address.url : address.socketPath,
    viewsKeptIn: config.redisUrl === undefined ? 'Redis, started here on a private socket' : 'Redis',
  };
}

/** The configured Redis, or one started here; null where there is none on the PATH. */
async function redisAddress({ redisUrl }: EngineConfig, servers: OwnServers): Promise<RedisAddress | null> {
  if (redisUrl !== undefined) return redisUrl.startsWith('/') ? { socketPath: redisUrl } : { url: redisUrl };
  const server = await servers.redis;
  return server === null ? null : { socketPath: server.socketPath };
}
