import { once } from 'node:events';
import { EventStoreDBClient, END, eventTypeFilter, type AllStreamSubscription } from '@eventstore/db-client';

/** Hears of each order that is released to a node, from the log itself. */
export class Releases {
  private readonly waiting = new Map<string, (at: number) => void>();
  private constructor(
    private readonly client: EventStoreDBClient,
    private readonly subscription: AllStreamSubscription,
  ) {
    subscription.on('data', ({ event }) => {
      // fulfillment-{tenant}:{orderId}-{number}
      const stream = event?.streamId ?? '';
      const orderId = stream.slice(stream.indexOf(':') + 1, stream.lastIndexOf('-'));
      const resolve = this.waiting.get(orderId);
      this.waiting.delete(orderId);
      resolve?.(performance.now());
    });
  }

  static async follow(connectionString: string): Promise<Releases> {
    const client = EventStoreDBClient.connectionString(connectionString);
    const filter = eventTypeFilter({ prefixes: ['FulfillmentReleased'] });
    const subscription = client.subscribeToAll({ fromPosition: END, filter });
    await once(subscription, 'confirmation');
    return new Releases(client, subscription);
  }

  /** Orders that wait to be released. */
  get open(): number {
    return this.waiting.size;
  }

  /** Resolves with the time at which the order's first fulfillment was released. Ask before the order is placed. */
  of(orderId: string): Promise<number> {
    return new Promise((resolve) => this.waiting.set(orderId, resolve));
  }

  async close(): Promise<void> {
    await this.subscription.unsubscribe();
    await this.client.dispose();
  }
}
