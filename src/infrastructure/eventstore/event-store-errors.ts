import {
  AccessDeniedError,
  InvalidArgumentError,
  MaxAppendSizeExceededError,
  NotLeaderError,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
  isCommandError,
} from '@eventstore/db-client';
import {
  AppendOutcomeUnknown,
  EventStoreUnavailable,
  type ExpectedRevision,
  WrongExpectedRevision,
} from '../../application/ports/event-store.js';

/** What the client says when no node of a cluster answers; the error has no class of its own. */
const NO_NODE = 'Failed to discover after';

/** The server said no, and will say no again: a defect or a misconfiguration. Nothing was written. */
export class EventStoreRefused extends Error {
  constructor(message: string, options: { readonly cause: unknown }) {
    super(`the event store refused: ${message}`, options);
    this.name = 'EventStoreRefused';
  }
}

/**
 * What an append that failed after it had been handed to the client means. Only what the server said itself is
 * certain; everything else may have happened before or after the write.
 */
export function appendError(stream: string, expected: ExpectedRevision, error: unknown): Error {
  if (error instanceof WrongExpectedVersionError) {
    return new WrongExpectedRevision(stream, expected, revisionOf(error.actualVersion));
  }
  if (error instanceof NotLeaderError) return unavailable(error);
  if (isRefusal(error)) return new EventStoreRefused(error.message, { cause: error });
  return new AppendOutcomeUnknown(stream, { cause: error });
}

/** What a failed read or subscription means: mostly that the connection is gone, and that a new try is worth while. */
export function readError(error: unknown): Error {
  if (error instanceof EventStoreUnavailable) return error;
  if (isRefusal(error)) return new EventStoreRefused(error.message, { cause: error });
  if (isOfTheClient(error)) return unavailable(error);
  return error instanceof Error ? error : new Error(String(error));
}

export function isStreamNotFound(error: unknown): boolean {
  return error instanceof StreamNotFoundError;
}

export function unavailable(error: unknown): EventStoreUnavailable {
  const reason = error instanceof Error ? error.message : String(error);
  return new EventStoreUnavailable(`the event store cannot be reached: ${reason}`, { cause: error });
}

/** An error of the transport below the client: it carries a gRPC status number. */
function isTransportError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' && 'metadata' in error;
}

/**
 * What the client itself fails with, and not the server: errors of the transport, what it makes of them, and that it has
 * found no node of a cluster.
 */
export function isOfTheClient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return isTransportError(error) || isCommandError(error) || error.message.startsWith(NO_NODE);
}

function isRefusal(error: unknown): error is Error {
  return (
    error instanceof AccessDeniedError ||
    error instanceof InvalidArgumentError ||
    error instanceof MaxAppendSizeExceededError ||
    error instanceof StreamDeletedError
  );
}

/** The client answers a revision, or a word for a stream that does not exist. */
function revisionOf(actual: unknown): bigint | undefined {
  return typeof actual === 'bigint' && actual >= 0n ? actual : undefined;
}
