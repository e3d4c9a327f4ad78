import type { AppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { EventLog } from '../log/event-log.js';
import type { ExpectedRevision, ProposedEvent, WriteOutcome } from '../log/write-request.js';
import { appendSuccess, appendWrongRevision } from '../protocol/append-response.js';
import type { AppendPiece } from '../protocol/append-request.js';
import { requireExpected } from '../protocol/expected-revision.js';
import { appendBytesOf, parseProposedEvent } from '../protocol/proposed-event.js';
import {
  accessDenied,
  invalidArgument,
  maximumAppendSizeExceeded,
  operationTimedOut,
  RpcError,
  streamDeleted,
  unavailable,
} from '../protocol/rpc-errors.js';
import type { ServerCall } from '../transport/server-call.js';
import type { Respond } from '../transport/service.js';

type Call = ServerCall<AppendPiece, AppendResp>;

/** One append as a call of its own: first the options, then event by event. */
export class UnaryAppendCall {
  readonly #log: EventLog;
  readonly #call: Call;
  readonly #respond: Respond<AppendResp>;
  readonly #maxAppendBytes: number;
  readonly #events: ProposedEvent[] = [];
  #target: { streamName: string; expected: ExpectedRevision } | undefined;
  #bytes = 0;
  #isAnswered = false;

  constructor(log: EventLog, call: Call, respond: Respond<AppendResp>, maxAppendBytes: number) {
    this.#log = log;
    this.#call = call;
    this.#respond = respond;
    this.#maxAppendBytes = maxAppendBytes;
  }

  start(): void {
    this.#call.on('data', (request: AppendPiece) => this.#attempt(() => this.#receive(request)));
    this.#call.on('end', () => this.#attempt(() => this.#write()));
    this.#call.on('error', () => {
      this.#isAnswered = true;
    });
  }

  #attempt(step: () => void): void {
    if (this.#isAnswered) return;
    try {
      step();
    } catch (error) {
      this.#fail(error instanceof RpcError ? error : invalidArgument('The request makes no sense.'));
    }
  }

  #receive({ options, message }: AppendPiece): void {
    if (options !== undefined) {
      const { streamName, expected } = options;
      this.#target = { streamName, expected: requireExpected(expected) };
      return;
    }
    if (message === undefined) throw invalidArgument('The message is neither options nor event.');
    const event = parseProposedEvent(message);
    this.#bytes += appendBytesOf(event);
    if (this.#bytes > this.#maxAppendBytes) throw maximumAppendSizeExceeded(this.#maxAppendBytes);
    this.#events.push(event);
  }

  #write(): void {
    if (this.#target === undefined || this.#target.streamName === '') {
      throw invalidArgument('The append names no stream.');
    }
    const { streamName, expected } = this.#target;
    const { deadlineMs } = this.#call;
    const events = this.#events;
    this.#log.write({ kind: 'append', streamName, expected, events, deadlineMs }, (outcome) =>
      this.#answer(streamName, expected, outcome),
    );
  }

  #answer(streamName: string, expected: ExpectedRevision, outcome: WriteOutcome): void {
    if (this.#isAnswered) return;
    switch (outcome.kind) {
      case 'written':
        return this.#succeed(appendSuccess(outcome));
      case 'wrong-revision':
        return this.#succeed(appendWrongRevision(expected, outcome.current));
      case 'stream-deleted':
        return this.#fail(streamDeleted(streamName));
      case 'read-only':
        return this.#fail(accessDenied());
      case 'timeout':
        return this.#fail(operationTimedOut());
      case 'unavailable':
        return this.#fail(unavailable());
    }
  }

  #succeed(response: AppendResp): void {
    this.#isAnswered = true;
    this.#respond(null, response);
  }

  #fail(error: RpcError): void {
    this.#isAnswered = true;
    this.#respond(error);
  }
}
