import type { ServerHttp2Stream } from 'node:http2';
import type { RpcError } from '../protocol/rpc-errors.js';
import { EMPTY_RESPONSE_HEADERS, RESPONSE_HEADERS, trailersOf } from './call-headers.js';
import { framed } from './message-reader.js';

/** Responses are handed on in pieces of about this size, and a slow client is waited for from here on. */
const HIGH_WATER_BYTES = 64 * 1024;

/**
 * The way back to the client. What is written in one turn leaves in one piece: to hand each response to the transport
 * by itself costs more than to make it.
 */
export class ResponseQueue {
  readonly #stream: ServerHttp2Stream;
  readonly #onDrain: () => void;
  #messages: Uint8Array[] = [];
  #queuedBytes = 0;
  #isWaitedFor = false;

  /** @param onDrain called when there is room again, after {@link write} has said that there is none */
  constructor(stream: ServerHttp2Stream, onDrain: () => void) {
    this.#stream = stream;
    this.#onDrain = onDrain;
  }

  /** @returns false when the client should be given time */
  write(message: Uint8Array): boolean {
    if (this.#messages.push(message) === 1) process.nextTick(() => this.#flush());
    this.#queuedBytes += message.length;
    if (this.#queuedBytes >= HIGH_WATER_BYTES) this.#flush();
    this.#isWaitedFor = !this.#hasRoom();
    return !this.#isWaitedFor;
  }

  /** The status of the call, after everything that was written. */
  end(error: RpcError | undefined): void {
    this.#flush();
    const stream = this.#stream;
    if (stream.destroyed || stream.closed) return;
    const trailers = trailersOf(error);
    if (stream.headersSent) {
      stream.once('wantTrailers', () => stream.sendTrailers(trailers));
      stream.end();
    } else {
      stream.respond({ ...EMPTY_RESPONSE_HEADERS, ...trailers }, { endStream: true });
    }
  }

  #hasRoom(): boolean {
    return this.#queuedBytes + this.#stream.writableLength < HIGH_WATER_BYTES;
  }

  #flush(): void {
    const messages = this.#messages;
    if (messages.length === 0) return;
    const chunk = framed(messages, this.#queuedBytes);
    this.#messages = [];
    this.#queuedBytes = 0;
    const stream = this.#stream;
    if (stream.destroyed || stream.closed) return;
    if (!stream.headersSent) stream.respond({ ...RESPONSE_HEADERS }, { waitForTrailers: true });
    stream.write(chunk, () => this.#afterWrite());
  }

  #afterWrite(): void {
    if (!this.#isWaitedFor || !this.#hasRoom()) return;
    this.#isWaitedFor = false;
    this.#onDrain();
  }
}
