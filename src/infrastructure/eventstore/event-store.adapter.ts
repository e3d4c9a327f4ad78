import {
  type AllStreamResolvedEvent,
  BACKWARDS,
  END,
  type EventStoreDBClient,
  type Position,
  type ReadPosition,
} from '@eventstore/db-client';
import {
  type AllOptions,
  AppendOutcomeUnknown,
  type AppendReceipt,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  type RecordedEvent,
  type SubscriptionMessage,
} from '../../application/ports/event-store.js';
import { AppendCall } from './append-calls.js';
import type { ProposedEvent } from './append-message.js';
import type { EventCodec } from './codec/event-codec.js';
import { catchUp } from './catch-up.js';
import { appendError } from './event-store-errors.js';
import type { EventStoreConnection } from './event-store-connection.js';
import { readClosely, readInBatches } from './read-closely.js';
import { logRequest, streamRequest } from './reading/read-request.js';
import { isOfCategory, toRecorded } from './recorded-event.js';

export interface AdapterOptions {
  /** The server gives up on an append after this. It compares clocks: leave room for those of two machines. */
  readonly appendTimeoutMs: number;
  /** How much longer the adapter waits for the answer, before it calls the outcome unknown. */
  readonly answerGraceMs: number;
  /** Looked-at events, in units of the server's search window (32), between two checkpoints of a subscription. */
  readonly checkpointInterval: number;
}

const DEFAULT_OPTIONS: AdapterOptions = {
  appendTimeoutMs: 10_000,
  answerGraceMs: 2_000,
  checkpointInterval: 8,
};

/** Events looked at first for the end of the log: behind the last of the domain lie few of the server's own. */
const FIRST_LOOK_BACK = 8;

interface LookBack {
  readonly found: bigint | null;
  /** Where the next page begins; null at the beginning of the log. */
  readonly last: Position | null;
}

/** The event store behind the official client. The only place that knows the client. */
export class EventStoreAdapter implements EventStore {
  private readonly options: AdapterOptions;
  private appends: { readonly client: EventStoreDBClient; readonly call: AppendCall } | null = null;

  constructor(
    private readonly connection: EventStoreConnection,
    private readonly codec: EventCodec,
    options: Partial<AdapterOptions> = {},
  ) {
    this.options = { ...DEFAULT_OPTIONS, ...options };
  }

  /**
   * @throws WrongExpectedRevision, AppendOutcomeUnknown, EventStoreUnavailable; EventStoreRefused and
   * UnregisteredEvent for defects: nothing was written then
   */
  async append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<AppendReceipt> {
    if (events.length === 0) throw new TypeError(`stream ${stream}: an append needs at least one event`);
    const { appendTimeoutMs: timeoutMs, answerGraceMs: graceMs } = this.options;
    const proposed = events.map((event) => this.propose(event));
    const client = await this.connection.ready();
    try {
      const call = this.callOf(client);
      const { revision, position } = await call.append(stream, expected, proposed, { timeoutMs, graceMs });
      return { nextRevision: revision, position: position ?? (await this.positionAt(stream, revision)) };
    } catch (error) {
      throw appendError(stream, expected, error);
    }
  }

  async *readStream(stream: string, fromRevision = 0n, maxCount?: number): AsyncIterable<RecordedEvent> {
    const request = streamRequest(stream, fromRevision, maxCount);
    for await (const batch of readInBatches(this.connection, request)) {
      for (const answer of batch) {
        if (answer.kind === 'event') yield toRecorded(answer, this.codec);
      }
    }
  }

  async *readAll(options: AllOptions): AsyncIterable<RecordedEvent> {
    const { after, categories, signal } = options;
    for await (const batch of readInBatches(this.connection, logRequest(after))) {
      for (const answer of batch) {
        if (signal?.aborted) return;
        if (answer.kind !== 'event' || !isOfCategory(answer.stream, categories)) continue;
        const event = toRecorded(answer, this.codec);
        if (after === null || event.position > after) yield event;
      }
    }
  }

  subscribe(options: AllOptions): AsyncIterable<SubscriptionMessage> {
    return catchUp(this.connection.client, this.codec, options, this.options.checkpointInterval);
  }

  async headPosition(): Promise<bigint | null> {
    let from: ReadPosition = END;
    for (let maxCount = FIRST_LOOK_BACK; ; maxCount *= 4) {
      const page = await this.lookBack(from, maxCount);
      if (page.found !== null || page.last === null) return page.found;
      from = page.last;
    }
  }

  /** The newest event of the domain among some that lie before a position; each page is read to its end. */
  private async lookBack(fromPosition: ReadPosition, maxCount: number): Promise<LookBack> {
    const reading = readClosely<AllStreamResolvedEvent>(this.connection, (client) =>
      client.readAll({ direction: BACKWARDS, fromPosition, maxCount }),
    );
    let found: bigint | null = null;
    let last: Position | null = null;
    for await (const { event } of reading) {
      if (event === undefined) continue;
      last = event.position;
      if (found === null && isOfCategory(event.streamId)) found = event.position.commit;
    }
    return { found, last };
  }

  private propose(event: NewEvent): ProposedEvent {
    const { id, type, data, metadata } = this.codec.encode(event);
    return { id, type, data: event.json ?? JSON.stringify(data), metadata: JSON.stringify(metadata) };
  }

  /** The call of this client; a new one when the client is another, or its call has ended. */
  private callOf(client: EventStoreDBClient): AppendCall {
    const { appends } = this;
    if (appends?.client === client && !appends.call.isOver) return appends.call;
    const call = new AppendCall(client, () => this.connection.renew(client));
    this.appends = { client, call };
    return call;
  }

  /** For a server that answers an append without a position. */
  private async positionAt(stream: string, revision: bigint): Promise<bigint> {
    let found: bigint | null = null;
    for await (const { position } of this.readStream(stream, revision, 1)) found = position;
    if (found === null) throw new AppendOutcomeUnknown(stream);
    return found;
  }
}
