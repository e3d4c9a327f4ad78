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
  private readonly followers = new Set<TailFollower>();
  private failure: EventStoreUnavailable | null = null;
  private readonly stopping = new AbortController();
  private isWaking = false;

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
    const follower = new TailFollower(this, this.placeBehind(after), after, options);
    this.followers.add(follower);
    return follower;
  }

  /** The last follower takes the tail along. */
  leave(follower: TailFollower): void {
    this.followers.delete(follower);
    if (this.followers.size === 0) this.stopping.abort();
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
    this.wakeSoon();
  }

  private keep(message: TailMessage): void {
    this.kept.push(message);
    this.last = positionOf(message);
    if (this.kept.length >= 2 * this.capacity) {
      const dropped = this.kept.splice(0, this.capacity);
      this.first += dropped.length;
      this.start = positionOf(dropped.at(-1) ?? message);
    }
    this.wakeSoon();
  }

  /** Once for all that comes in one turn of the event loop: to wake everyone costs more than to hand on an event. */
  private wakeSoon(): void {
    if (this.isWaking) return;
    this.isWaking = true;
    setImmediate(() => {
      this.isWaking = false;
      for (const follower of this.followers) follower.wake();
    });
  }
}

/** One reader's place in the tail. Reading is synchronous: a promise for each message would cost more than the message. */
export class TailFollower {
  private readonly wanted: ReadonlySet<string>;
  private hasSkipped = false;
  private isTooSlow = false;
  /** Ends the waiting for more. */
  wake: () => void = () => undefined;

  constructor(
    private readonly tail: LogTail,
    private next: number,
    private reached: bigint,
    private readonly options: Pick<AllOptions, 'categories' | 'signal'>,
  ) {
    this.wanted = new Set(options.categories);
    options.signal?.addEventListener('abort', this.onAbort, { once: true });
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

  /** Settles when there may be more to take, or it {@link isOver}; asked for when there was nothing, in the same turn. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  leave(): void {
    this.options.signal?.removeEventListener('abort', this.onAbort);
    this.tail.leave(this);
  }

  private readonly onAbort = (): void => this.wake();

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
