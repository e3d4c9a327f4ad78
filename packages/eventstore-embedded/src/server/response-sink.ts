import type { Wait } from '../log/commit-signal.js';
import type { RpcError } from '../protocol/rpc-errors.js';

/** The part of a streaming call that it takes to write to it; responses are encoded already. */
export interface FrameCall {
  readonly cancelled: boolean;
  /** @returns false when the client should be given time */
  write(frame: Buffer): boolean;
  end(): unknown;
  on(event: 'cancelled' | 'close' | 'error', listener: () => void): unknown;
  once(event: 'drain', listener: () => void): unknown;
  emit(event: 'error', error: RpcError): unknown;
}

/**
 * The writing side of a streaming call. A writer waits while the client is slow, so that what the
 * server keeps for a client is what the transport has room for and one page.
 */
export class ResponseSink {
  readonly #call: FrameCall;
  #isOpen = true;
  /** Continues the writer, which waits for the client or for something to send. */
  #resume: () => void = () => undefined;

  constructor(call: FrameCall) {
    this.#call = call;
    const closed = () => this.#close();
    call.on('cancelled', closed);
    call.on('close', closed);
    call.on('error', closed);
    if (call.cancelled) this.#close();
  }

  /** False once the client is gone or the call has ended. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Sends one message; waits if the client is slow. */
  async send(frame: Buffer): Promise<void> {
    if (this.#isOpen && !this.#call.write(frame)) await this.#drained();
  }

  /** Waits for something to send; gives it up when the call ends. */
  async waitFor<T>(wait: Wait<T>): Promise<T> {
    if (this.#isOpen) this.#resume = wait.cancel;
    else wait.cancel();
    return wait.result;
  }

  end(): void {
    if (!this.#isOpen) return;
    this.#call.end();
    this.#close();
  }

  fail(error: RpcError): void {
    // The transport turns an error event into the call's status.
    if (this.#isOpen) this.#call.emit('error', error);
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      this.#resume = resolve;
      this.#call.once('drain', resolve);
    });
  }

  #close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#resume();
  }
}
