import {
  type AllOptions,
  EventStoreUnavailable,
  type SubscriptionMessage,
} from '../../application/ports/event-store.js';
import { parseStreamName } from '../../domain/shared/stream-names.js';

/** A message that moves a reader on. */
export type TailMessage = Exclude<SubscriptionMessage, { readonly kind: 'caught-up' }>;

export function positionOf(message: TailMessage): bigint {
  return message.kind === 'event' ? message.event.position : message.position;
}

/**
 * The end of the log in memory: what one subscription brought last, for several followers. Each reads at its own pace;
 * one that falls behind what is kept is sent away with the position that it has reached. Lives while it is followed.
 */
export class LogTail {
  private readonly kept: TailMessage[] = [];
  /** Number of the first message kept, counted from the opening. */
  private first = 0;
  private last: bigint;
  private followers = 0;
  private failure: EventStoreUnavailable | null = null;
  private readonly stopping = new AbortController();
  private readonly waiting = new Set<() => void>();

  /**
   * @param start all behind this position is to come from `source`
   * @param capacity messages that are kept at least; twice as many at most
   */
  constructor(
    source: (signal: AbortSignal) => AsyncIterable<SubscriptionMessage>,
    private start: bigint,
    private readonly capacity: number,
  ) {
    this.last = start;
    void this.read(source(this.stopping.signal));
  }

  get hasEnded(): boolean {
    return this.failure !== null || this.stopping.signal.aborted;
  }

  /** True when a reader who has seen all up to `position` can go on here. One that is further than the tail cannot. */
  reaches(position: bigint): boolean {
    return !this.hasEnded && this.start <= position && position <= this.last;
  }

  /** Begins to follow behind `after`. The follower has to leave again. */
  join(after: bigint, options: Pick<AllOptions, 'categories' | 'signal'>): TailFollower {
    this.followers += 1;
    return new TailFollower(this, this.placeBehind(after), after, options);
  }

  /** The last follower takes the tail along. */
  leave(): void {
    this.followers -= 1;
    if (this.followers === 0) this.stopping.abort();
  }

  /**
   * Message by its number: `undefined` when it is not there yet, null when it is not kept any more.
   * @throws EventStoreUnavailable when there will be no more
   */
  at(number: number): TailMessage | undefined | null {
    if (number < this.first) return null;
    const message = this.kept[number - this.first];
    if (message === undefined && this.failure !== null) throw this.failure;
    return message;
  }

  /** Settles when something has come or failed, or `signal` aborts. */
  change(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.waiting.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      this.waiting.add(wake);
      signal?.addEventListener('abort', wake, { once: true });
    });
  }

  private placeBehind(position: bigint): number {
    const place = this.kept.findIndex((message) => positionOf(message) > position);
    return this.first + (place < 0 ? this.kept.length : place);
  }

  private async read(source: AsyncIterable<SubscriptionMessage>): Promise<void> {
    let cause: unknown;
    try {
      for await (const message of source) if (message.kind !== 'caught-up') this.keep(message);
    } catch (error) {
      cause = error;
    }
    // Whatever it was: each follower opens a subscription of its own again, and hears there what concerns it.
    this.failure = new EventStoreUnavailable('the shared subscription ended', { cause });
    this.wakeAll();
  }

  private keep(message: TailMessage): void {
    this.kept.push(message);
    this.last = positionOf(message);
    if (this.kept.length >= 2 * this.capacity) {
      const dropped = this.kept.splice(0, this.capacity);
      this.first += dropped.length;
      this.start = positionOf(dropped.at(-1) ?? message);
    }
    this.wakeAll();
  }

  private wakeAll(): void {
    for (const wake of this.waiting) wake();
  }
}

/** One reader's place in the tail. Reading is synchronous: a promise for each message would cost more than the message. */
export class TailFollower {
  private readonly wanted: ReadonlySet<string>;
  private hasSkipped = false;
  private isTooSlow = false;

  constructor(
    private readonly tail: LogTail,
    private next: number,
    private reached: bigint,
    private readonly options: Pick<AllOptions, 'categories' | 'signal'>,
  ) {
    this.wanted = new Set(options.categories);
  }

  /** Position up to which it has seen all. */
  get position(): bigint {
    return this.reached;
  }

  get isOver(): boolean {
    return this.isTooSlow || this.options.signal?.aborted === true;
  }

  /**
   * The next message for it; null when it has to wait, or {@link isOver}. What is not of its categories is told as one
   * checkpoint, when nothing else is there.
   * @throws EventStoreUnavailable when the shared subscription has ended
   */
  take(): TailMessage | null {
    for (;;) {
      const message = this.tail.at(this.next);
      if (message === null) this.isTooSlow = true;
      if (message === null || message === undefined) return this.passed();
      this.next += 1;
      this.reached = positionOf(message);
      this.hasSkipped = !isWanted(message, this.wanted);
      if (!this.hasSkipped) return message;
    }
  }

  /** Settles when there may be more to take. */
  async wait(): Promise<void> {
    await this.tail.change(this.options.signal);
  }

  leave(): void {
    this.tail.leave();
  }

  private passed(): TailMessage | null {
    if (!this.hasSkipped) return null;
    this.hasSkipped = false;
    return { kind: 'checkpoint', position: this.reached };
  }
}

function isWanted(message: TailMessage, categories: ReadonlySet<string>): boolean {
  if (message.kind !== 'event') return true;
  return categories.has(parseStreamName(message.event.stream)?.category ?? '');
}
