import type { NewEvent, RecordedEvent } from '../../../application/ports/event-store.js';
import { type WireMetadata, decodeMetadata, encodeMetadata } from './event-metadata.codec.js';
import type { WireNames } from './wire-names.js';

/** An event as it goes over the wire. */
export interface WireEvent {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: WireMetadata;
}

/** An event as it comes back. */
export interface RecordedWireEvent {
  readonly id: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: unknown;
}

/** The engine tries to write an event that no one has given a wire name: a defect, nothing was written. */
export class UnregisteredEvent extends Error {
  constructor(type: string) {
    super(`the event ${type} has no wire name; add it to the wire registry`);
    this.name = 'UnregisteredEvent';
  }
}

/**
 * The log holds something that this engine cannot read: an event of a newer engine, or one that this engine did not
 * write. Whoever reads must stop here; to pass over it would be a silent gap.
 */
export class UnreadableEvent extends Error {
  constructor(
    readonly stream: string,
    readonly revision: bigint,
    readonly wireName: string,
    detail: string,
  ) {
    super(`stream ${stream}, revision ${revision}: cannot read ${wireName}: ${detail}`);
    this.name = 'UnreadableEvent';
  }
}

/** Between the events of the domain and what stands in the log. */
export class EventCodec {
  constructor(private readonly names: WireNames) {}

  /** @throws UnregisteredEvent */
  encode({ eventId, event, metadata }: NewEvent): WireEvent {
    const type = this.names.nameOf(event.type);
    if (type === undefined) throw new UnregisteredEvent(event.type);
    return { id: eventId, type, data: event.data, metadata: encodeMetadata(metadata) };
  }

  /** The event in its latest shape. @throws UnreadableEvent */
  decode(recorded: RecordedWireEvent): RecordedEvent {
    const { id: eventId, stream, revision, position } = recorded;
    const unreadable = (detail: string): UnreadableEvent =>
      new UnreadableEvent(stream, revision, recorded.type, detail);
    // A client that cannot parse an event's JSON hands its text on as if that were the data.
    if (typeof recorded.data !== 'object' || recorded.data === null)
      throw unreadable('its data is no JSON object');
    const event = this.names.read(recorded.type, recorded.data);
    if (event === undefined) throw unreadable('no event of this engine has that wire name');
    const metadata = decodeMetadata(recorded.metadata);
    if (typeof metadata === 'string') throw unreadable(`its ${metadata} is missing`);
    return { eventId, stream, revision, position, event, metadata };
  }
}
