import type { RpcError } from '../protocol/rpc-errors.js';

/** The part of a streaming call that it takes to follow and to end it. */
export interface EndableCall {
  on(event: 'close' | 'cancelled', listener: () => void): unknown;
  emit(event: 'error', error: RpcError): unknown;
}

/** The streams that are open, so that a stopping server can end each with a reason. */
export class OpenCalls {
  readonly #calls = new Set<EndableCall>();

  /** Follows the call until it ends. */
  add(call: EndableCall): void {
    this.#calls.add(call);
    const remove = () => this.#calls.delete(call);
    call.on('close', remove);
    call.on('cancelled', remove);
  }

  endAll(error: RpcError): void {
    for (const call of this.#calls) call.emit('error', error);
    this.#calls.clear();
  }
}
