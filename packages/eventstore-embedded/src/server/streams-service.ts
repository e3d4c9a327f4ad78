import { randomUUID } from 'node:crypto';
import type {
  AppendResp,
  DeleteReq,
  DeleteResp,
  ReadReq,
  TombstoneReq,
  TombstoneResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import type { Metadata } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import type { EventLog } from '../log/event-log.js';
import { isLinkStream } from '../log/link-names.js';
import {
  type AppendPiece,
  type BatchAppendPiece,
  readAppendPiece,
  readBatchAppendPiece,
} from '../protocol/append-request.js';
import { positionOf } from '../protocol/append-response.js';
import { streamServices, streams } from '../protocol/generated.js';
import { parseReadRequest, type ReadQuery } from '../protocol/read-request.js';
import { RpcError, unavailable } from '../protocol/rpc-errors.js';
import type { AccessControl } from '../security/access-control.js';
import { AllSubscription } from './all-subscription.js';
import { BatchAppendCall, type MayWrite } from './batch-append-call.js';
import { answerDelete } from './delete-call.js';
import { LinkSubscription } from './link-subscription.js';
import type { OpenCalls } from './open-calls.js';
import { answerReadAll, answerReadStream } from './read-answer.js';
import { ResponseSink } from './response-sink.js';
import { StreamSubscription } from './stream-subscription.js';
import type { Subscriber, Subscribers } from './subscribers.js';
import { UnaryAppendCall } from './unary-append-call.js';
import type { GrpcListener } from '../transport/grpc-listener.js';
import type { ServerCall } from '../transport/server-call.js';
import type { Respond, ServiceDefinition } from '../transport/service.js';

/** What the service works with. */
export interface StreamsContext {
  readonly log: EventLog;
  readonly openCalls: OpenCalls;
  readonly subscribers: Subscribers;
  /** Undefined in insecure mode, where everybody may do everything. */
  readonly access: AccessControl | undefined;
  /** Greatest size of one append. */
  readonly maxAppendBytes: number;
}

type SubscribeToStream = Extract<ReadQuery, { kind: 'subscribe-to-stream' }>;

const asItIs = (encoded: Buffer): Buffer => encoded;

/** What is hot is read and written by hand; everything else by the generated classes. */
export const streamsDefinition: ServiceDefinition = {
  ...streamServices.StreamsService,
  read: { ...streamServices.StreamsService.read, responseSerialize: asItIs },
  append: { ...streamServices.StreamsService.append, requestDeserialize: readAppendPiece },
  batchAppend: {
    ...streamServices.StreamsService.batchAppend,
    requestDeserialize: readBatchAppendPiece,
    responseSerialize: asItIs,
  },
};

/** Adds the service that appends, reads, subscribes and deletes. */
export function addStreamsService(server: GrpcListener, context: StreamsContext): void {
  const { log, openCalls, maxAppendBytes } = context;
  server.addService(streamsDefinition, {
    read(call: ServerCall<ReadReq, Buffer>) {
      openCalls.add(call);
      void answerRead(context, call);
    },
    append(call: ServerCall<AppendPiece, AppendResp>, respond: Respond<AppendResp>) {
      // What the client never finishes cannot be answered any better.
      openCalls.add(call, unavailable());
      call.on('end', () => openCalls.remove(call));
      new UnaryAppendCall(log, call, respond, maxAppendBytes).start();
    },
    batchAppend(call: ServerCall<BatchAppendPiece, Buffer>) {
      openCalls.add(call);
      new BatchAppendCall(log, call, maxAppendBytes, mayWrite(context, call.metadata)).start();
    },
    delete(call: ServerCall<DeleteReq, DeleteResp>, respond: Respond<DeleteResp>) {
      answerDelete(log, 'soft-delete', call, respond, (position) =>
        new streams.DeleteResp().setPosition(positionOf(streams.DeleteResp.Position, position)),
      );
    },
    tombstone(call: ServerCall<TombstoneReq, TombstoneResp>, respond: Respond<TombstoneResp>) {
      answerDelete(log, 'tombstone', call, respond, (position) =>
        new streams.TombstoneResp().setPosition(positionOf(streams.TombstoneResp.Position, position)),
      );
    },
  });
}

async function answerRead(
  { log, subscribers, access }: StreamsContext,
  call: ServerCall<ReadReq, Buffer>,
): Promise<void> {
  const sink = new ResponseSink(call);
  try {
    const query: ReadQuery = {
      ...parseReadRequest(call.request),
      mayResolve: mayResolve(access, call.metadata),
    };
    switch (query.kind) {
      case 'read-stream':
        await answerReadStream(log, query, sink);
        break;
      case 'read-all':
        await answerReadAll(log, query, sink);
        break;
      case 'subscribe-to-stream':
        await subscribers.run(streamSubscription(log, query, sink), randomUUID());
        break;
      case 'subscribe-to-all':
        await subscribers.run(new AllSubscription(log, query, sink), randomUUID());
        break;
    }
    sink.end();
  } catch (error) {
    sink.fail(error instanceof RpcError ? error : internalError(error));
  }
}

function mayWrite({ access }: StreamsContext, metadata: Metadata): MayWrite {
  if (access === undefined) return () => true;
  const caller = access.callerOf(metadata);
  return (streamName) => access.mayAccess(caller, streamName, 'write');
}

/** A link must not open a stream that its reader could not read. */
function mayResolve(access: AccessControl | undefined, metadata: Metadata): (streamName: string) => boolean {
  if (access === undefined) return () => true;
  const caller = access.callerOf(metadata);
  return (streamName) => access.mayAccess(caller, streamName, 'read');
}

function streamSubscription(log: EventLog, query: SubscribeToStream, sink: ResponseSink): Subscriber {
  return isLinkStream(query.streamName)
    ? new LinkSubscription(log, query, sink)
    : new StreamSubscription(log, query, sink);
}

function internalError(error: unknown): RpcError {
  return new RpcError(status.INTERNAL, error instanceof Error ? error.message : 'Internal error.');
}
