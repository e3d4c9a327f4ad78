import { resourceExhausted } from '../protocol/rpc-errors.js';

/** gRPC puts a flag and the length before each message. */
export const PREFIX_BYTES = 5;

/** Takes one message: a part of what was received, not a copy. */
export type OnMessage = (message: Buffer, isCompressed: boolean) => void;

/** Cuts what comes in on a stream into messages. */
export class MessageReader {
  readonly #maxBytes: number;
  /** The beginning of a message whose rest has not come. */
  #parts: Buffer[] = [];
  #heldBytes = 0;
  /** As many it takes to go on: a prefix, or the whole message once its prefix is there. */
  #neededBytes = PREFIX_BYTES;

  /** @param maxBytes greatest message that is taken */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** @throws RpcError when a message is too large */
  push(chunk: Buffer, onMessage: OnMessage): void {
    this.#parts.push(chunk);
    this.#heldBytes += chunk.length;
    if (this.#heldBytes < this.#neededBytes) return;
    const bytes = this.#parts.length === 1 ? chunk : Buffer.concat(this.#parts, this.#heldBytes);
    this.#parts = [];
    let offset = 0;
    for (;;) {
      this.#heldBytes = bytes.length - offset;
      this.#neededBytes = this.#heldBytes < PREFIX_BYTES ? PREFIX_BYTES : this.#messageEnd(bytes, offset);
      if (this.#heldBytes < this.#neededBytes) break;
      const end = offset + this.#neededBytes;
      onMessage(bytes.subarray(offset + PREFIX_BYTES, end), bytes[offset] === 1);
      offset = end;
    }
    if (this.#heldBytes > 0) this.#parts.push(bytes.subarray(offset));
  }

  #messageEnd(bytes: Buffer, offset: number): number {
    const length = bytes.readUInt32BE(offset + 1);
    if (length <= this.#maxBytes) return PREFIX_BYTES + length;
    throw resourceExhausted(`Received message larger than max (${length} vs ${this.#maxBytes})`);
  }
}

/** Puts messages, each with its prefix, into one piece. */
export function framed(messages: readonly Uint8Array[], messageBytes: number): Buffer {
  const chunk = Buffer.allocUnsafe(messages.length * PREFIX_BYTES + messageBytes);
  let offset = 0;
  for (const message of messages) {
    chunk[offset] = 0;
    chunk.writeUInt32BE(message.length, offset + 1);
    chunk.set(message, offset + PREFIX_BYTES);
    offset += PREFIX_BYTES + message.length;
  }
  return chunk;
}
