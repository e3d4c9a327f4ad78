/** Somebody who follows the log. */
export interface Subscriber {
  /** Events that it has still to look at. */
  readonly lagEvents: number;
  run(subscriptionId: string): Promise<void>;
}

/** Who follows the log at the moment, for the figures that the server gives of itself. */
export class Subscribers {
  readonly #running = new Set<Subscriber>();

  /** Counts the subscriber for as long as it runs. */
  async run(subscriber: Subscriber, subscriptionId: string): Promise<void> {
    this.#running.add(subscriber);
    try {
      await subscriber.run(subscriptionId);
    } finally {
      this.#running.delete(subscriber);
    }
  }

  get count(): number {
    return this.#running.size;
  }

  /** Lag of the one that is furthest behind. */
  get greatestLagEvents(): number {
    let greatest = 0;
    for (const { lagEvents } of this.#running) greatest = Math.max(greatest, lagEvents);
    return greatest;
  }
}
