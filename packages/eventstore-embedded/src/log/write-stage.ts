import { randomUUID } from 'node:crypto';
import { BINARY_TYPE, encodeRecord, idOfRecord, JSON_TYPE } from '../protocol/recorded-event.js';
import type { EventStorage, NewStream } from '../storage/event-storage.js';
import { type StoredEvent, TOMBSTONE_REVISION } from '../storage/stored-event.js';
import type { EventPlace, RecentIds } from './recent-ids.js';
import { isLinkStream } from './link-names.js';
import {
  isMetastream,
  isSoftDeleted,
  METADATA_EVENT_TYPE,
  metastreamOf,
  originalStreamOf,
  parseMetadata,
  restartDocument,
  softDeleteDocument,
} from './stream-metadata.js';
import type { DurableFacts, StreamState, StreamStates } from './stream-states.js';
import { checkWrite, type StreamFacts, type Verdict } from './write-check.js';
import type {
  AppendRequest,
  DeleteRequest,
  ProposedEvent,
  WriteOutcome,
  WriteRequest,
} from './write-request.js';

const EMPTY = new Uint8Array();

/** Type of the event that ends a stream for ever. */
const TOMBSTONE_EVENT_TYPE = '$streamDeleted';

/** What a group of writes is built from. */
export interface StageContext {
  readonly storage: EventStorage;
  readonly states: StreamStates;
  readonly recentIds: RecentIds;
}

/**
 * One group of writes on its way to one commit. Each write is decided on with those before it in
 * the group already counted, so the outcomes hold only once the group is durable.
 */
export class WriteStage {
  readonly streams: NewStream[] = [];
  readonly events: StoredEvent[] = [];
  readonly #context: StageContext;
  readonly #nowMs: number;
  readonly #changed = new Set<StreamState>();
  readonly #after = new Map<StreamState, DurableFacts>();
  #position: number;

  /**
   * @param lastPosition position of the last event before the group
   * @param nowMs time of the group, in milliseconds since 1970
   */
  constructor(context: StageContext, lastPosition: number, nowMs: number) {
    this.#context = context;
    this.#position = lastPosition;
    this.#nowMs = nowMs;
  }

  add(request: WriteRequest): WriteOutcome {
    if (request.deadlineMs <= this.#nowMs) return { kind: 'timeout' };
    if (isLinkStream(request.streamName)) return { kind: 'read-only' };
    const state = this.#context.states.get(request.streamName);
    return request.kind === 'append' ? this.#append(request, state) : this.#delete(request, state);
  }

  /** The group is whole: what the streams are after it. Call it before another group is begun. */
  seal(): void {
    for (const state of this.#changed) this.#after.set(state, { head: state.head, metadata: state.metadata });
  }

  /** The group is durable: readers may see it. Groups become so in the order in which they were made. */
  becomeDurable(): void {
    for (const [state, after] of this.#after) {
      // A later group has changed it again, and is not durable yet.
      const isAhead = state.changedBy !== this;
      state.durable = isAhead ? after : undefined;
      if (!isAhead) state.changedBy = undefined;
    }
  }

  #append(request: AppendRequest, state: StreamState): WriteOutcome {
    const ids = request.events.map((event) => event.id);
    const verdict = this.#check(request, state, ids);
    if (verdict.kind !== 'write') return outcomeOf(verdict, state);
    if (request.events.length === 0) {
      return { kind: 'written', revision: state.head, position: undefined };
    }
    const restarts = this.#streamToRestart(state);
    for (const event of request.events) this.#write(state, event);
    const outcome = { kind: 'written', revision: state.head, position: this.#position } as const;
    if (restarts) this.#restart(restarts.state, restarts.revision);
    return outcome;
  }

  #delete(request: DeleteRequest, state: StreamState): WriteOutcome {
    const verdict = this.#check(request, state, [randomUUID()]);
    if (verdict.kind !== 'write') return outcomeOf(verdict, state);
    if (request.kind === 'tombstone') {
      this.#writeAt(state, TOMBSTONE_REVISION, systemEvent(TOMBSTONE_EVENT_TYPE, EMPTY));
    } else {
      const metastream = this.#metastreamOf(state);
      const isUnknown = state.head < 0 && metastream.head < 0;
      if (isUnknown) return { kind: 'wrong-revision', current: -1 };
      this.#write(metastream, systemEvent(METADATA_EVENT_TYPE, softDeleteDocument()));
    }
    return { kind: 'written', revision: state.head, position: this.#position };
  }

  #check(request: WriteRequest, state: StreamState, ids: readonly string[]): Verdict {
    const { states, recentIds } = this.#context;
    const facts: StreamFacts = {
      head: state.head,
      isTombstoned: states.isTombstoned(state),
      isSoftDeleted: () => isSoftDeleted(states.metadataOf(state)),
      hasMetadata: () => this.#metastreamOf(state).head >= 0,
      findId: (id) => {
        const place = recentIds.find(id);
        return place?.streamNumber === state.number ? place : undefined;
      },
      findIdAt: (id, revision) => this.#findIdAt(state, id, revision),
    };
    return checkWrite(facts, request.expected, ids);
  }

  #findIdAt(state: StreamState, id: string, revision: number): EventPlace | undefined {
    const recent = this.#context.recentIds.find(id);
    if (recent?.streamNumber === state.number && recent.revision === revision) return recent;
    const [event] = this.#context.storage.readStream(state.number, revision, 'forwards', 1);
    return event?.revision === revision && idOfRecord(event.record) === id ? event : undefined;
  }

  /** The softly deleted stream that a write to `state` begins again, and from which revision on. */
  #streamToRestart(state: StreamState): { state: StreamState; revision: number } | undefined {
    const { states } = this.#context;
    const restarted = isMetastream(state.name) ? states.get(originalStreamOf(state.name)) : state;
    const isDeleted = isSoftDeleted(states.metadataOf(restarted));
    return isDeleted ? { state: restarted, revision: restarted.head + 1 } : undefined;
  }

  /** Hides what was deleted, and only that: numbering goes on. */
  #restart(state: StreamState, revision: number): void {
    const document = restartDocument(this.#context.states.metadataOf(state), revision);
    this.#write(this.#metastreamOf(state), systemEvent(METADATA_EVENT_TYPE, document));
  }

  #metastreamOf(state: StreamState): StreamState {
    return this.#context.states.get(metastreamOf(state.name));
  }

  #write(state: StreamState, event: ProposedEvent): void {
    this.#writeAt(state, state.head + 1, event);
  }

  #writeAt(state: StreamState, revision: number, event: ProposedEvent): void {
    const { states, recentIds } = this.#context;
    if (state.number === 0) this.streams.push(states.register(state));
    const position = ++this.#position;
    const { name: streamName, number: streamNumber } = state;
    const createdMs = this.#nowMs;
    const { id, type, contentType, customMetadata, data } = event;
    // Field by field: copies by `...` outlive the collector's quick rounds here, which then take thrice as long.
    const record = encodeRecord({
      id,
      type,
      contentType,
      customMetadata,
      data,
      streamName,
      revision,
      position,
      createdMs,
    });
    this.events.push({ position, streamNumber, streamName, revision, type, createdMs, record });
    this.#change(state);
    state.head = revision;
    recentIds.add(id, { streamNumber, revision, position });
    if (isMetastream(streamName)) {
      const described = states.get(originalStreamOf(streamName));
      this.#change(described);
      described.metadata = parseMetadata(event.data, event.contentType === JSON_TYPE);
    }
  }

  /** Keeps for readers what holds until the group is durable. */
  #change(state: StreamState): void {
    state.durable ??= { head: state.head, metadata: state.metadata };
    state.changedBy = this;
    this.#changed.add(state);
  }
}

function systemEvent(type: string, data: Uint8Array): ProposedEvent {
  const contentType = type === METADATA_EVENT_TYPE ? JSON_TYPE : BINARY_TYPE;
  return { id: randomUUID(), type, contentType, customMetadata: EMPTY, data };
}

function outcomeOf(verdict: Exclude<Verdict, { kind: 'write' }>, state: StreamState): WriteOutcome {
  switch (verdict.kind) {
    case 'repeat':
      return { kind: 'written', revision: verdict.last.revision, position: verdict.last.position };
    case 'wrong-revision':
      return { kind: 'wrong-revision', current: state.head };
    case 'stream-deleted':
      return { kind: 'stream-deleted' };
  }
}
