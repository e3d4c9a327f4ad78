import type { EventStoreDBClient } from '@eventstore/db-client';
import { isClientCancellationError } from '@eventstore/db-client/dist/utils/isClientCancellationError.js';
import services from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import { type CallArguments, clientError, insideOf } from '../client-inside.js';
import { readAnswer } from './read-answer.js';
import type { ReadAnswer } from './read-answer.types.js';

/** The most answers that are handed out at a time, so that other work comes between. */
const BATCH_LIMIT = 256;

/** The stream of a call, as gRPC has it. */
interface Call extends NodeJS.EventEmitter {
  read(): ReadAnswer | null;
  cancel(): void;
}

interface Caller {
  makeServerStreamRequest(
    path: string,
    serialize: (request: ReadReq) => Buffer,
    deserialize: (bytes: Buffer) => ReadAnswer,
    request: ReadReq,
    ...rest: CallArguments
  ): Call;
}

/**
 * A read or a subscription over the client's own connection. The client would have each event taken apart by its
 * protobuf library, in JavaScript, copied several times, and led through two streams of objects; here it is read by
 * hand and taken out of gRPC's stream as it lies there.
 */
export class ReadCall {
  private call: Call | null = null;
  /** Why nothing comes any more: an error of the client, or null for an end without one. */
  private end: { readonly error: Error | null } | null = null;
  private isCancelled = false;
  private wake: () => void = () => undefined;

  constructor(client: EventStoreDBClient, request: ReadReq) {
    const inside = insideOf<Caller>(client);
    const { path, requestSerialize } = services.StreamsService.read;
    const open = inside.GRPCStreamCreator(services.StreamsClient, 'read', (caller) =>
      caller.makeServerStreamRequest(
        path,
        requestSerialize,
        readAnswer,
        request,
        ...inside.callArguments({}, { deadline: Infinity }),
      ),
    );
    open().then(
      (call) => this.listen(call),
      (error: unknown) => this.finish(clientError(error)),
    );
  }

  /**
   * What has come, in the order of the server; waits where nothing has. Null when nothing comes any more.
   *
   * @throws errors of the client, behind all that came before them
   */
  async next(): Promise<readonly ReadAnswer[] | null> {
    for (;;) {
      const batch = this.take();
      if (batch.length > 0) return batch;
      if (this.end?.error) throw this.end.error;
      if (this.end !== null) return null;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  /** Ends the call; nothing comes any more. */
  cancel(): void {
    if (this.isCancelled) return;
    this.isCancelled = true;
    this.finish(null);
    this.cancelLater();
  }

  private take(): ReadAnswer[] {
    const batch: ReadAnswer[] = [];
    const { call } = this;
    if (call === null || this.isCancelled) return batch;
    while (batch.length < BATCH_LIMIT) {
      const answer = call.read();
      if (answer === null) break;
      batch.push(answer);
    }
    return batch;
  }

  private listen(call: Call): void {
    this.call = call;
    call
      .on('readable', () => this.wake())
      .on('end', () => this.finish(null))
      // Listened to for good: an error that comes after the end must still be heard by someone.
      .on('error', (error: unknown) =>
        this.finish(isClientCancellationError(error) ? null : clientError(error)),
      );
    if (this.isCancelled) this.cancelLater();
  }

  /** As the client does it: gRPC does not bear to be cancelled from within its own events. */
  private cancelLater(): void {
    setImmediate(() => this.call?.cancel());
  }

  private finish(error: Error | null): void {
    this.end ??= { error };
    this.wake();
  }
}
