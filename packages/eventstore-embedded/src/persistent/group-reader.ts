import type { Wait } from '../log/commit-signal.js';
import { breath } from '../server/breath.js';
import type { GroupSource } from './group-source.js';
import { Message } from './message.js';

/** Bytes of events read ahead, besides the group's own limit on their number. */
const MAX_READ_AHEAD_BYTES = 8 * 1024 * 1024;

/** What a reader asks and tells its group. */
export interface ReaderTarget {
  /** Whether there is anybody to read for. */
  wantsMore(): boolean;
  /** Number of events read and not yet sent. */
  readAhead(): number;
  /** @param lookedAt events passed over, because nobody wants them */
  add(messages: readonly Message[], lookedAt: number): void;
}

/** Reads a group's events ahead of its subscribers: so many, and no more. */
export class GroupReader {
  readonly #source: GroupSource;
  readonly #target: ReaderTarget;
  readonly #batch: number;
  readonly #limit: number;
  #lastKey: number;
  #bytes = 0;
  #wait: Wait<unknown> | undefined;
  #isReading = false;

  constructor(
    source: GroupSource,
    target: ReaderTarget,
    limits: { readonly readBatchSize: number; readonly historyBufferSize: number },
    startsAfter: number,
  ) {
    this.#source = source;
    this.#target = target;
    this.#batch = Math.max(1, limits.readBatchSize);
    this.#limit = Math.max(1, limits.historyBufferSize);
    this.#lastKey = startsAfter;
  }

  /** Key of the last event looked at. */
  get lastKey(): number {
    return this.#lastKey;
  }

  get isAtHead(): boolean {
    return this.#lastKey >= this.#source.head();
  }

  /** Reads on if there is room; otherwise call it again when there is. */
  async read(): Promise<void> {
    if (this.#isReading || this.#wait !== undefined) return;
    this.#isReading = true;
    try {
      await this.#source.prepare();
      while (this.#hasRoom()) {
        const page = this.#source.read(this.#lastKey, this.#batch);
        if (page === undefined) {
          this.#waitForMore();
          return;
        }
        this.#lastKey = page.lastKey;
        const messages = page.events.map((event) => new Message(event));
        for (const { event } of messages) this.#bytes += event.record.length;
        this.#target.add(messages, page.lookedAt - messages.length);
        await breath();
      }
    } finally {
      this.#isReading = false;
    }
  }

  /** The message is no longer held for sending. */
  sent(message: Message): void {
    if (message.parkedRevision === undefined && message.retryCount === 0) {
      this.#bytes -= message.event.record.length;
    }
  }

  /** Stops waiting for events; {@link read} begins again. */
  pause(): void {
    this.#wait?.cancel();
    this.#wait = undefined;
  }

  #hasRoom(): boolean {
    const ahead = this.#target.readAhead();
    return this.#target.wantsMore() && ahead < this.#limit && this.#bytes < MAX_READ_AHEAD_BYTES;
  }

  #waitForMore(): void {
    const wait = this.#source.wait();
    this.#wait = wait;
    void wait.result.then(() => {
      if (this.#wait !== wait) return;
      this.#wait = undefined;
      void this.read();
    });
  }
}
