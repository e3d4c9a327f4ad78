import { write, writeSync } from 'node:fs';
import type { LogSinkStream } from './log-output.js';

/** What waits beyond this is given up: a reader that stands still must not take the memory. */
const MOST_WAITING_BYTES = 16 * 1024 * 1024;
const TRY_AGAIN_MS = 100;
/** At the end of a process nobody waits longer than this for a reader. */
const FLUSH_WITHIN_MS = 1_000;
const FLUSH_PAUSE_MS = 10;
/** The other side takes nothing at the moment. */
const BUSY = new Set(['EAGAIN', 'EBUSY', 'EINTR']);

/** The two ways to write to a descriptor. */
export interface Writer {
  readonly later: (
    bytes: Uint8Array,
    done: (error: NodeJS.ErrnoException | null, written: number) => void,
  ) => void;
  readonly now: (bytes: Uint8Array) => number;
}

/** Writes to an open file descriptor; it is never closed. */
export function writerOf(descriptor: number): Writer {
  return {
    later: (bytes, done) => write(descriptor, bytes, done),
    now: (bytes) => writeSync(descriptor, bytes),
  };
}

/**
 * Takes the log out of the process, beside the thread. A log that cannot be written is no reason to end, nor to stand
 * still: its reader may be gone, its disk full. What cannot be written is given up and counted, and the next line that
 * gets through is preceded by one that says how much is missing.
 */
export class DescriptorSink implements LogSinkStream {
  private waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  /** Being written, or, while `retry` is set, about to be tried again. */
  private current: Uint8Array | null = null;
  private retry: NodeJS.Timeout | null = null;
  private lostBytes = 0;
  private lostBy = '';

  constructor(private readonly writer: Writer) {}

  write(bytes: Uint8Array): void {
    if (this.waitingBytes + bytes.length > MOST_WAITING_BYTES)
      return this.lose(bytes.length, 'nobody reads it');
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
    if (this.current === null) this.next();
  }

  /** Writes what waits before it returns, as far as the other side takes it within a second. Throws nothing. */
  flushSync(): void {
    const giveUpAt = Date.now() + FLUSH_WITHIN_MS;
    // What a thread is writing at this moment cannot be taken back; it is written once.
    const held = this.retry === null ? null : this.takeBack();
    const all = [...(held === null ? [] : [held]), ...this.loss(), ...this.waiting];
    this.forgetWaiting();
    let rest = Buffer.concat(all);
    while (rest.length > 0) {
      try {
        rest = rest.subarray(this.writer.now(rest));
      } catch (error) {
        const code = codeOf(error);
        if (!BUSY.has(code) || Date.now() >= giveUpAt) return this.lose(rest.length, code);
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FLUSH_PAUSE_MS);
      }
    }
  }

  private next(): void {
    const [missing] = this.loss();
    const bytes = missing ?? this.waiting.shift();
    if (bytes === undefined) return;
    if (missing === undefined) this.waitingBytes -= bytes.length;
    this.begin(bytes);
  }

  private begin(bytes: Uint8Array): void {
    this.current = bytes;
    this.writer.later(bytes, (error, written) => {
      if (error !== null) return this.failed(codeOf(error));
      if (written < bytes.length) return this.begin(bytes.subarray(written));
      this.current = null;
      this.next();
    });
  }

  private failed(code: string): void {
    if (BUSY.has(code)) {
      this.retry = setTimeout(() => {
        const held = this.takeBack();
        if (held !== null) this.begin(held);
      }, TRY_AGAIN_MS).unref();
      return;
    }
    this.lose((this.current?.length ?? 0) + this.waitingBytes, code);
    this.current = null;
    this.forgetWaiting();
  }

  private takeBack(): Uint8Array | null {
    clearTimeout(this.retry ?? undefined);
    this.retry = null;
    const { current } = this;
    this.current = null;
    return current;
  }

  private forgetWaiting(): void {
    this.waiting = [];
    this.waitingBytes = 0;
  }

  private lose(bytes: number, by: string): void {
    this.lostBytes += bytes;
    this.lostBy = by;
  }

  /** A line about what is missing, once; it begins anew, since half a line may stand before it. */
  private loss(): readonly Uint8Array[] {
    if (this.lostBytes === 0 || this.waiting.length === 0) return [];
    const msg = `${this.lostBytes} bytes of the log are missing here: ${this.lostBy}`;
    this.lostBytes = 0;
    return [Buffer.from(`\n${JSON.stringify({ level: 40, time: Date.now(), msg })}\n`)];
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
