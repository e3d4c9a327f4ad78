/** Wire types of protocol buffers. */
const VARINT = 0;
const FIXED64 = 1;
const DELIMITED = 2;
const START_GROUP = 3;
const END_GROUP = 4;
const FIXED32 = 5;

const TYPE_BITS = 7;
const LAST_VARINT_SHIFT = 63n;
/** Greatest number of seven-bit groups whose value a number holds exactly. */
const EXACT_BYTES = 7;

/**
 * Reads the fields of a message one after another, without an object for each. It does what the generated classes do,
 * for the hot messages only; a test holds the two against each other.
 */
export class WireReader {
  readonly #bytes: Buffer;
  #offset = 0;
  #end: number;
  #tag = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#end = bytes.length;
  }

  /** Tag of the next field, or 0 at the end of the message. */
  next(): number {
    if (this.#offset >= this.#end) {
      if (this.#offset > this.#end) throw new RangeError('The message is cut off.');
      return 0;
    }
    this.#tag = this.varint();
    return this.#tag;
  }

  /** Begins to read the nested message of the current field; give the result to {@link leave}. */
  enter(): number {
    const outerEnd = this.#end;
    this.#end = this.#delimitedEnd();
    return outerEnd;
  }

  /** Goes on behind the nested message. */
  leave(outerEnd: number): void {
    this.#offset = this.#end;
    this.#end = outerEnd;
  }

  /** A number; exact up to 2^49, which is more than lengths, flags and tags need. */
  varint(): number {
    let value = 0;
    let scale = 1;
    for (let count = 0; count < EXACT_BYTES; count += 1) {
      const byte = this.#byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
    throw new RangeError('The number is too large.');
  }

  /** An unsigned number of 64 bits. */
  uint64(): bigint {
    let value = 0n;
    for (let shift = 0n; shift <= LAST_VARINT_SHIFT; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new RangeError('The number does not end.');
  }

  /** The content of the current field: a part of the message, not a copy. */
  bytes(): Buffer {
    const end = this.#delimitedEnd();
    const content = this.#bytes.subarray(this.#offset, end);
    this.#offset = end;
    return content;
  }

  text(): string {
    const end = this.#delimitedEnd();
    const text = this.#bytes.toString('utf8', this.#offset, end);
    this.#offset = end;
    return text;
  }

  /** Passes over the current field. */
  skip(): void {
    switch (this.#tag & TYPE_BITS) {
      case VARINT:
        this.uint64();
        break;
      case FIXED64:
        this.#offset += 8;
        break;
      case DELIMITED:
        this.#offset = this.#delimitedEnd();
        break;
      case START_GROUP:
        this.#skipGroup(this.#tag >>> 3);
        break;
      case FIXED32:
        this.#offset += 4;
        break;
      default:
        throw new RangeError('The field is of no known type.');
    }
  }

  #skipGroup(field: number): void {
    for (;;) {
      const tag = this.next();
      if (tag === 0) throw new RangeError('The group does not end.');
      if ((tag & TYPE_BITS) !== END_GROUP) this.skip();
      else if (tag >>> 3 === field) return;
      else throw new RangeError('The group ends with another.');
    }
  }

  #byte(): number {
    const byte = this.#offset < this.#end ? this.#bytes[this.#offset++] : undefined;
    if (byte === undefined) throw new RangeError('The message is cut off.');
    return byte;
  }

  #delimitedEnd(): number {
    const length = this.varint();
    const end = this.#offset + length;
    if (end > this.#end) throw new RangeError('The field is longer than the message.');
    return end;
  }
}
