/**
 * What the event store is held against: a server of the same protocol on the same transport that keeps nothing. It
 * answers each append at once, and each subscription with so many events from memory. A process of its own:
 * `node stub-server.js EVENTS`; prints where it listens as the real one does.
 */
import type { BatchAppendReq, BatchAppendResp, ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import {
  Server,
  ServerCredentials,
  type sendUnaryData,
  type ServerDuplexStream,
  type ServerWritableStream,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import {
  batchAppendResponse,
  caughtUpFrame,
  confirmationFrame,
  encodeRecord,
  eventFrame,
  features,
  featureServices,
  streamServices,
} from './package-modules.js';
import { EVENT_TYPE, idOf, PAYLOAD_BYTES } from './payload.js';

const events = Number(process.argv[2] ?? 0);

function measuredFrame(number: number): Buffer {
  const place = { streamName: `bench-${number}`, revision: 1, position: 1_000_000 };
  const createdMs = 1_700_000_000_000;
  const content = { id: idOf(number), type: EVENT_TYPE, contentType: 'application/json', createdMs };
  const record = encodeRecord({
    ...place,
    ...content,
    customMetadata: new Uint8Array(),
    data: PAYLOAD_BYTES,
  });
  return eventFrame({ ...place, streamNumber: 1, type: EVENT_TYPE, createdMs, record }, 'text');
}

const frames = Array.from({ length: 128 }, (_, number) => measuredFrame(number));

function answerAppends(call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>): void {
  let position = 0;
  call.on('data', (request: BatchAppendReq) => {
    const name = request.getOptions()?.getStreamIdentifier()?.getStreamName_asU8() ?? new Uint8Array();
    const echo = {
      correlationId: request.getCorrelationId(),
      streamName: Buffer.from(name).toString(),
      expected: 'any',
    } as const;
    position += 1;
    call.write(batchAppendResponse(echo, { kind: 'written', revision: 1, position }));
  });
  call.on('end', () => call.end());
}

async function sendEvents(call: ServerWritableStream<ReadReq, Buffer>): Promise<void> {
  const send = async (frame: Buffer): Promise<void> => {
    if (!call.write(frame)) await new Promise((resolve) => call.once('drain', resolve));
  };
  await send(confirmationFrame(idOf(0)));
  for (let sent = 0; sent < events && !call.cancelled; sent += frames.length) {
    for (const frame of frames) await send(frame);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await send(caughtUpFrame());
}

const supported = new features.SupportedMethods().setEventStoreServerVersion('24.10.0');
for (const name of ['batchappend', 'append', 'read']) {
  const method = new features.SupportedMethod().setMethodName(name);
  supported.addMethods(method.setServiceName('event_store.client.streams.streams'));
}

const server = new Server({ 'grpc.max_receive_message_length': -1 });
server.addService(featureServices.ServerFeaturesService, {
  getSupportedMethods: (_call: unknown, respond: sendUnaryData<SupportedMethods>) => respond(null, supported),
});
const read = { ...streamServices.StreamsService.read, responseSerialize: (frame: Buffer) => frame };
const unknown = (_call: unknown, respond: (error: Error) => void): void => respond(new Error('not measured'));
const definition: ServiceDefinition = { ...streamServices.StreamsService, read };
server.addService(definition, {
  batchAppend: answerAppends,
  read: (call: ServerWritableStream<ReadReq, Buffer>) => void sendEvents(call),
  append: unknown,
  delete: unknown,
  tombstone: unknown,
});
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(
    `${JSON.stringify({ connectionString: `esdb://127.0.0.1:${port}?tls=false`, port })}\n`,
  );
});
process.once('SIGTERM', () => {
  server.forceShutdown();
  process.exit(0);
});
