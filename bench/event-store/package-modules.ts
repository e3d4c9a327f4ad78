/**
 * The parts of the embedded event store that the benchmarks use below its public interface: the storage, to make a
 * large log quickly, and the messages, to speak the protocol without storage. They come from its build, as the server
 * itself does.
 */
const built = (path: string): string =>
  new URL(`../../../packages/eventstore-embedded/dist/${path}`, import.meta.url).href;

/** The program of the server. */
export const SERVER_CLI = new URL(built('cli.js')).pathname;

export const { SqliteStorage } = (await import(
  built('storage/sqlite-storage.js')
)) as typeof import('../../packages/eventstore-embedded/src/storage/sqlite-storage.js');

export const { encodeRecord } = (await import(
  built('protocol/recorded-event.js')
)) as typeof import('../../packages/eventstore-embedded/src/protocol/recorded-event.js');

export const { caughtUpFrame, confirmationFrame, eventFrame } = (await import(
  built('protocol/read-frames.js')
)) as typeof import('../../packages/eventstore-embedded/src/protocol/read-frames.js');

export const { batchAppendResponse } = (await import(
  built('protocol/batch-append-response.js')
)) as typeof import('../../packages/eventstore-embedded/src/protocol/batch-append-response.js');

export const { features, featureServices, shared, streams } = (await import(
  built('protocol/generated.js')
)) as typeof import('../../packages/eventstore-embedded/src/protocol/generated.js');

export const { GrpcListener } = (await import(
  built('transport/grpc-listener.js')
)) as typeof import('../../packages/eventstore-embedded/src/transport/grpc-listener.js');

export const { streamsDefinition } = (await import(
  built('server/streams-service.js')
)) as typeof import('../../packages/eventstore-embedded/src/server/streams-service.js');

export type { BatchAppendPiece } from '../../packages/eventstore-embedded/src/protocol/append-request.js';
export type { ServerCall } from '../../packages/eventstore-embedded/src/transport/server-call.js';
export type { Respond } from '../../packages/eventstore-embedded/src/transport/service.js';
