import {
  AppendOutcomeUnknown,
  type AllOptions,
  type AppendReceipt,
  type EventStore,
  EventStoreUnavailable,
  type ExpectedRevision,
  type NewEvent,
  type RecordedEvent,
  type SubscriptionMessage,
  WrongExpectedRevision,
} from '../../src/application/ports/event-store.js';

/** What goes wrong with one append. */
export type AppendFault =
  /** Nothing goes wrong: holds a place in the queue of faults. */
  | { readonly kind: 'none' }
  /** Nothing is written, and the caller knows. */
  | { readonly kind: 'unavailable' }
  /** Nothing is written, and the caller does not know. */
  | { readonly kind: 'lost-request' }
  /** All is written, and the caller does not know. */
  | { readonly kind: 'lost-answer' }
  /** Not yet written when the caller is told that nothing is known; written when `release` settles. */
  | { readonly kind: 'delayed-write'; readonly release: Promise<void> }
  /** Another writer's events come first, so that the append meets another revision. */
  | { readonly kind: 'overtaken'; readonly by: readonly NewEvent[] }
  /** Reported as a conflict although nobody wrote. */
  | { readonly kind: 'conflict' }
  /** An error that the port does not know. */
  | { readonly kind: 'broken'; readonly error: Error };

/** Puts faults before a store: one for each append, taken in the order in which they were added; then none. */
export class FaultyEventStore implements EventStore {
  /** Every append that was tried, in order, failed ones too. */
  readonly attempts: {
    readonly stream: string;
    readonly expected: ExpectedRevision;
    readonly events: readonly NewEvent[];
  }[] = [];
  /** Streams that were read, in order. */
  readonly reads: { readonly stream: string; readonly fromRevision: bigint }[] = [];
  private readonly appendFaults: AppendFault[] = [];
  private readFaults = 0;
  private hold: Promise<void> = Promise.resolve();

  constructor(private readonly inner: EventStore) {}

  /** The next appends fail like this, one after another. */
  failAppends(...faults: readonly AppendFault[]): void {
    this.appendFaults.push(...faults);
  }

  /** The next `count` stream reads find the store unavailable. */
  failReads(count: number): void {
    this.readFaults += count;
  }

  /** Appends wait for the promise before they reach the store. */
  holdAppends(until: Promise<void>): void {
    this.hold = until;
  }

  async append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<AppendReceipt> {
    this.attempts.push({ stream, expected, events });
    await this.hold;
    const fault = this.appendFaults.shift() ?? { kind: 'none' };
    const write = (): Promise<AppendReceipt> => this.inner.append(stream, expected, events);
    switch (fault.kind) {
      case 'none':
        return write();
      case 'unavailable':
        throw new EventStoreUnavailable('out of order on purpose');
      case 'lost-request':
        throw new AppendOutcomeUnknown(stream);
      case 'lost-answer':
        await write();
        throw new AppendOutcomeUnknown(stream);
      case 'delayed-write':
        fault.release.then(write).catch(() => undefined);
        throw new AppendOutcomeUnknown(stream);
      case 'overtaken':
        await this.inner.append(stream, expected, fault.by);
        return write();
      case 'conflict':
        throw new WrongExpectedRevision(stream, expected);
      case 'broken':
        throw fault.error;
    }
  }

  async *readStream(stream: string, fromRevision = 0n, maxCount?: number): AsyncIterable<RecordedEvent> {
    this.reads.push({ stream, fromRevision });
    if (this.readFaults > 0) {
      this.readFaults -= 1;
      throw new EventStoreUnavailable('out of order on purpose');
    }
    yield* this.inner.readStream(stream, fromRevision, maxCount);
  }

  readAll(options: AllOptions): AsyncIterable<RecordedEvent> {
    return this.inner.readAll(options);
  }

  subscribe(options: AllOptions): AsyncIterable<SubscriptionMessage> {
    return this.inner.subscribe(options);
  }

  headPosition(): Promise<bigint | null> {
    return this.inner.headPosition();
  }
}
