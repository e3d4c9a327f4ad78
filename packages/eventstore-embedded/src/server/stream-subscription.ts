import type { EventLog } from '../log/event-log.js';
import { caughtUpFrame, confirmationFrame, fellBehindFrame } from '../protocol/read-frames.js';
import type { ReadQuery } from '../protocol/read-request.js';
import { streamDeleted } from '../protocol/rpc-errors.js';
import { type StoredEvent, TOMBSTONE_REVISION } from '../storage/stored-event.js';
import { breath } from './breath.js';
import { frameOf, PAGE_EVENTS } from './read-answer.js';
import type { ResponseSink } from './response-sink.js';

/** Events to send, perhaps none of a page read; or nothing left to read. */
type Page = readonly StoredEvent[] | 'end';

type SubscribeToStream = Extract<ReadQuery, { kind: 'subscribe-to-stream' }>;

/** Follows one stream, which need not exist yet: a reader with a revision. */
export class StreamSubscription {
  readonly #log: EventLog;
  readonly #query: SubscribeToStream;
  readonly #sink: ResponseSink;
  /** Last revision sent, or passed over because it is not visible. */
  #revision: number;
  /** Set while live: up to this position of the log there is nothing more to send. */
  #livePosition: number | undefined;

  constructor(log: EventLog, query: SubscribeToStream, sink: ResponseSink) {
    this.#log = log;
    this.#query = query;
    this.#sink = sink;
    const { from } = query;
    this.#revision = from === 'start' ? -1 : from === 'end' ? log.headOf(query.streamName) : from;
  }

  /** Events of the stream that it has not sent or passed over. */
  get lagEvents(): number {
    const head = this.#log.headOf(this.#query.streamName);
    return head === TOMBSTONE_REVISION ? 0 : Math.max(0, head - this.#revision);
  }

  /**
   * Runs until the client goes away.
   *
   * @throws RpcError when the stream is tombstoned, before or meanwhile
   */
  async run(subscriptionId: string): Promise<void> {
    const { streamName } = this.#query;
    if (this.#log.view(streamName).kind === 'tombstoned') throw streamDeleted(streamName);
    await this.#sink.send(confirmationFrame(subscriptionId));
    while (this.#sink.isOpen) {
      const page = this.#nextLivePage() ?? (await this.#nextStoredPage());
      if (page === 'end') await this.#waitForMore();
      else await this.#send(page);
    }
  }

  /** What was committed while the last page was being sent; undefined unless memory still has it. */
  #nextLivePage(): Page | undefined {
    if (this.#livePosition === undefined) return undefined;
    if (this.#livePosition >= this.#log.lastPosition) return 'end';
    const page = this.#log.readRecent(this.#livePosition + 1, PAGE_EVENTS);
    if (page === undefined) return undefined;
    this.#livePosition = page.at(-1)?.position ?? this.#livePosition;
    return page.filter((event) => event.streamName === this.#query.streamName);
  }

  async #nextStoredPage(): Promise<Page> {
    if (this.#livePosition !== undefined) {
      this.#livePosition = undefined;
      await this.#sink.send(fellBehindFrame());
    }
    await breath();
    const view = this.#log.view(this.#query.streamName);
    if (view.kind === 'tombstoned') throw streamDeleted(this.#query.streamName);
    if (view.kind === 'unknown' || this.#revision >= view.last) return 'end';
    const from = Math.max(this.#revision + 1, view.first);
    const page = this.#log.readStream(view.number, from, 'forwards', PAGE_EVENTS);
    const visible = page.filter((event) => event.createdMs >= view.notBeforeMs);
    // A page whose events are all too old is passed over; so is a stream that shows nothing.
    if (visible.length === 0) this.#revision = page.at(-1)?.revision ?? view.last;
    return visible;
  }

  async #waitForMore(): Promise<void> {
    const wait = this.#log.commits.waitForStream(this.#query.streamName);
    if (this.#livePosition === undefined) await this.#sink.send(caughtUpFrame());
    // Commits of other streams while it waits need not be looked at.
    this.#livePosition = this.#log.lastPosition;
    const events = await this.#sink.waitFor(wait);
    this.#livePosition = events.at(-1)?.position ?? this.#livePosition;
    await this.#send(events);
  }

  async #send(events: readonly StoredEvent[]): Promise<void> {
    for (const event of events) {
      if (event.revision <= this.#revision) continue;
      if (!this.#sink.isOpen) return;
      this.#revision = event.revision;
      await this.#sink.send(frameOf(this.#log, event, this.#query));
      if (event.revision === TOMBSTONE_REVISION) throw streamDeleted(this.#query.streamName);
    }
  }
}
