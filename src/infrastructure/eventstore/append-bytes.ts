import streams from '@eventstore/db-client/generated/streams_pb.js';

/** The bytes that the client hands to protobuf: base64 text, unless they were given as bytes. */
type Bytes = Uint8Array | string;

interface BytesReader {
  getData(): Bytes;
  getCustomMetadata(): Bytes;
  getData_asU8(): Uint8Array;
  getCustomMetadata_asU8(): Uint8Array;
}

/**
 * The client turns every event that it appends into base64 text, and its protobuf library takes that apart again letter
 * by letter in JavaScript, twice an append: more than the rest of the append costs. Here the platform does it. What goes
 * over the wire stays the same, byte for byte; with a client that is made otherwise nothing changes.
 */
export function decodeAppendsNatively(
  prototype: Partial<BytesReader> = streams.BatchAppendReq.ProposedMessage.prototype,
): void {
  if (!isAsExpected(prototype)) return;
  prototype.getData_asU8 = function (this: BytesReader) {
    return bytesOf(this.getData());
  };
  prototype.getCustomMetadata_asU8 = function (this: BytesReader) {
    return bytesOf(this.getCustomMetadata());
  };
}

function isAsExpected(prototype: Partial<BytesReader>): prototype is BytesReader {
  const names = ['getData', 'getCustomMetadata', 'getData_asU8', 'getCustomMetadata_asU8'] as const;
  return names.every((name) => typeof prototype[name] === 'function');
}

/** Protobuf wants a plain Uint8Array; a Buffer would be copied once more. */
function bytesOf(value: Bytes): Uint8Array {
  if (typeof value !== 'string') return value;
  const { buffer, byteOffset, length } = Buffer.from(value, 'base64');
  return new Uint8Array(buffer, byteOffset, length);
}
