import { dataOfRecord, isJsonRecord } from '../protocol/recorded-event.js';
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
import { UseOrder } from './use-order.js';

/** What is known of one stream. The writer changes it; everybody else only looks. */
export interface StreamState {
  readonly name: string;
  /** 0 until the stream gets its first event. */
  number: number;
  /** Revision of the last event, -1 without one, {@link TOMBSTONE_REVISION} when tombstoned. */
  head: number;
  /** Undefined until somebody asks; then loaded from the metadata stream. */
  metadata: StreamMetadata | undefined;
  /** What readers see while the last changes are not durable; undefined when all is. */
  durable: DurableFacts | undefined;
  /** The last group of writes that has changed it, until that one is durable. */
  changedBy: object | undefined;
}

/** What changes in a stream when it is written. */
export interface DurableFacts {
  readonly head: number;
  metadata: StreamMetadata | undefined;
}

/** Streams kept in memory; about 20 MB at the most. The others are read from storage again. */
const CACHED_STREAMS = 65_536;

/** The states of the streams in recent use. */
export class StreamStates {
  readonly #storage: EventStorage;
  readonly #states = new UseOrder<StreamState>();
  #lastNumber: number;

  constructor(storage: EventStorage) {
    this.#storage = storage;
    this.#lastNumber = storage.lastStreamNumber();
  }

  get(name: string): StreamState {
    const known = this.#states.use(name);
    if (known !== undefined) return known;
    const stored = this.#storage.findStream(name);
    const state: StreamState = {
      name,
      number: stored?.number ?? 0,
      head: stored?.head ?? -1,
      metadata: undefined,
      durable: undefined,
      changedBy: undefined,
    };
    this.#states.add(name, state);
    return state;
  }

  /** Gives a stream that has none its number. */
  register(state: StreamState): NewStream {
    state.number = ++this.#lastNumber;
    return { number: state.number, name: state.name };
  }

  metadataOf(state: StreamState): StreamMetadata {
    if (isMetastream(state.name)) return METASTREAM_METADATA;
    state.metadata ??= this.#load(state.name, this.get(metastreamOf(state.name)).head);
    return state.metadata;
  }

  /** Revision of the last event that is durable. */
  durableHeadOf(state: StreamState): number {
    return (state.durable ?? state).head;
  }

  /** The metadata as far as it is durable. */
  durableMetadataOf(state: StreamState): StreamMetadata {
    const { durable } = state;
    if (durable === undefined) return this.metadataOf(state);
    if (isMetastream(state.name)) return METASTREAM_METADATA;
    durable.metadata ??= this.#load(state.name, this.durableHeadOf(this.get(metastreamOf(state.name))));
    return durable.metadata;
  }

  /** Whether the end of the stream is durable. */
  isDurablyTombstoned(state: StreamState): boolean {
    if (this.durableHeadOf(state) === TOMBSTONE_REVISION) return true;
    if (!isMetastream(state.name)) return false;
    return this.durableHeadOf(this.get(originalStreamOf(state.name))) === TOMBSTONE_REVISION;
  }

  /** A metadata stream ends with the stream that it describes. */
  isTombstoned(state: StreamState): boolean {
    if (state.head === TOMBSTONE_REVISION) return true;
    if (!isMetastream(state.name)) return false;
    return this.get(originalStreamOf(state.name)).head === TOMBSTONE_REVISION;
  }

  /** Call it between commit groups only: a group's own changes must not be forgotten halfway. */
  trim(): void {
    // What is not durable yet is known nowhere else.
    this.#states.trim(CACHED_STREAMS, ({ durable }) => durable === undefined);
  }

  #load(name: string, revision: number): StreamMetadata {
    if (revision < 0) return NO_METADATA;
    const { number } = this.get(metastreamOf(name));
    const [event] = this.#storage.readStream(number, revision, 'backwards', 1);
    return event === undefined
      ? NO_METADATA
      : parseMetadata(dataOfRecord(event.record), isJsonRecord(event.record));
  }
}
