import type { RpcError } from '../protocol/rpc-errors.js';

/** The part of a streaming call that it takes to follow and to end it. */
export interface EndableCall {
  on(event: 'close' | 'cancelled', listener: () => void): unknown;
  emit(event: 'error', error: RpcError): unknown;
}

/** The streams that are open, so that a stopping server can end each with a reason. */
export class OpenCalls {
  readonly #calls = new Map<EndableCall, RpcError | undefined>();

  /**
   * Follows the call until it ends.
   *
   * @param reason how to end it; default: as all others
   */
  add(call: EndableCall, reason?: RpcError): void {
    this.#calls.set(call, reason);
    const remove = () => this.remove(call);
    call.on('close', remove);
    call.on('cancelled', remove);
  }

  /** From now on the call ends by itself. */
  remove(call: EndableCall): void {
    this.#calls.delete(call);
  }

  endAll(error: RpcError): void {
    for (const [call, reason] of this.#calls) call.emit('error', reason ?? error);
    this.#calls.clear();
  }
}
