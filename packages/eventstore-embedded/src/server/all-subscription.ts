import { isShownInAll } from '../log/event-filter.js';
import type { EventLog } from '../log/event-log.js';
import {
  caughtUpFrame,
  checkpointFrame,
  confirmationFrame,
  fellBehindFrame,
} from '../protocol/read-frames.js';
import type { ReadQuery } from '../protocol/read-request.js';
import type { StoredEvent } from '../storage/stored-event.js';
import { breath } from './breath.js';
import { frameOf, PAGE_EVENTS } from './read-answer.js';
import type { ResponseSink } from './response-sink.js';

type SubscribeToAll = Extract<ReadQuery, { kind: 'subscribe-to-all' }>;

/**
 * Follows the log of all streams: a reader with a position. It reads page by page, from memory
 * where it can, and waits for a commit when it has sent all there is.
 */
export class AllSubscription {
  readonly #log: EventLog;
  readonly #query: SubscribeToAll;
  readonly #sink: ResponseSink;
  /** Last position looked at. */
  #position: number;
  #sentCheckpoint: number;
  #lookedAtSinceCheckpoint = 0;
  #isLive = false;

  constructor(log: EventLog, query: SubscribeToAll, sink: ResponseSink) {
    this.#log = log;
    this.#query = query;
    this.#sink = sink;
    const { from } = query;
    this.#position = from === 'start' ? 0 : from === 'end' ? log.lastPosition : from;
    this.#sentCheckpoint = this.#position;
  }

  /** Events of the log that it has not looked at. */
  get lagEvents(): number {
    return Math.max(0, this.#log.lastPosition - this.#position);
  }

  /** Runs until the client goes away. */
  async run(subscriptionId: string): Promise<void> {
    await this.#sink.send(confirmationFrame(subscriptionId));
    while (this.#sink.isOpen) {
      const page = this.#log.readAll(this.#position + 1, 'forwards', PAGE_EVENTS);
      if (page.length > 0) await this.#sendPage(page);
      else await this.#waitForMore();
    }
  }

  async #sendPage(page: readonly StoredEvent[]): Promise<void> {
    await this.#noticeFallingBehind(page);
    const { filter } = this.#query;
    const matches = filter?.matches ?? isShownInAll;
    for (const event of page) {
      if (!this.#sink.isOpen) return;
      this.#position = event.position;
      if (matches(event)) {
        await this.#sink.send(frameOf(this.#log, event, this.#query));
      }
      if (filter && ++this.#lookedAtSinceCheckpoint >= filter.checkpointInterval) {
        await this.#sendCheckpoint();
      }
    }
    await breath();
  }

  /** A live subscriber whose next event has left the memory has become a catching-up one. */
  async #noticeFallingBehind(page: readonly StoredEvent[]): Promise<void> {
    const next = page[0];
    if (!this.#isLive || next === undefined || this.#log.readRecent(next.position, 1)) return;
    this.#isLive = false;
    await this.#sink.send(fellBehindFrame());
    await this.#sendCheckpoint();
  }

  async #waitForMore(): Promise<void> {
    const wait = this.#log.commits.waitForAny();
    if (!this.#isLive) {
      this.#isLive = true;
      await this.#sendCheckpoint();
      await this.#sink.send(caughtUpFrame());
    }
    await this.#sink.waitFor(wait);
  }

  /** Tells a filtered subscriber how far it has got though nothing matched; never twice the same. */
  async #sendCheckpoint(): Promise<void> {
    if (this.#query.filter === undefined) return;
    this.#lookedAtSinceCheckpoint = 0;
    if (this.#position <= this.#sentCheckpoint) return;
    this.#sentCheckpoint = this.#position;
    await this.#sink.send(checkpointFrame(this.#position));
  }
}
