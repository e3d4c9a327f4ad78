import { randomUUID } from 'node:crypto';
import type { EventStoreDBClient } from '@eventstore/db-client';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { ExpectedRevision } from '../../application/ports/event-store.js';
import { type AppendAnswer, readAppendAnswer } from './append-answer.js';
import { appendMessage, type ProposedEvent } from './append-message.js';
import { type CallArguments, clientError, insideOf } from './client-inside.js';

const PATH = '/event_store.client.streams.Streams/BatchAppend';
const PREFIX_LENGTH = 24;

/** The stream of a call: requests go in, answers come out. */
interface Call extends NodeJS.EventEmitter {
  write(message: Buffer): boolean;
  cancel(): void;
}

interface BidiClient {
  makeBidiStreamRequest(
    path: string,
    serialize: (message: Buffer) => Buffer,
    deserialize: (bytes: Buffer) => AppendAnswer,
    ...rest: CallArguments
  ): Call;
}

/** What became of an append. */
export interface Appended {
  readonly revision: bigint;
  /** Undefined when the server did not say. */
  readonly position: bigint | undefined;
}

interface Waiting {
  readonly dueMs: number;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: Error) => void;
}

/** The server gave no answer within the time: whether it has written is not known. */
export class NoAnswer extends Error {
  constructor() {
    super('no answer in time');
    this.name = 'NoAnswer';
  }
}

/**
 * All appends of one client over one call, as the client itself sends them, but written and read by hand. Every append
 * ends: with an answer, with the call, or with its time.
 */
export class AppendCall {
  /** In the order of sending, so that the first is the first to be late. */
  private readonly waiting = new Map<string, Waiting>();
  private readonly prefix = randomUUID().slice(0, PREFIX_LENGTH);
  private readonly opening: Promise<Call>;
  private call: Call | null = null;
  private sent = 0;
  private timer: NodeJS.Timeout | undefined;
  private over: Error | null = null;

  /** @param onSilence when an append has had no answer in time: the connection may be dead */
  constructor(
    client: EventStoreDBClient,
    private readonly onSilence: () => void,
  ) {
    const inside = insideOf<BidiClient>(client);
    this.opening = inside.GRPCStreamCreator(streamsGrpc.StreamsClient, 'appendToStream', (grpc) =>
      this.listen(
        grpc.makeBidiStreamRequest(
          PATH,
          (message) => message,
          readAppendAnswer,
          ...inside.callArguments({}, { deadline: Infinity }),
        ),
      ),
    )();
    this.opening.catch((error: unknown) => this.end(clientError(error)));
  }

  /** True when nothing can be sent here any more. */
  get isOver(): boolean {
    return this.over !== null;
  }

  /**
   * @param timeoutMs after this the server gives up; it compares clocks
   * @param graceMs how much longer an answer is waited for
   * @throws an error of the client, or NoAnswer
   */
  append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly ProposedEvent[],
    { timeoutMs, graceMs }: { readonly timeoutMs: number; readonly graceMs: number },
  ): Promise<Appended> {
    return new Promise((resolve, reject) => {
      if (this.over !== null) return reject(this.over);
      this.sent += 1;
      const correlationId = this.prefix + this.sent.toString(16).padStart(12, '0');
      const now = Date.now();
      const message = appendMessage({ correlationId, stream, expected, deadlineMs: now + timeoutMs, events });
      this.waiting.set(correlationId, { dueMs: now + timeoutMs + graceMs, resolve, reject });
      this.timer ??= this.lookAgain(timeoutMs + graceMs);
      this.send(message);
    });
  }

  private send(message: Buffer): void {
    if (this.call !== null) this.call.write(message);
    // What goes wrong with the opening is told to all who wait.
    else
      void this.opening.then(
        (call) => call.write(message),
        () => undefined,
      );
  }

  private listen(call: Call): Call {
    this.call = call;
    return call
      .on('data', (answer: AppendAnswer) => this.settle(answer))
      .on('error', (error: Error) => this.end(clientError(error)))
      .on('end', () => {
        call.cancel();
        this.end(new Error('the event store ended the stream of appends'));
      });
  }

  private settle({ correlationId, revision, position, error }: AppendAnswer): void {
    const waiting = this.waiting.get(correlationId);
    this.waiting.delete(correlationId);
    if (revision === undefined) waiting?.reject(error ?? new Error('no revision'));
    else waiting?.resolve({ revision, position });
  }

  private end(error: Error): void {
    if (this.over !== null) return;
    this.over = error;
    clearTimeout(this.timer);
    const unanswered = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of unanswered) reject(error);
  }

  private lookAgain(delayMs: number): NodeJS.Timeout {
    return setTimeout(() => this.look(), delayMs).unref();
  }

  /** One timer for all: the time is the same for each, so the oldest tells. */
  private look(): void {
    this.timer = undefined;
    const oldest = this.waiting.values().next();
    if (oldest.done) return;
    const leftMs = oldest.value.dueMs - Date.now();
    if (leftMs > 0) {
      this.timer = this.lookAgain(leftMs);
      return;
    }
    this.end(new NoAnswer());
    this.onSilence();
  }
}
