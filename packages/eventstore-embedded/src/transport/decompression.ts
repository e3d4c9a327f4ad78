import { gunzipSync, inflateSync } from 'node:zlib';
import { internalError, resourceExhausted, unimplemented } from '../protocol/rpc-errors.js';

const DECOMPRESS: Readonly<Record<string, typeof gunzipSync>> = { gzip: gunzipSync, deflate: inflateSync };

/** Encodings of messages that are understood, as the protocol announces them. */
export const ACCEPTED_ENCODINGS = 'identity,deflate,gzip';

/**
 * The content of a compressed message. At once, so that messages stay in order.
 *
 * @throws RpcError when it is not compressed as it says, or too large
 */
export function decompressed(message: Buffer, encoding: string, maxBytes: number): Buffer {
  if (encoding === 'identity') return message;
  const decompress = DECOMPRESS[encoding];
  if (decompress === undefined) {
    throw unimplemented(`Received message compressed with unsupported encoding "${encoding}"`);
  }
  try {
    return decompress(message, { maxOutputLength: maxBytes });
  } catch (error) {
    throw (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE'
      ? resourceExhausted(`Received message that decompresses to a size larger than ${maxBytes}`)
      : internalError('Failed to decompress message');
  }
}
