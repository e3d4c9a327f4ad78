import type { ProposedEvent } from '../log/write-request.js';
import type { ProposedMessage } from './append-request.js';
import { BINARY_TYPE, JSON_TYPE } from './recorded-event.js';
import { invalidArgument, missingMetadata } from './rpc-errors.js';

/**
 * Understands one proposed event.
 *
 * @throws RpcError when it has no id, type or content type
 */
export function parseProposedEvent(message: ProposedMessage): ProposedEvent {
  const { id, type, customMetadata, data } = message;
  if (id === undefined) throw invalidArgument('A proposed event has no UUID as its id.');
  if (type === undefined || type === '') throw missingMetadata('type');
  if (message.contentType === undefined) throw missingMetadata('content-type');
  const contentType = message.contentType === JSON_TYPE ? JSON_TYPE : BINARY_TYPE;
  return { id, type, contentType, customMetadata, data };
}

/** Bytes of metadata and type that count as one byte of data. */
const UNCOUNTED_BYTES = 16;

/**
 * Size of an event against the greatest append size. The real server of this version counts the data alone; here a
 * little of the rest counts too, so that what an append takes is bounded.
 */
export function appendBytesOf({ data, customMetadata, type }: ProposedEvent): number {
  return data.length + Math.floor((customMetadata.length + 2 * type.length) / UNCOUNTED_BYTES);
}
