/** What takes the bytes at last; pino's destination. */
export interface LogSinkStream {
  write(bytes: Uint8Array): unknown;
  flushSync(): void;
}

/** Lines go out when so much has come together, or so long after the first of them. */
const BATCH_BYTES = 65_536;
const BATCH_WITHIN_MS = 100;
/** Bytes that one character takes at most. */
const BYTES_OF_CHARACTER = 3;

/**
 * Hands lines on together. A write for every request was an eighth of what a read costs; a text that grows by each of
 * them is gone through several times before its bytes are there.
 */
export class LogOutput {
  private batch = Buffer.allocUnsafeSlow(BATCH_BYTES);
  private length = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly sink: LogSinkStream) {}

  write(line: string): void {
    const mostBytes = line.length * BYTES_OF_CHARACTER;
    if (this.length + mostBytes > BATCH_BYTES) this.handOn();
    if (mostBytes > BATCH_BYTES) {
      this.sink.write(Buffer.from(line));
      return;
    }
    this.length += this.batch.write(line, this.length);
    this.timer ??= setTimeout(() => this.handOn(), BATCH_WITHIN_MS).unref();
  }

  /** Everything is written when this returns: before the process goes, and behind a fatal line. */
  flushSync(): void {
    this.handOn();
    this.sink.flushSync();
  }

  private handOn(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.length === 0) return;
    const bytes = this.batch.subarray(0, this.length);
    // The bytes are the sink's from here on: it writes them later.
    this.batch = Buffer.allocUnsafeSlow(BATCH_BYTES);
    this.length = 0;
    this.sink.write(bytes);
  }
}
