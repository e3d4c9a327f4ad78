import { idOfRecord } from '../protocol/recorded-event.js';
import type { StoredEvent } from '../storage/stored-event.js';
import type { Consumer } from './consumer.js';
import type { SourceEvent } from './group-source.js';

/** An event on its way through a group, until it is done with. */
export class Message {
  /** By this id subscribers answer: that of the link where there is one. */
  readonly id: string;
  readonly source: SourceEvent;
  /** Revision of its link in the parked stream, when it was parked and is delivered again. */
  readonly parkedRevision: number | undefined;
  retryCount = 0;
  /** Who has it now. */
  consumer: Consumer | undefined;
  sentAtMs = 0;

  constructor(source: SourceEvent, parkedRevision?: number) {
    this.id = idOfRecord(source.original.record);
    this.source = source;
    this.parkedRevision = parkedRevision;
  }

  /** What was delivered besides a link; the link itself where it could not be resolved. */
  get event(): StoredEvent {
    return this.source.target ?? this.source.original;
  }
}

/** Parked messages that are delivered again come after all others, in their own order. */
export function comesBefore(a: Message, b: Message): boolean {
  const [parkedA, parkedB] = [a.parkedRevision ?? -1, b.parkedRevision ?? -1];
  return parkedA === parkedB ? a.source.key < b.source.key : parkedA < parkedB;
}

/**
 * Messages that are not done with, in order. The first of each kind tells how far the group has
 * got.
 */
export class OpenMessages {
  readonly #messages = new Set<Message>();
  readonly #parked = new Set<Message>();

  add(message: Message): void {
    this.#setOf(message).add(message);
  }

  /** @returns false when it was done before */
  remove(message: Message): boolean {
    return this.#setOf(message).delete(message);
  }

  has(message: Message): boolean {
    return this.#setOf(message).has(message);
  }

  /** Key of the first event of the source that is not done. */
  get firstKey(): number | undefined {
    return first(this.#messages)?.source.key;
  }

  /** Revision of the first parked event delivered again that is not done. */
  get firstParkedRevision(): number | undefined {
    return first(this.#parked)?.parkedRevision;
  }

  #setOf(message: Message): Set<Message> {
    return message.parkedRevision === undefined ? this.#messages : this.#parked;
  }
}

function first(messages: Set<Message>): Message | undefined {
  for (const message of messages) return message;
  return undefined;
}
