/**
 * What the event store is held against: a server of the same protocol on the same transport that keeps nothing. It
 * answers each append at once, and each subscription with so many events from memory. A process of its own:
 * `node stub-server.js EVENTS`; prints where it listens as the real one does.
 */
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type { BatchAppendPiece, Respond, ServerCall } from './package-modules.js';
import {
  batchAppendResponse,
  caughtUpFrame,
  confirmationFrame,
  encodeRecord,
  eventFrame,
  features,
  featureServices,
  GrpcListener,
  streamsDefinition,
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

function answerAppends(call: ServerCall<BatchAppendPiece, Buffer>): void {
  let position = 0;
  call.on('data', ({ correlation, options }: BatchAppendPiece) => {
    const echo = { correlation, streamName: options?.streamName ?? '', expected: 'any' } as const;
    position += 1;
    call.write(batchAppendResponse(echo, { kind: 'written', revision: 1, position }));
  });
  call.on('end', () => call.end());
}

async function sendEvents(call: ServerCall<ReadReq, Buffer>): Promise<void> {
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

const server = new GrpcListener({ maxRequestBytes: 17 * 1024 * 1024 });
server.addService(featureServices.ServerFeaturesService, {
  getSupportedMethods: (_call: unknown, respond: Respond<SupportedMethods>) => respond(null, supported),
});
const unknown = (call: { emit(event: 'error', error: Error): unknown }): void =>
  void call.emit('error', new Error('not measured'));
server.addService(streamsDefinition, {
  batchAppend: answerAppends,
  read: (call: ServerCall<ReadReq, Buffer>) => void sendEvents(call),
  append: unknown,
  delete: unknown,
  tombstone: unknown,
});
const port = await server.listen('127.0.0.1', 0);
process.stdout.write(`${JSON.stringify({ connectionString: `esdb://127.0.0.1:${port}?tls=false`, port })}\n`);
process.once('SIGTERM', () => process.exit(0));
