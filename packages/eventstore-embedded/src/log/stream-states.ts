import { dataOfRecord } from '../protocol/recorded-event.js';
import type { EventStorage, NewStream } from '../storage/event-storage.js';
import { TOMBSTONE_REVISION } from '../storage/stored-event.js';
import {
  isMetastream,
  METASTREAM_METADATA,
  metastreamOf,
  NO_METADATA,
  originalStreamOf,
  parseMetadata,
  type StreamMetadata,
} from './stream-metadata.js';

/** What is known of one stream. The writer changes it; everybody else only looks. */
export interface StreamState {
  readonly name: string;
  /** 0 until the stream gets its first event. */
  number: number;
  /** Revision of the last event, -1 without one, {@link TOMBSTONE_REVISION} when tombstoned. */
  head: number;
  /** Undefined until somebody asks; then loaded from the metadata stream. */
  metadata: StreamMetadata | undefined;
}

/** Streams kept in memory; about 20 MB at the most. The others are read from storage again. */
const CACHED_STREAMS = 65_536;

/** The states of the streams in recent use. */
export class StreamStates {
  readonly #storage: EventStorage;
  /** In order of use: the first is the one to forget. */
  readonly #states = new Map<string, StreamState>();
  #lastNumber: number;

  constructor(storage: EventStorage) {
    this.#storage = storage;
    this.#lastNumber = storage.lastStreamNumber();
  }

  get(name: string): StreamState {
    let state = this.#states.get(name);
    if (state === undefined) {
      const stored = this.#storage.findStream(name);
      state = { name, number: stored?.number ?? 0, head: stored?.head ?? -1, metadata: undefined };
    } else {
      this.#states.delete(name);
    }
    this.#states.set(name, state);
    return state;
  }

  /** Gives a stream that has none its number. */
  register(state: StreamState): NewStream {
    state.number = ++this.#lastNumber;
    return { number: state.number, name: state.name };
  }

  metadataOf(state: StreamState): StreamMetadata {
    if (isMetastream(state.name)) return METASTREAM_METADATA;
    state.metadata ??= this.#loadMetadata(state.name);
    return state.metadata;
  }

  /** A metadata stream ends with the stream that it describes. */
  isTombstoned(state: StreamState): boolean {
    if (state.head === TOMBSTONE_REVISION) return true;
    if (!isMetastream(state.name)) return false;
    return this.get(originalStreamOf(state.name)).head === TOMBSTONE_REVISION;
  }

  /** Call it between commit groups only: a group's own changes must not be forgotten halfway. */
  trim(): void {
    for (const name of this.#states.keys()) {
      if (this.#states.size <= CACHED_STREAMS) return;
      this.#states.delete(name);
    }
  }

  #loadMetadata(name: string): StreamMetadata {
    const metastream = this.get(metastreamOf(name));
    if (metastream.head < 0) return NO_METADATA;
    const [event] = this.#storage.readStream(metastream.number, metastream.head, 'backwards', 1);
    return event === undefined ? NO_METADATA : parseMetadata(dataOfRecord(event.record));
  }
}
