/** What takes text at last; pino's destination. */
export interface LogSinkStream {
  write(text: string): unknown;
  flushSync(): void;
}

/** Lines go out when so much has come together, or so long after the first of them. */
const BATCH_LENGTH = 65_536;
const BATCH_WITHIN_MS = 100;

/**
 * Hands lines on together. A write for every request was an eighth of what a read costs, and the stream's own buffer
 * measures all that waits again with every line.
 */
export class LogOutput implements LogSinkStream {
  private waiting = '';
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly sink: LogSinkStream) {}

  write(line: string): void {
    this.waiting += line;
    if (this.waiting.length >= BATCH_LENGTH) this.handOn();
    else this.timer ??= setTimeout(() => this.handOn(), BATCH_WITHIN_MS).unref();
  }

  /** Everything is written when this returns: before the process goes, and behind a fatal line. */
  flushSync(): void {
    this.handOn();
    this.sink.flushSync();
  }

  private handOn(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const text = this.waiting;
    this.waiting = '';
    if (text !== '') this.sink.write(text);
  }
}
