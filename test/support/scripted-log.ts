import type {
  AllOptions,
  AppendReceipt,
  EventStore,
  RecordedEvent,
  SubscriptionMessage,
} from '../../src/application/ports/event-store.js';

/** What goes wrong with the next subscriptions. */
export interface SubscriptionFaults {
  /** Positions that are left out. */
  readonly drop?: readonly bigint[];
  /** Every event comes this many times. */
  readonly repeat?: number;
  /** The subscription goes silent for ever behind this position. */
  readonly silentAfter?: bigint;
  /** It ends, without an error, behind this position. */
  readonly endsAfter?: bigint;
  /** It throws behind this position. */
  readonly breaksAfter?: bigint;
}

/**
 * A log that a test writes by hand: events as they are, positions included, and subscriptions that misbehave as told.
 * Faults count for one subscription each; the ones after them are sound.
 */
export class ScriptedLog implements EventStore {
  readonly opened: (bigint | null)[] = [];
  private readonly events: RecordedEvent[] = [];
  private readonly waiting = new Set<() => void>();
  private readonly faults: SubscriptionFaults[] = [];

  add(events: readonly RecordedEvent[]): this {
    this.events.push(...events);
    for (const wake of this.waiting) wake();
    return this;
  }

  misbehave(...faults: readonly SubscriptionFaults[]): this {
    this.faults.push(...faults);
    return this;
  }

  async append(): Promise<AppendReceipt> {
    throw new Error('a scripted log is only read');
  }

  async *readStream(stream: string, fromRevision = 0n, maxCount?: number): AsyncIterable<RecordedEvent> {
    await Promise.resolve();
    const found = this.events.filter((event) => event.stream === stream && event.revision >= fromRevision);
    yield* found.slice(0, maxCount);
  }

  async *readAll({ after }: AllOptions): AsyncIterable<RecordedEvent> {
    await Promise.resolve();
    for (const event of this.events) if (after === null || event.position > after) yield event;
  }

  async *subscribe({ after, signal }: AllOptions): AsyncIterable<SubscriptionMessage> {
    await Promise.resolve();
    const faults = this.faults.shift() ?? {};
    this.opened.push(after);
    let index = this.events.findIndex((event) => after === null || event.position > after);
    if (index < 0) index = this.events.length;
    let isCaughtUp = false;
    while (!signal?.aborted) {
      for (; index < this.events.length && !signal?.aborted; index += 1) {
        const event = this.events[index] as RecordedEvent;
        if (!faults.drop?.includes(event.position)) {
          for (let time = 0; time < (faults.repeat ?? 1); time += 1) yield { kind: 'event', event };
        }
        if (await this.endsHere(faults, event.position, signal)) return;
      }
      if (!isCaughtUp) yield { kind: 'caught-up' };
      isCaughtUp = true;
      if (index >= this.events.length) await this.next(signal);
    }
  }

  async headPosition(): Promise<bigint | null> {
    return this.events.at(-1)?.position ?? null;
  }

  private async endsHere(
    faults: SubscriptionFaults,
    position: bigint,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    if (faults.breaksAfter === position) throw new Error('the connection broke');
    if (faults.silentAfter === position) while (!signal?.aborted) await this.next(signal);
    return faults.endsAfter === position || faults.silentAfter === position;
  }

  private async next(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        this.waiting.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      this.waiting.add(wake);
      signal?.addEventListener('abort', wake, { once: true });
    });
  }
}
