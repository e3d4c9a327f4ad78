import type { Consumer } from './consumer.js';
import type { Message } from './message.js';

/**
 * Messages that subscribers have and have not answered. All wait equally long, so that they run
 * out of time in the order in which they were sent.
 */
export class Outstanding {
  readonly #messages = new Map<string, Message>();
  readonly #timeoutMs: number;
  readonly #onTimeout: (messages: readonly Message[]) => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param timeoutMs 0 waits for as long as the subscriber stays */
  constructor(timeoutMs: number, onTimeout: (messages: readonly Message[]) => void) {
    this.#timeoutMs = timeoutMs;
    this.#onTimeout = onTimeout;
  }

  get size(): number {
    return this.#messages.size;
  }

  has(id: string): boolean {
    return this.#messages.has(id);
  }

  get(id: string): Message | undefined {
    return this.#messages.get(id);
  }

  of(consumer: Consumer): Message[] {
    return [...this.#messages.values()].filter((message) => message.consumer === consumer);
  }

  add(message: Message, consumer: Consumer): void {
    message.consumer = consumer;
    message.sentAtMs = performance.now();
    this.#messages.set(message.id, message);
    if (this.#timer === undefined) this.#schedule();
  }

  /** Takes the message from its subscriber. */
  remove(message: Message): void {
    if (!this.#messages.delete(message.id)) return;
    if (message.consumer !== undefined) message.consumer.inFlight -= 1;
    message.consumer = undefined;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#messages.clear();
  }

  #schedule(): void {
    this.#timer = undefined;
    const [oldest] = this.#messages.values();
    if (oldest === undefined || this.#timeoutMs === 0) return;
    const waitMs = Math.max(1, oldest.sentAtMs + this.#timeoutMs - performance.now());
    this.#timer = setTimeout(() => this.#expire(), waitMs);
    this.#timer.unref();
  }

  #expire(): void {
    const sentBeforeMs = performance.now() - this.#timeoutMs;
    const expired: Message[] = [];
    for (const message of this.#messages.values()) {
      if (message.sentAtMs > sentBeforeMs) break;
      expired.push(message);
    }
    for (const message of expired) this.remove(message);
    this.#schedule();
    if (expired.length > 0) this.#onTimeout(expired);
  }
}
