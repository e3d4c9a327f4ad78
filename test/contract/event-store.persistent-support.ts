import {
  type EventStoreDBClient,
  type PersistentSubscriptionToAll,
  type PersistentSubscriptionToAllResolvedEvent,
  type PersistentSubscriptionToStream,
  type PersistentSubscriptionToStreamInfo,
  type PersistentSubscriptionToStreamResolvedEvent,
  type PersistentSubscriptionToStreamSettings,
  persistentSubscriptionToStreamSettingsFromDefaults,
  START,
} from '@eventstore/db-client';

type Subscription = PersistentSubscriptionToStream | PersistentSubscriptionToAll;
type Received = PersistentSubscriptionToStreamResolvedEvent | PersistentSubscriptionToAllResolvedEvent;

/** Settings that begin at the start and wait long for an answer, with changes. */
export function settings(changes: Partial<PersistentSubscriptionToStreamSettings> = {}) {
  return persistentSubscriptionToStreamSettingsFromDefaults({
    startFrom: START,
    messageTimeout: 120_000,
    ...changes,
  });
}

/**
 * A subscriber of a group: everything that it was sent, in order, and a way to wait until it was
 * sent enough. Entries are `revision`, or `revision*n` for the nth delivery after the first.
 */
export class Worker {
  readonly received: Received[] = [];
  readonly failure: Promise<unknown>;
  readonly confirmed: Promise<void>;
  readonly #subscription: Subscription;
  #changed: () => void = () => undefined;

  /** @param handle what to do with each event; by default nothing, so that it stays unanswered */
  constructor(
    subscription: Subscription,
    handle: (event: Received, subscription: Subscription) => unknown = () => undefined,
  ) {
    this.#subscription = subscription;
    this.failure = new Promise((resolve) => subscription.on('error', resolve));
    this.confirmed = new Promise((resolve) => subscription.on('confirmation', () => resolve()));
    subscription.on('data', (event: Received) => {
      this.received.push(event);
      handle(event, subscription);
      this.#changed();
    });
  }

  get id(): string | undefined {
    return this.#subscription.id;
  }

  get entries(): string[] {
    return this.received.map(({ event, link, retryCount }) => {
      const revision = (link ?? event)?.revision;
      return retryCount === 0 ? `${revision}` : `${revision}*${retryCount}`;
    });
  }

  /** Waits until so many events were received. */
  async until(count: number): Promise<void> {
    while (this.received.length < count) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  async ack(...indexes: number[]): Promise<void> {
    await this.#subscription.ack(...indexes.map((index) => this.#at(index)));
  }

  async nack(action: 'park' | 'retry' | 'skip' | 'stop', ...indexes: number[]): Promise<void> {
    await this.#subscription.nack(action, 'as the case wants', ...indexes.map((index) => this.#at(index)));
  }

  async stop(): Promise<void> {
    await this.#subscription.unsubscribe();
  }

  #at(index: number): Received {
    const event = this.received[index];
    if (event === undefined) throw new Error(`There is no event ${index} yet.`);
    return event;
  }
}

/** Asks for a group's state until it is as it should be: answers of subscribers arrive when they arrive. */
export async function groupUntil(
  client: EventStoreDBClient,
  [stream, group]: readonly [string, string],
  condition: (info: PersistentSubscriptionToStreamInfo) => boolean,
): Promise<PersistentSubscriptionToStreamInfo> {
  for (;;) {
    const info = await client.getPersistentSubscriptionToStreamInfo(stream, group);
    if (condition(info)) return info;
  }
}

/** Handles each event well. */
export function acking(event: Received, subscription: Subscription): void {
  void subscription.ack(event);
}
