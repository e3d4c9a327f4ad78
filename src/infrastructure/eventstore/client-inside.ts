import type { EventStoreDBClient } from '@eventstore/db-client';
import { convertToCommandError } from '@eventstore/db-client/dist/utils/CommandError.js';

export type CallArguments = readonly [metadata: object, options: object];

/**
 * What the official client offers to its own parts and does not publish: a call on its connection, with its credentials,
 * its reconnects, and with what it does on errors. Its version is pinned, and the contract tests of the engine's event
 * store fail where this changes.
 *
 * @typeParam TCaller the generated client of a service
 */
export interface ClientInside<TCaller> {
  callArguments(options: object, callOptions: object): CallArguments;
  GRPCStreamCreator<TCall>(
    service: unknown,
    name: string,
    creator: (caller: TCaller) => TCall,
  ): () => Promise<TCall>;
}

export function insideOf<TCaller>(client: EventStoreDBClient): ClientInside<TCaller> {
  return client as unknown as ClientInside<TCaller>;
}

/** What the client would make of an error of gRPC. */
export function clientError(error: unknown): Error {
  return error instanceof Error ? convertToCommandError(error) : new Error(String(error));
}
