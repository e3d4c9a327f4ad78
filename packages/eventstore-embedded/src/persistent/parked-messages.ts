import type { EventLog } from '../log/event-log.js';
import { LINK_EVENT_TYPE } from '../log/link.js';
import type { GroupConfig } from './group-settings.js';
import { appendOwn, parkedStream, setOwnMetadata } from './group-streams.js';
import { Message } from './message.js';

/** Parked events read together. */
const PAGE_EVENTS = 128;

/** The events that a group has given up, as links in a stream of their own. */
export class ParkedMessages {
  readonly #log: EventLog;
  readonly #streamName: string;
  /** Below this revision everything is being delivered again, or was. */
  #replayedTo = 0;
  #forgetTo = 0;
  #forgottenTo = 0;
  #isForgetting = false;

  constructor(log: EventLog, config: GroupConfig) {
    this.#log = log;
    this.#streamName = parkedStream(config);
  }

  /** Events that wait to be delivered again. */
  get count(): number {
    const { first, last } = this.#range();
    return Math.max(0, last - first + 1);
  }

  /**
   * Parks an event.
   *
   * @throws OwnWriteError
   */
  async park(message: Message, reason: string): Promise<void> {
    const { streamName, revision } = message.event;
    const metadata = { added: new Date().toISOString(), reason, subscriptionEventNumber: message.source.key };
    await appendOwn(this.#log, this.#streamName, {
      type: LINK_EVENT_TYPE,
      contentType: 'application/octet-stream',
      customMetadata: Buffer.from(JSON.stringify(metadata)),
      data: Buffer.from(`${revision}@${streamName}`),
    });
  }

  /**
   * The events to deliver again, in the order in which they were parked. Their links stay until
   * they are done with, so that a crash leaves them parked.
   *
   * @param stopAt revision in the parked stream at which to stop
   */
  *replay(stopAt: number): Generator<Message> {
    const view = this.#log.view(this.#streamName);
    if (view.kind !== 'readable') return;
    const end = Math.min(stopAt, view.last + 1);
    while (this.#range().first < end) {
      const { first } = this.#range();
      const page = this.#log.readStream(view.number, first, 'forwards', Math.min(PAGE_EVENTS, end - first));
      this.#replayedTo = (page.at(-1)?.revision ?? end - 1) + 1;
      for (const original of page) {
        const target = this.#log.target(original);
        // What is no longer there cannot be delivered again.
        if (target === undefined || target === 'no-link') continue;
        const source = { key: original.revision, original, target, isResolved: true };
        yield new Message(source, original.revision);
      }
    }
  }

  /** Removes the links of all that is done with; `firstOpen` is the first that is not. */
  async forgetBefore(firstOpen: number | undefined): Promise<void> {
    this.#forgetTo = Math.max(this.#forgetTo, firstOpen ?? this.#replayedTo);
    if (this.#isForgetting) return;
    this.#isForgetting = true;
    try {
      while (this.#forgottenTo < this.#forgetTo) {
        const revision = this.#forgetTo;
        await setOwnMetadata(this.#log, this.#streamName, { $tb: revision });
        this.#forgottenTo = revision;
      }
    } finally {
      this.#isForgetting = false;
    }
  }

  #range(): { first: number; last: number } {
    const view = this.#log.view(this.#streamName);
    if (view.kind !== 'readable') return { first: 0, last: -1 };
    return { first: Math.max(view.first, this.#replayedTo), last: view.last };
  }
}
