import type { AllStreamSubscription, Position, StreamSubscription } from '@eventstore/db-client';

/**
 * Everything that a subscription was told, in order, and a way to wait until it was told enough.
 * Events stand as `stream:revision` with the stream's number in the list of names given.
 */
export class SubscriptionLog {
  readonly entries: string[] = [];
  readonly checkpoints: Position[] = [];
  readonly failure: Promise<unknown>;
  readonly #subscription: StreamSubscription | AllStreamSubscription;
  #changed: () => void = () => undefined;

  constructor(subscription: StreamSubscription | AllStreamSubscription, streams: readonly string[]) {
    this.#subscription = subscription;
    const add = (entry: string) => {
      this.entries.push(entry);
      this.#changed();
    };
    subscription.on('confirmation', () => add('confirmed'));
    subscription.on('caughtUp', () => add('caught up'));
    subscription.on('data', ({ event, link }) => {
      const own = link ?? event;
      const stream = streams.indexOf(own?.streamId ?? '');
      if (stream >= 0) add(`${stream}:${own?.revision}`);
    });
    this.failure = new Promise((resolve) => subscription.on('error', resolve));
  }

  /** Pass it as `checkpointReached`. */
  readonly checkpointReached = async (_: unknown, position: Position): Promise<void> => {
    this.checkpoints.push(position);
    this.#changed();
  };

  get events(): string[] {
    return this.entries.filter((entry) => entry.includes(':'));
  }

  /** Waits until the condition holds. */
  async until(condition: (log: SubscriptionLog) => boolean): Promise<void> {
    while (!condition(this)) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  async untilCaughtUp(): Promise<void> {
    await this.until(({ entries }) => entries.includes('caught up'));
  }

  async untilEvents(count: number): Promise<void> {
    await this.until(({ events }) => events.length >= count);
  }

  async stop(): Promise<void> {
    await this.#subscription.unsubscribe();
  }
}
