import { EventStoreDBClient } from '@eventstore/db-client';
import { inTime } from './in-time.js';
import { isOfTheClient, unavailable } from './event-store-errors.js';

const CLOSE_WITHIN_MS = 300;
/** As the client has it when it is not told. */
const KEEP_ALIVE_TIMEOUT_MS = 10_000;

/** The part of the client that tells what the server can do; the client asks before its first append. */
interface Handshake {
  readonly capabilities: Promise<unknown>;
}

/**
 * The one client of this process, and a new one when the old one has lost its way: it never forgets a handshake that
 * failed for another reason than a lost connection, and an append stream that went silent takes all later appends along.
 */
export class EventStoreConnection {
  private current: EventStoreDBClient;
  private renewals = 0;
  private closed = false;
  /** The handshake that has succeeded; after a reconnect the client makes another. */
  private shaken: Promise<unknown> | null = null;

  /**
   * @param connectionString as the official client understands it, e.g. `esdb://127.0.0.1:2113?tls=false`
   * @param handshakeTimeoutMs how long the server may take to say what it can do, when it is first asked
   * @param silenceMs how long a read may hear nothing before its client is given up; long, since it takes all with it
   * @throws Error when it cannot be understood, or turns off the errors that the adapter lives on
   */
  constructor(
    private readonly connectionString: string,
    private readonly handshakeTimeoutMs = 5_000,
    readonly silenceMs = 30_000,
  ) {
    if (/throwOnAppendFailure=false/i.test(connectionString)) {
      throw new Error('the connection string must not set throwOnAppendFailure=false');
    }
    this.current = EventStoreDBClient.connectionString(connectionString);
    watchStrayRejections();
  }

  get client(): EventStoreDBClient {
    return this.current;
  }

  /**
   * Settles once the server has answered; until then nothing that is to be written has left the process.
   * @throws EventStoreUnavailable
   */
  async ready(): Promise<EventStoreDBClient> {
    const { client } = this;
    try {
      const { capabilities } = client as unknown as Handshake;
      if (capabilities === this.shaken) return client;
      await inTime(capabilities, this.handshakeTimeoutMs, () => new Error('no handshake in time'));
      this.shaken = capabilities;
      return client;
    } catch (error) {
      this.renew(client);
      throw unavailable(error);
    }
  }

  /** Whether what a client still had under way was ended, by {@link renew} or {@link close}. */
  hasGivenUp(client: EventStoreDBClient): boolean {
    return this.closed || client !== this.current;
  }

  /** Gives up on a client, unless another caller has done so before. What it still had under way fails. */
  renew(failed: EventStoreDBClient): void {
    if (failed !== this.current || this.closed) return;
    this.renewals += 1;
    const fresh = onConnectionOfItsOwn(this.connectionString, this.renewals);
    this.current = EventStoreDBClient.connectionString(fresh);
    failed.dispose().catch(() => undefined);
  }

  /**
   * Ends every stream. The client waits for each stream to say that it has finished, and one that it cancels itself
   * may never say so: what it has not heard of within the limit is over all the same.
   */
  async close(): Promise<void> {
    this.closed = true;
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CLOSE_WITHIN_MS);
    });
    await Promise.race([this.current.dispose(), limit]);
    clearTimeout(timer);
  }
}

/**
 * gRPC gives clients with equal options one connection among them, and a client that was given up may hold on to its own
 * for long: the next one would wait on the very line that is dead. A millisecond more of patience with the server's
 * answer to a ping makes the options differ.
 */
function onConnectionOfItsOwn(connectionString: string, number: number): string {
  const patience = /(?<name>keepAliveTimeout)=(?<ms>\d+)/i;
  if (patience.test(connectionString)) {
    return connectionString.replace(
      patience,
      (_, name: string, ms: string) => `${name}=${Number(ms) + number}`,
    );
  }
  const separator = connectionString.includes('?') ? '&' : '?';
  return `${connectionString}${separator}keepAliveTimeout=${KEEP_ALIVE_TIMEOUT_MS + number}`;
}

let watching = false;

/**
 * When an append stream breaks while requests wait for room in it, or a reconnect finds no node of a cluster, the client
 * rejects promises of its own that nobody can hold. The appends concerned fail or time out by the proper way, so these rejections carry no news; without this
 * they would end the process. Every other stray rejection ends it as before.
 */
function watchStrayRejections(): void {
  if (watching) return;
  watching = true;
  process.on('unhandledRejection', (reason) => {
    if (!isOfTheClient(reason)) throw reason;
  });
}
