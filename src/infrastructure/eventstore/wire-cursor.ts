/** So many groups of seven bits a number holds exactly. */
const EXACT_GROUPS = 7;
const MOST_SHORT_BITS = 28;
const LAST_SHIFT = 63n;
/** How a field is encoded: the lowest bits of its tag. */
const VARINT = 0;
const EIGHT_BYTES = 1;
const DELIMITED = 2;
const FOUR_BYTES = 5;

/** The bytes are not what the hand reader knows: the ordinary way has to judge them. Made once; it is no news. */
export const UNFAMILIAR = new Error('the message is of another form than the hand reader knows');

/** A place in the bytes of a protobuf message. Every method throws {@link UNFAMILIAR} for what it does not know. */
export class WireCursor {
  private at = 0;
  private end: number;

  constructor(readonly bytes: Buffer) {
    this.end = bytes.length;
  }

  /** The tag of the next field; 0 at the end of the message. */
  next(): number {
    if (this.at === this.end) return 0;
    const tag = this.shortNumber();
    if (tag === 0) throw UNFAMILIAR;
    return tag;
  }

  /** Begins with the message in the current field; give the answer to {@link leave}. */
  enter(): number {
    const outerEnd = this.end;
    this.end = this.contentEnd();
    return outerEnd;
  }

  /** Goes on behind the message that was entered and read to its end. */
  leave(outerEnd: number): void {
    this.at = this.end;
    this.end = outerEnd;
  }

  /** The content of the current field: a part of the message, not a copy. */
  content(): Buffer {
    const end = this.contentEnd();
    const content = this.bytes.subarray(this.at, end);
    this.at = end;
    return content;
  }

  /** Goes on behind the content of a field that nobody wants to know. */
  skip(tag: number): void {
    const kind = tag & 7;
    if (kind === VARINT) this.uint64();
    else if (kind === DELIMITED) this.at = this.contentEnd();
    else if (kind === EIGHT_BYTES) this.at = this.ahead(8);
    else if (kind === FOUR_BYTES) this.at = this.ahead(4);
    else throw UNFAMILIAR;
  }

  text(): string {
    const end = this.contentEnd();
    const text = this.bytes.toString('utf8', this.at, end);
    this.at = end;
    return text;
  }

  /** An unsigned number of up to 64 bits: a bigint where a number would not be exact. */
  uint64(): number | bigint {
    const start = this.at;
    let value = 0;
    let scale = 1;
    for (let count = 0; count < EXACT_GROUPS; count += 1) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
    this.at = start;
    return this.bigUint64();
  }

  private bigUint64(): bigint {
    let value = 0n;
    for (let shift = 0n; shift <= LAST_SHIFT; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw UNFAMILIAR;
  }

  private contentEnd(): number {
    return this.ahead(this.shortNumber());
  }

  private ahead(bytes: number): number {
    const place = this.at + bytes;
    if (place > this.end) throw UNFAMILIAR;
    return place;
  }

  /** A tag or a length. */
  private shortNumber(): number {
    let value = 0;
    for (let shift = 0; shift < MOST_SHORT_BITS; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw UNFAMILIAR;
  }

  private byte(): number {
    const byte = this.at < this.end ? this.bytes[this.at] : undefined;
    if (byte === undefined) throw UNFAMILIAR;
    this.at += 1;
    return byte;
  }
}
