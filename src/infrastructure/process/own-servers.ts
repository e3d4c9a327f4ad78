import type { EngineConfig } from '../config/engine-config.js';
import { type RunningEventStore, startEmbeddedEventStore } from './embedded-event-store.js';
import { type RunningRedis, startRedisServer } from './redis-server.js';

type Part = 'event-store' | 'redis';

/** Hears what the servers say, and that the engine cannot go on. */
export interface ServerListener {
  line(part: Part, text: string): void;
  died(sentence: string): void;
}

/** What starts them. */
export interface Starters {
  readonly eventStore: typeof startEmbeddedEventStore;
  readonly redis: typeof startRedisServer;
}

const STARTERS: Starters = { eventStore: startEmbeddedEventStore, redis: startRedisServer };

/**
 * The servers that the engine starts for itself: the embedded event store and Redis, each where none is configured.
 * They open their data while the engine reads its own program, which takes as long. Redis comes after the event store,
 * which alone knows whether another engine is at work on the data.
 */
export class OwnServers {
  /** Null where one is configured. @throws EventStoreNotStarted */
  readonly eventStore: Promise<RunningEventStore | null>;
  /** Null where one is configured, and where there is no `redis-server`. @throws RedisNotStarted, RedisInUse */
  readonly redis: Promise<RunningRedis | null>;
  private listener: ServerListener | undefined;
  private stopping: Promise<void> | undefined;
  /** What was to be told before anybody listened. */
  private readonly untold: ((listener: ServerListener) => void)[] = [];

  /** Starts them. */
  constructor(
    { dataDir, eventStoreUrl, redisUrl }: Pick<EngineConfig, 'dataDir' | 'eventStoreUrl' | 'redisUrl'>,
    start: Starters = STARTERS,
  ) {
    const onDeath = (sentence: string): void => this.tell((listener) => listener.died(sentence));
    const options = (part: Part) => ({
      dataDir,
      onDeath,
      onLine: (text: string) => this.tell((listener) => listener.line(part, text)),
    });
    this.eventStore =
      eventStoreUrl === undefined ? start.eventStore(options('event-store')) : Promise.resolve(null);
    this.redis = this.eventStore.then(() => (redisUrl === undefined ? start.redis(options('redis')) : null));
    // Whoever waits for them is told; until somebody does, nothing is amiss.
    this.eventStore.catch(() => undefined);
    this.redis.catch(() => undefined);
  }

  /** To be called once. What was said before is told at once. */
  listen(listener: ServerListener): void {
    this.listener = listener;
    for (const tell of this.untold.splice(0)) tell(listener);
  }

  /** Stops those that have started, or are about to, in the opposite order. */
  stop(): Promise<void> {
    this.stopping ??= this.stopAll();
    return this.stopping;
  }

  private async stopAll(): Promise<void> {
    const redis = await this.redis.catch(() => null);
    await redis?.stop();
    const eventStore = await this.eventStore.catch(() => null);
    await eventStore?.stop();
  }

  private tell(tell: (listener: ServerListener) => void): void {
    if (this.listener === undefined) this.untold.push(tell);
    else tell(this.listener);
  }
}
