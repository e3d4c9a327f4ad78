import type { Message } from '../../domain/shared/decider.js';
import type { EventMetadata } from '../../domain/shared/event-metadata.js';
import type { StreamCategory } from '../../domain/shared/stream-names.js';

/** An event about to be appended. */
export interface NewEvent {
  /** UUID. Appending the same ids again at the same revisions is recognised by the store. */
  readonly eventId: string;
  readonly event: Message;
  readonly metadata: EventMetadata;
  /** The JSON of `event.data`, where whoever appends has made it already. */
  readonly json?: string;
}

/** An event as the log holds it, already upcast to its latest shape. */
export interface RecordedEvent<Event extends Message = Message> {
  readonly eventId: string;
  readonly stream: string;
  /** Counts from 0 within the stream, without gaps. */
  readonly revision: bigint;
  /** Commit position in the log; strictly increasing over all streams. */
  readonly position: bigint;
  readonly event: Event;
  readonly metadata: EventMetadata;
}

/** `no-stream`, or the revision of the last event that the writer has seen. There is no "any": every writer has read first. */
export type ExpectedRevision = 'no-stream' | bigint;

export interface AppendReceipt {
  readonly nextRevision: bigint;
  readonly position: bigint;
}

/** Another writer was there first. Nothing was written. */
export class WrongExpectedRevision extends Error {
  constructor(
    readonly stream: string,
    readonly expected: ExpectedRevision,
    /** Revision found, where the store told it. */
    readonly actual?: bigint,
  ) {
    super(`stream ${stream}: expected revision ${String(expected)}, found ${String(actual ?? 'another')}`);
    this.name = 'WrongExpectedRevision';
  }
}

/** The answer to an append was lost: it may have happened or not. Only reading the stream settles it. */
export class AppendOutcomeUnknown extends Error {
  constructor(
    readonly stream: string,
    options?: { readonly cause?: unknown },
  ) {
    super(`stream ${stream}: the outcome of an append is unknown`, options);
    this.name = 'AppendOutcomeUnknown';
  }
}

/** The store cannot be reached or cannot answer now. Nothing was written. Worth a retry. */
export class EventStoreUnavailable extends Error {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'EventStoreUnavailable';
  }
}

export type SubscriptionMessage =
  | { readonly kind: 'event'; readonly event: RecordedEvent }
  /** Everything up to `position` has been looked at, though none of it may have passed the filter. */
  | { readonly kind: 'checkpoint'; readonly position: bigint }
  | { readonly kind: 'caught-up' };

export interface AllOptions {
  /** Exclusive; null means from the beginning. */
  readonly after: bigint | null;
  /** Only streams of these categories. */
  readonly categories: readonly StreamCategory[];
  readonly signal?: AbortSignal;
}

/** The log. The only truth. Every method may throw {@link EventStoreUnavailable}. */
export interface EventStore {
  /**
   * Appends all events or none, durably before it answers.
   * @throws WrongExpectedRevision, AppendOutcomeUnknown
   */
  append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendReceipt>;
  /**
   * Events of a stream in order from `fromRevision` (inclusive), at most `maxCount`; nothing for a stream that does not
   * exist. Whoever knows how many events are wanted says so: a read that is left half-way costs the server a cut
   * stream, and servers close connections that cut many.
   */
  readStream(stream: string, fromRevision?: bigint, maxCount?: number): AsyncIterable<RecordedEvent>;
  /** The log so far, in order; ends at the head that was there when the read reached it. */
  readAll(options: AllOptions): AsyncIterable<RecordedEvent>;
  /** The log from a position on, without end. Ends only when `signal` aborts; throws when the connection breaks (the caller reopens). */
  subscribe(options: AllOptions): AsyncIterable<SubscriptionMessage>;
  /** Position of the last event of the given categories, or null for an empty log. */
  headPosition(): Promise<bigint | null>;
}

export const EVENT_STORE = Symbol('EventStore');
