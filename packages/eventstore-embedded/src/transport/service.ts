import type { RpcError } from '../protocol/rpc-errors.js';

/** One method of a service, as the generated definitions describe it. */
export interface MethodDefinition {
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  requestDeserialize(bytes: Buffer): unknown;
  responseSerialize(response: never): Uint8Array;
}

/** The methods of a service by name. */
export type ServiceDefinition = Readonly<Record<string, MethodDefinition>>;

/** Answers a call that has one response. */
export type Respond<Response> = (error: RpcError | null, response?: Response) => void;

/** Serves the calls of one method; `respond` is for methods with one response. */
export type Handler = (call: never, respond: never) => void;

/** Handlers by name of the method. */
export type Implementation = Readonly<Record<string, Handler>>;
