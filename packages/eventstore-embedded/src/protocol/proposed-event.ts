import type { UUID } from '@eventstore/db-client/generated/shared_pb.js';
import type { ProposedEvent } from '../log/write-request.js';
import { invalidArgument, missingMetadata } from './rpc-errors.js';
import { uuidText } from './uuid.js';

/** The proposed messages of the unary and of the batch append look alike. */
interface ProposedMessage {
  getId(): UUID | undefined;
  getMetadataMap(): { get(key: string): string | undefined };
  getCustomMetadata_asU8(): Uint8Array;
  getData_asU8(): Uint8Array;
}

/** The protocol knows two kinds of data. */
const JSON_TYPE = 'application/json';
const BINARY_TYPE = 'application/octet-stream';

/**
 * Understands one proposed event.
 *
 * @throws RpcError when it has no id, type or content type
 */
export function parseProposedEvent(message: ProposedMessage): ProposedEvent {
  const id = uuidText(message.getId());
  if (id === undefined) throw invalidArgument('A proposed event has no UUID as its id.');
  const metadata = message.getMetadataMap();
  const type = metadata.get('type');
  if (type === undefined || type === '') throw missingMetadata('type');
  const proposedType = metadata.get('content-type');
  if (proposedType === undefined) throw missingMetadata('content-type');
  const contentType = proposedType === JSON_TYPE ? JSON_TYPE : BINARY_TYPE;
  const customMetadata = message.getCustomMetadata_asU8();
  return { id, type, contentType, customMetadata, data: message.getData_asU8() };
}

/** Size of an event as the real server counts it against the greatest append size. */
export function appendBytesOf(event: ProposedEvent): number {
  return event.data.length + event.customMetadata.length + 2 * event.type.length;
}
