/**
 * The few pieces of the protocol-buffers encoding that the hot messages need. Sizes are
 * computed first, so that each message is written once into a buffer of its exact length.
 */

/** Number of bytes of a varint; `value` is a non-negative safe integer. */
export function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes++;
  return bytes;
}

/** Number of bytes of a length-delimited field with a one-byte tag. */
export function delimitedBytes(contentBytes: number): number {
  return 1 + varintBytes(contentBytes) + contentBytes;
}

/** Writes fields one after another. Tags are those of fields 1 to 15: one byte. */
export class WireWriter {
  readonly buffer: Buffer;
  #offset = 0;

  /** @param bytes exact length of the message */
  constructor(bytes: number) {
    this.buffer = Buffer.allocUnsafe(bytes);
  }

  varintField(tag: number, value: number): this {
    this.buffer[this.#offset++] = tag;
    this.#varint(value);
    return this;
  }

  /** Starts a nested message whose content of `contentBytes` the caller writes next. */
  startMessage(tag: number, contentBytes: number): this {
    return this.varintField(tag, contentBytes);
  }

  bytesField(tag: number, content: Uint8Array): this {
    this.varintField(tag, content.length);
    this.buffer.set(content, this.#offset);
    this.#offset += content.length;
    return this;
  }

  /** @param contentBytes UTF-8 length of `text`, which the caller needed for the size anyway */
  textField(tag: number, text: string, contentBytes: number): this {
    this.varintField(tag, contentBytes);
    this.buffer.write(text, this.#offset, contentBytes, 'utf8');
    this.#offset += contentBytes;
    return this;
  }

  /** Bytes that are encoded already, tag included. */
  raw(encoded: Uint8Array): this {
    this.buffer.set(encoded, this.#offset);
    this.#offset += encoded.length;
    return this;
  }

  #varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.buffer[this.#offset++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.buffer[this.#offset++] = rest;
  }
}
