/** What the writer expects of the stream; a bigint is an exact revision. */
export type ExpectedRevision = bigint | 'any' | 'no_stream' | 'stream_exists';

/** An event as a client proposes it. */
export interface ProposedEvent {
  /** Lower-case UUID text. */
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly customMetadata: Uint8Array;
  readonly data: Uint8Array;
}

interface WriteRequestBase {
  readonly streamName: string;
  readonly expected: ExpectedRevision;
  /** Instant, in milliseconds since 1970, from which on the write must not be made any more. */
  readonly deadlineMs: number;
}

/** Appends events to a stream. */
export interface AppendRequest extends WriteRequestBase {
  readonly kind: 'append';
  readonly events: readonly ProposedEvent[];
}

/** Deletes a stream: softly (it can be begun again) or for ever (tombstone). */
export interface DeleteRequest extends WriteRequestBase {
  readonly kind: 'soft-delete' | 'tombstone';
}

/** Anything that the writer does to a stream. */
export type WriteRequest = AppendRequest | DeleteRequest;

/** How a write ended. Every request gets exactly one. */
export type WriteOutcome =
  /** Durable, by this write or by an earlier equal one. `position` is undefined if nothing was written. */
  | { readonly kind: 'written'; readonly revision: number; readonly position: number | undefined }
  /** `current` is the stream's last revision, -1 if it has none. */
  | { readonly kind: 'wrong-revision'; readonly current: number }
  | { readonly kind: 'stream-deleted' }
  /** Nobody but the server itself writes to that stream. */
  | { readonly kind: 'read-only' }
  | { readonly kind: 'timeout' }
  /** The log could not be written; the server is about to stop. */
  | { readonly kind: 'unavailable' };

/** Receives the outcome of one write. */
export type Settle = (outcome: WriteOutcome) => void;
