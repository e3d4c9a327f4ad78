import type { EventStoreDBClient } from '@eventstore/db-client';
import services, { type StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { readResponse } from './read-response.js';
import { UNFAMILIAR } from './wire-cursor.js';

/** The part of the client that makes the gRPC client of each service of the server, when it is first needed. */
interface ServiceClients {
  getGRPCClient?: (service: unknown, forWhom: string) => Promise<unknown>;
}

/** Of gRPC: a call whose answer is a stream of messages. */
type Request = (
  path: string,
  serialize: unknown,
  deserialize: unknown,
  ...given: readonly unknown[]
) => ReturnType<StreamsClient['read']>;

const READ_PATH = '/event_store.client.streams.Streams/Read';

/**
 * The client has each event that it reads taken apart by its protobuf library, in JavaScript, into arrays, maps and
 * copies of the bytes: a third of what a read costs. For this one client that is done by hand, for the plain events of
 * JSON that a log is made of; every other message goes the ordinary way. What the client yields stays the same, and
 * with a client that is made otherwise nothing changes.
 */
export function readByHand(client: EventStoreDBClient): void {
  const clients = client as unknown as ServiceClients;
  const ordinary = clients.getGRPCClient;
  if (typeof ordinary !== 'function' || !isAsExpected()) return;
  clients.getGRPCClient = async (service, forWhom) => {
    const found = await ordinary.call(client, service, forWhom);
    if (found instanceof services.StreamsClient) replaceRead(found);
    return found;
  };
}

function replaceRead(service: StreamsClient): void {
  if (Object.hasOwn(service, 'read') || typeof service.makeServerStreamRequest !== 'function') return;
  const { path, requestSerialize } = services.StreamsService.read;
  const request = service.makeServerStreamRequest.bind(service) as Request;
  service.read = (...given) => request(path, requestSerialize, deserialize, ...given);
}

/** @throws what the generated class throws for bytes that are no such message */
function deserialize(bytes: Buffer): ReadResp {
  try {
    return readResponse(bytes) as unknown as ReadResp;
  } catch (error) {
    if (error !== UNFAMILIAR) throw error;
    return services.StreamsService.read.responseDeserialize(bytes);
  }
}

/** Whether the service's one way to read is the known one. */
function isAsExpected(): boolean {
  const { path, responseStream, requestStream } = services.StreamsService.read;
  return path === READ_PATH && responseStream && !requestStream;
}
