import type {
  AllOptions,
  AppendReceipt,
  EventStore,
  ExpectedRevision,
  NewEvent,
  RecordedEvent,
  SubscriptionMessage,
} from '../../application/ports/event-store.js';
import { LogTail, positionOf } from './log-tail.js';
import { EVERY_CATEGORY } from './recorded-event.js';

/**
 * Lets all who follow the log in one process share a subscription once they are at its end: there every event would
 * else be sent, taken apart and parsed once for each of them. Up to the end everyone reads for himself, and again when
 * the shared one breaks or somebody falls behind what it keeps.
 */
export class SharedTail implements EventStore {
  private tail: LogTail | null = null;

  /** @param capacity messages kept for followers that are slower than others */
  constructor(
    private readonly store: EventStore,
    private readonly capacity = 2_048,
  ) {}

  append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendReceipt> {
    return this.store.append(stream, expected, events);
  }

  readStream(stream: string, fromRevision?: bigint, maxCount?: number): AsyncIterable<RecordedEvent> {
    return this.store.readStream(stream, fromRevision, maxCount);
  }

  readAll(options: AllOptions): AsyncIterable<RecordedEvent> {
    return this.store.readAll(options);
  }

  headPosition(): Promise<bigint | null> {
    return this.store.headPosition();
  }

  async *subscribe(options: AllOptions): AsyncIterable<SubscriptionMessage> {
    const { signal } = options;
    let reached = options.after;
    while (!signal?.aborted) {
      // Until it is at the end and can go on with the others, a subscription of its own.
      let isAtEnd = false;
      for await (const message of this.store.subscribe({ ...options, after: reached })) {
        yield message;
        if (message.kind === 'caught-up') isAtEnd = true;
        else reached = positionOf(message);
        if (isAtEnd && reached !== null && this.tailAt(reached).reaches(reached)) break;
      }
      if (reached === null || !this.tail?.reaches(reached)) continue;
      const follower = this.tail.join(reached, options);
      try {
        while (!follower.isOver) {
          const message = follower.take();
          if (message !== null) yield message;
          else if (!follower.isOver) await follower.wait();
        }
      } finally {
        follower.leave();
      }
      reached = follower.position;
    }
  }

  /** The tail that there is, or a new one from this position on. */
  private tailAt(position: bigint): LogTail {
    if (this.tail === null || this.tail.hasEnded) {
      const source = (signal: AbortSignal): AsyncIterable<SubscriptionMessage> =>
        this.store.subscribe({ after: position, categories: EVERY_CATEGORY, signal });
      this.tail = new LogTail(source, position, this.capacity);
    }
    return this.tail;
  }
}
