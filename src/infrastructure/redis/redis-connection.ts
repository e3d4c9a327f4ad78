import { Redis } from 'ioredis';

const CONNECT_TIMEOUT_MS = 5_000;
/** A connection on which commands wait and nothing comes back is dead: the longest script takes some 50 ms. */
const SILENCE_LIMIT_MS = 10_000;
/** A closed connection keeps the process alive no longer than this. */
const DISCONNECT_TIMEOUT_MS = 100;
const RECONNECT_DELAY_LIMIT_MS = 1_000;

/** Where Redis is: a unix socket (half the cost of TCP on the same machine) or a `redis://` or `rediss://` URL. */
export type RedisAddress = { readonly socketPath: string } | { readonly url: string };

/**
 * A connection that comes back by itself. While it is away a command fails after one attempt to reconnect, so that
 * callers see the outage at once and decide themselves when to try again.
 * @param onError told of every connection error, for the log; the URL may hold a secret and is not part of it
 */
export function connectRedis(
  address: RedisAddress,
  onError: (error: Error) => void = () => {},
  silenceLimitMs = SILENCE_LIMIT_MS,
): Redis {
  const options = {
    connectTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: silenceLimitMs,
    disconnectTimeout: DISCONNECT_TIMEOUT_MS,
    maxRetriesPerRequest: 1,
    // What is asked in one turn of the event loop goes out in one write: a write of its own is most of a small command.
    enableAutoPipelining: true,
    retryStrategy: (attempt: number) => Math.min(attempt * 50, RECONNECT_DELAY_LIMIT_MS),
  };
  const redis =
    'url' in address ? new Redis(address.url, options) : new Redis({ ...options, path: address.socketPath });
  redis.on('error', onError);
  answerWhoWaits(redis);
  return redis;
}

/** Where ioredis keeps what was under way when a connection closed, to send it again on the next one. */
interface Kept {
  readonly prevCommandQueue?: {
    readonly length: number;
    shift(): { readonly command: { reject(error: Error): void } } | undefined;
  } | null;
}

/**
 * Fails what is kept to be sent again when the next connection comes to nothing, too. A frozen process takes connections
 * and never answers on them: who asked just before would wait for as long as it is frozen.
 */
function answerWhoWaits(redis: Redis): void {
  let closedSinceReady = 0;
  redis.on('ready', () => {
    closedSinceReady = 0;
  });
  redis.on('close', () => {
    closedSinceReady += 1;
    const kept = (redis as unknown as Kept).prevCommandQueue;
    if (closedSinceReady < 2 || !kept) return;
    while (kept.length > 0) kept.shift()?.command.reject(new Error('Redis did not come back'));
  });
}
