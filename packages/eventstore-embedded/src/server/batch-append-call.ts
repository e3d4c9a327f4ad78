import type { EventLog } from '../log/event-log.js';
import type { ProposedEvent, WriteOutcome } from '../log/write-request.js';
import type { BatchAppendPiece } from '../protocol/append-request.js';
import {
  type BatchAppendEcho,
  batchAppendAccessDenied,
  batchAppendBadRequest,
  batchAppendResponse,
  batchAppendTooLarge,
} from '../protocol/batch-append-response.js';
import { requireExpected } from '../protocol/expected-revision.js';
import { appendBytesOf, parseProposedEvent } from '../protocol/proposed-event.js';
import { invalidArgument, RpcError } from '../protocol/rpc-errors.js';
import type { ServerCall } from '../transport/server-call.js';

type Call = ServerCall<BatchAppendPiece, Buffer>;

/** An append that has not come in completely. */
interface Unfinished {
  readonly echo: BatchAppendEcho;
  readonly deadlineMs: number;
  readonly events: ProposedEvent[];
  bytes: number;
  deadlineTimer?: NodeJS.Timeout;
}

/** Whether whoever makes the call may append to the stream. */
export type MayWrite = (streamName: string) => boolean;

/** Longest delay that a timer can have. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * One client's stream of appends. Appends come in pieces, mixed with each other, and each gets
 * exactly one answer, found by its correlation id.
 */
export class BatchAppendCall {
  readonly #log: EventLog;
  readonly #call: Call;
  readonly #maxAppendBytes: number;
  readonly #mayWrite: MayWrite;
  readonly #unfinished = new Map<string, Unfinished>();
  #unanswered = 0;
  #hasClientEnded = false;
  /** The call has a status: whatever still comes could not be answered any more. */
  #hasFailed = false;

  constructor(log: EventLog, call: Call, maxAppendBytes: number, mayWrite: MayWrite) {
    this.#log = log;
    this.#mayWrite = mayWrite;
    this.#call = call;
    this.#maxAppendBytes = maxAppendBytes;
  }

  start(): void {
    this.#call.on('data', (request: BatchAppendPiece) => this.#receive(request));
    this.#call.on('drain', () => this.#call.resume());
    this.#call.on('end', () => {
      this.#hasClientEnded = true;
      this.#endIfDone();
    });
    const forget = () => this.#forgetUnfinished();
    this.#call.on('cancelled', forget);
    this.#call.on('close', forget);
    this.#call.on('error', () => {
      this.#hasFailed = true;
      forget();
    });
  }

  #receive(request: BatchAppendPiece): void {
    if (this.#hasFailed) return;
    const { correlation, correlationId } = request;
    try {
      this.#begin(request);
      const unfinished = this.#unfinished.get(correlationId);
      // Pieces of an append that was answered already, with an error, are passed over.
      if (unfinished === undefined) return;
      for (const message of request.messages) {
        const event = parseProposedEvent(message);
        unfinished.bytes += appendBytesOf(event);
        unfinished.events.push(event);
      }
      if (unfinished.bytes > this.#maxAppendBytes) {
        this.#finish(correlationId);
        this.#answer(batchAppendTooLarge(unfinished.echo, this.#maxAppendBytes));
      } else if (request.isFinal) {
        this.#finish(correlationId);
        this.#write(unfinished);
      } else {
        this.#watchDeadline(correlationId, unfinished);
      }
    } catch (error) {
      const streamName =
        this.#unfinished.get(correlationId)?.echo.streamName ?? request.options?.streamName ?? '';
      this.#finish(correlationId);
      const message = error instanceof RpcError ? error.details : 'The request makes no sense.';
      this.#answer(batchAppendBadRequest({ correlation, streamName }, message));
    }
  }

  #begin({ correlation, correlationId, options }: BatchAppendPiece): void {
    if (options === undefined || this.#unfinished.has(correlationId)) return;
    const { streamName, deadlineMs } = options;
    if (streamName === '') throw invalidArgument('The append names no stream.');
    const echo = { correlation, streamName, expected: requireExpected(options.expected) };
    if (!this.#mayWrite(streamName)) {
      this.#answer(batchAppendAccessDenied(echo));
      return;
    }
    this.#unfinished.set(correlationId, { echo, deadlineMs, events: [], bytes: 0 });
  }

  #write({ echo, deadlineMs, events }: Unfinished): void {
    this.#unanswered++;
    const { streamName, expected } = echo;
    this.#log.write({ kind: 'append', streamName, expected, events, deadlineMs }, (outcome) => {
      this.#unanswered--;
      this.#answer(batchAppendResponse(echo, outcome));
      this.#endIfDone();
    });
  }

  /** Nobody waits for ever for the rest of an append; the client counts on the server for that. */
  #watchDeadline(correlationId: string, unfinished: Unfinished): void {
    if (unfinished.deadlineTimer !== undefined) return;
    const delayMs = unfinished.deadlineMs - Date.now();
    if (delayMs > MAX_TIMER_MS) return;
    unfinished.deadlineTimer = setTimeout(
      () => {
        this.#finish(correlationId);
        const timeout: WriteOutcome = { kind: 'timeout' };
        this.#answer(batchAppendResponse(unfinished.echo, timeout));
      },
      Math.max(delayMs, 0),
    );
  }

  #finish(correlationId: string): void {
    clearTimeout(this.#unfinished.get(correlationId)?.deadlineTimer);
    this.#unfinished.delete(correlationId);
  }

  #forgetUnfinished(): void {
    for (const correlationId of this.#unfinished.keys()) this.#finish(correlationId);
  }

  /** A client that does not take its answers gets no further requests read. */
  #answer(response: Buffer): void {
    if (!this.#call.writable) return;
    if (!this.#call.write(response)) this.#call.pause();
  }

  #endIfDone(): void {
    if (this.#hasClientEnded && !this.#hasFailed && this.#unanswered === 0) this.#call.end();
  }
}
