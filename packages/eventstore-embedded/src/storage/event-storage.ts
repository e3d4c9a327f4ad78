import type { Direction } from './direction.js';
import type { LinkIndex } from './link-index.js';
import type { StoredEvent, StoredStream } from './stored-event.js';

/** A stream that gets its first event in the group being written. */
export interface NewStream {
  readonly number: number;
  readonly name: string;
}

/** Everything that one commit makes durable. */
export interface CommitGroup {
  readonly streams: readonly NewStream[];
  readonly events: readonly StoredEvent[];
}

/** A stream, and which revisions of it are kept. */
export interface StreamRow {
  readonly number: number;
  readonly name: string;
  /** Revision of the first event that is kept. */
  readonly first: number;
  /** Revision of the last event. */
  readonly head: number;
}

/** An event without its content. */
export interface EventPlaceRow {
  readonly position: number;
  readonly revision: number;
  readonly createdMs: number;
}

/**
 * Where the log is kept. All calls but one are synchronous: the server is one writer on one thread.
 */
export interface EventStorage {
  /** Which event is the how-manieth of its kind; empty until somebody asks. */
  readonly links: LinkIndex;
  /** Position of the last event, or 0. */
  lastPosition(): number;
  /** Greatest stream number in use, or 0. */
  lastStreamNumber(): number;
  findStream(name: string): StoredStream | undefined;
  /**
   * Writes the group in one transaction: it is there as a whole or not at all. Whoever reads here sees it at once;
   * durable it is after {@link sync}.
   */
  commit(group: CommitGroup): void;
  /**
   * Makes durable what was committed before the call. It does not block the thread: meanwhile the next commits can
   * be made. Undefined when there is nothing to wait for.
   */
  sync(): Promise<void> | undefined;
  /** A bounded page of the whole log: from `position` on, itself included, in either direction. */
  readAll(position: number, direction: Direction, maxEvents: number): StoredEvent[];
  /** A bounded page of one stream: from `revision` on, itself included, in either direction. */
  readStream(streamNumber: number, revision: number, direction: Direction, maxEvents: number): StoredEvent[];
  /** Streams in order of their numbers, after `number`. */
  streamsAfter(number: number, maxStreams: number): StreamRow[];
  /** Names of streams that begin with `prefix`, in order. */
  streamNames(prefix: string, maxStreams: number): string[];
  /** The first events of a stream that are kept, below a revision. */
  oldestEvents(streamNumber: number, belowRevision: number, maxEvents: number): EventPlaceRow[];
  /** Takes events out, in one transaction. */
  remove(positions: readonly number[]): void;
  /** Gives the room of what was taken out back to the file system. Blocks, and needs as much room again. */
  shrink(): void;
  /** Moves everything into the main file, so that the next start has nothing to replay, and closes. */
  close(): void;
}

/** Greatest number of bytes of encoded events in one page; a single larger event is still returned. */
export const PAGE_BYTES = 4 * 1024 * 1024;
