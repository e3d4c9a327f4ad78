import type { EventLog } from '../log/event-log.js';
import { caughtUpFrame, confirmationFrame } from '../protocol/read-frames.js';
import type { ReadQuery } from '../protocol/read-request.js';
import { breath } from './breath.js';
import { frameOf, PAGE_EVENTS } from './read-answer.js';
import type { ResponseSink } from './response-sink.js';

type SubscribeToStream = Extract<ReadQuery, { kind: 'subscribe-to-stream' }>;

/** Follows a stream of links that the server finds by itself: a reader with a revision. */
export class LinkSubscription {
  readonly #log: EventLog;
  readonly #query: SubscribeToStream;
  readonly #sink: ResponseSink;
  /** Last revision sent or passed over. */
  #revision = -1;

  constructor(log: EventLog, query: SubscribeToStream, sink: ResponseSink) {
    this.#log = log;
    this.#query = query;
    this.#sink = sink;
  }

  /** Links of the stream that it has not sent or passed over. */
  get lagEvents(): number {
    return Math.max(0, this.#log.headOf(this.#query.streamName) - this.#revision);
  }

  /** Runs until the client goes away. */
  async run(subscriptionId: string): Promise<void> {
    const { streamName, from } = this.#query;
    await this.#sink.send(confirmationFrame(subscriptionId));
    await (from === 'end' ? this.#log.prepare(streamName) : this.#log.prepareForwards(streamName));
    if (from !== 'start') this.#revision = from === 'end' ? this.#log.headOf(streamName) : from;
    let isLive = false;
    while (this.#sink.isOpen) {
      // Before the look at what is there, so that no commit is missed in between.
      const wait = this.#log.commits.waitForStream(streamName);
      if (await this.#sendPage()) {
        wait.cancel();
        continue;
      }
      const more = this.#log.prepareMore(streamName);
      if (more !== undefined) {
        wait.cancel();
        await more;
        continue;
      }
      if (!isLive) await this.#sink.send(caughtUpFrame());
      isLive = true;
      await this.#sink.waitFor(wait);
    }
  }

  /** @returns false at the end of the stream */
  async #sendPage(): Promise<boolean> {
    const view = this.#log.view(this.#query.streamName);
    if (view.kind !== 'readable' || this.#revision >= view.last) return false;
    const from = Math.max(this.#revision + 1, view.first);
    const page = this.#log.readStream(view.number, from, 'forwards', PAGE_EVENTS);
    for (const link of page) {
      if (!this.#sink.isOpen) return true;
      if (link.createdMs >= view.notBeforeMs) await this.#sink.send(frameOf(this.#log, link, this.#query));
    }
    this.#revision = page.at(-1)?.revision ?? view.last;
    await breath();
    return true;
  }
}
