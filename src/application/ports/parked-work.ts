import type { Message } from '../../domain/shared/decider.js';
import type { Instant } from '../../domain/shared/time.js';

/** An event of the log that a consumer could not work off. The event itself stays where it is; this says where. */
export interface ParkedEvent {
  /** The id of the event. */
  readonly id: string;
  readonly consumer: string;
  /** Everything with this key waits behind the first parked event, so that its order is kept. */
  readonly key: string;
  readonly stream: string;
  /** Revision in the stream, as text: JSON has no 64-bit numbers. */
  readonly revision: string;
  readonly type: string;
  /** Why, in a sentence for people, without personal data. */
  readonly reason: string;
  /** Tries before it was parked; 0 for an event that only waits behind another one. */
  readonly attempts: number;
  readonly parkedAt: Instant;
}

/** A wish to work off what waits under a key, from its first parked event on. */
export interface ReplayRequest {
  readonly id: string;
  readonly requestedAt: Instant;
}

export type EventParked = Message<'EventParked', ParkedEvent>;
export type ParkedEventReplayRequested = Message<'ParkedEventReplayRequested', ReplayRequest>;
/** The event has been worked off after all and is no longer parked. */
export type ParkedEventReplayed = Message<
  'ParkedEventReplayed',
  { readonly id: string; readonly replayedAt: Instant }
>;
/** The wish was followed and the event failed again: it stays parked, and a new replay takes a new wish. */
export type ParkedEventReplayFailed = Message<
  'ParkedEventReplayFailed',
  { readonly id: string; readonly reason: string; readonly failedAt: Instant }
>;
export type ParkedWorkEvent =
  | EventParked
  | ParkedEventReplayRequested
  | ParkedEventReplayed
  | ParkedEventReplayFailed;

/**
 * Work that was put aside so that the rest can go on. It is as durable as the log: a checkpoint may pass an event only
 * once it is done or parked here. It is kept as events in the event store, one stream a consumer
 * (`parked-engine:{consumer}`), so that any process can list it and ask for a replay, and the process that owns the
 * consumer finds the wish there.
 */
export interface ParkedWork {
  /** What is parked, oldest first. */
  list(consumer: string): Promise<readonly ParkedEvent[]>;
  /** Wishes that are open: asked for, and the event is still parked. Oldest first. */
  requests(consumer: string): Promise<readonly ReplayRequest[]>;
  /** Parks an event, durably before it answers. Parking what is parked changes nothing. */
  park(event: ParkedEvent): Promise<void>;
  /** Takes an event off the list. What is not on it changes nothing. */
  done(consumer: string, id: string, at: Instant): Promise<void>;
  /** Closes the wishes for an event that failed once more; the reason takes the place of the old one. */
  replayFailed(consumer: string, id: string, reason: string, at: Instant): Promise<void>;
  /** Asks for a replay. False when the id is not parked. */
  replay(consumer: string, id: string, at: Instant): Promise<boolean>;
}

export const PARKED_WORK = Symbol('ParkedWork');
