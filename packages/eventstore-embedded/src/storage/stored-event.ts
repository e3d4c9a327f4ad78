/**
 * One event as it is kept: what readers select and filter by, and the event's protocol
 * encoding, made once when it was appended.
 */
export interface StoredEvent {
  /** Place in the log of all streams; 1 for the first event, strictly increasing. */
  readonly position: number;
  /** The storage's own number of the stream. */
  readonly streamNumber: number;
  readonly streamName: string;
  /** Place in the stream; {@link TOMBSTONE_REVISION} for the event that ends it. */
  readonly revision: number;
  readonly type: string;
  /** Milliseconds since 1970. */
  readonly createdMs: number;
  /** The encoded protocol message `RecordedEvent`. */
  readonly record: Buffer;
}

/**
 * Revision of the event that tombstones a stream. On the wire it is 2^63-1, which no
 * JavaScript number can hold; inside the server the greatest safe integer stands for it.
 */
export const TOMBSTONE_REVISION = Number.MAX_SAFE_INTEGER;

/** A stream as the storage knows it. */
export interface StoredStream {
  readonly number: number;
  /** Revision of its last event, or -1. */
  readonly head: number;
}
