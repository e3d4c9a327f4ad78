import { Metadata, status } from '@grpc/grpc-js';
import type { ExpectedRevision } from '../log/write-request.js';

/** How a call ends when it does not end well: gRPC code, text, and trailers that clients map. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: status;
  readonly details: string;
  readonly metadata: Metadata;

  constructor(code: status, details: string, trailers: Record<string, string> = {}) {
    super(details);
    this.code = code;
    this.details = details;
    this.metadata = new Metadata();
    for (const [key, value] of Object.entries(trailers)) this.metadata.set(key, headerText(value));
  }
}

/** The caller may not do that. */
export function accessDenied(): RpcError {
  return new RpcError(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });
}

/** The caller is not who it says it is. */
export function notAuthenticated(): RpcError {
  return new RpcError(status.UNAUTHENTICATED, 'The credentials are wrong.');
}

/** There is no such user. */
export function userNotFound(loginName: string): RpcError {
  return new RpcError(status.NOT_FOUND, `User '${loginName}' is not found.`, {
    exception: 'user-not-found',
    'login-name': loginName,
  });
}

/** There is such a user already, or somebody else has changed it at the same time. */
export function userConflict(loginName: string): RpcError {
  return new RpcError(status.FAILED_PRECONDITION, `User '${loginName}' conflicts with what is there.`, {
    exception: 'user-conflict',
    'login-name': loginName,
  });
}

/** The request makes no sense. */
export function invalidArgument(details: string): RpcError {
  return new RpcError(status.INVALID_ARGUMENT, details);
}

/** Something is wrong in the server, or in how the call was transported. */
export function internalError(details: string): RpcError {
  return new RpcError(status.INTERNAL, details);
}

/** A handler has failed, and did not expect it. */
export function unknownError(): RpcError {
  return new RpcError(status.UNKNOWN, 'Unknown error');
}

/** The call took longer than its caller gave it. */
export function deadlineExceeded(): RpcError {
  return new RpcError(status.DEADLINE_EXCEEDED, 'Deadline exceeded');
}

/** The caller sends more than the server takes. */
export function resourceExhausted(details: string): RpcError {
  return new RpcError(status.RESOURCE_EXHAUSTED, details);
}

/** Part of the protocol that this server does not have. */
export function unimplemented(details: string): RpcError {
  return new RpcError(status.UNIMPLEMENTED, details);
}

/** The stream was tombstoned. */
export function streamDeleted(streamName: string): RpcError {
  return new RpcError(status.FAILED_PRECONDITION, `Event stream '${streamName}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': streamName,
  });
}

/**
 * Deletes report a wrong revision by trailers; appends by their response message. Both kinds of delete are called so,
 * and a stream without events is at -1.
 */
export function wrongExpectedVersion(
  streamName: string,
  expected: ExpectedRevision,
  current: number,
): RpcError {
  const expectedVersion = numericRevision(expected);
  const details = `Delete failed due to WrongExpectedVersion. Stream: ${streamName}, Expected version: ${expectedVersion}, Actual version: ${current}`;
  return new RpcError(status.FAILED_PRECONDITION, details, {
    exception: 'wrong-expected-version',
    'stream-name': streamName,
    'expected-version': expectedVersion,
    'actual-version': `${current}`,
  });
}

/** One append carries more than the server takes. */
export function maximumAppendSizeExceeded(maxAppendBytes: number): RpcError {
  const details = `Maximum append size of ${maxAppendBytes} bytes exceeded.`;
  return new RpcError(status.INVALID_ARGUMENT, details, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': `${maxAppendBytes}`,
  });
}

/** A proposed event lacks something that every event must have. */
export function missingMetadata(property: string): RpcError {
  const details = `Required metadata property '${property}' is missing.`;
  return new RpcError(status.INVALID_ARGUMENT, details, {
    exception: 'missing-required-metadata-property',
    'required-metadata-properties': 'type,content-type',
  });
}

/** The write was not made before its deadline. */
export function operationTimedOut(): RpcError {
  return new RpcError(status.ABORTED, 'Operation timed out.');
}

/** The log cannot be written any more. */
export function unavailable(): RpcError {
  return new RpcError(status.UNAVAILABLE, 'The server cannot write: it is stopping.');
}

/** The server ends an open stream because it stops. */
export function shuttingDown(): RpcError {
  return new RpcError(status.CANCELLED, 'The server is shutting down.');
}

/** The protocol's numbers for revisions that are no numbers. */
function numericRevision(expected: ExpectedRevision): string {
  switch (expected) {
    case 'no_stream':
      return '-1';
    case 'any':
      return '-2';
    case 'stream_exists':
      return '-4';
    default:
      return expected.toString();
  }
}

/** HTTP header values are printable ASCII; anything else is percent-encoded. */
function headerText(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]+/gu, encodeURIComponent);
}
