import { createHash } from 'node:crypto';
import { dataOfRecord, encodeRecord } from '../protocol/recorded-event.js';
import { breath } from '../server/breath.js';
import type { Direction } from '../storage/direction.js';
import type { EventStorage } from '../storage/event-storage.js';
import type { LinkList, LinkRow } from '../storage/link-index.js';
import type { StoredEvent } from '../storage/stored-event.js';
import { LINK_EVENT_TYPE } from './link.js';
import { linkStreamsOf } from './link-names.js';

/** Looked at a time for the last link that is durable. */
const FEW_LINKS = 64;

/**
 * Streams of links that are in no log: an index says which event is the how-manieth of its list,
 * and the links are made when somebody reads them. The index exists once it was asked for; from
 * then on it is written with every commit.
 */
export class LinkStreams {
  readonly #storage: EventStorage;
  readonly #lastPosition: () => number;
  #building: Promise<void> | undefined;
  #isStopped = false;

  /** @param lastPosition position of the last durable event */
  constructor(storage: EventStorage, lastPosition: () => number) {
    this.#storage = storage;
    this.#lastPosition = lastPosition;
  }

  /** Makes sure that the index knows every event; undefined when it does. */
  prepare(): Promise<void> | undefined {
    if (this.#isComplete) return undefined;
    if (this.#building === undefined) {
      this.#building = this.#build().finally(() => {
        this.#building = undefined;
      });
      // Whoever waits for it is told; it goes on when nobody does any more.
      this.#building.catch(() => undefined);
    }
    return this.#building;
  }

  /** Lets the index get to know some more events; undefined when it knows all. */
  advance(): Promise<void> | undefined {
    const building = this.prepare();
    return building && Promise.race([building, breath()]);
  }

  /** Leaves off after the step that is on: the rest is found by the next reader. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#building?.catch(() => undefined);
  }

  /** The streams to which a commit has added links. */
  touchedBy(events: readonly StoredEvent[]): Set<string> {
    return new Set(this.#isComplete ? events.flatMap(linkStreamsOf) : []);
  }

  /** Number of the stream and revision of its last link; both are negative in one without any. */
  find(streamName: string): { readonly number: number; readonly head: number } {
    const list = this.#storage.links.find(streamName);
    if (list === undefined) return { number: -1, head: -1 };
    return { number: -list.number, head: this.#durableHead(list) };
  }

  /** A bounded page of links, those whose event was taken out of the log left out. */
  read(listNumber: number, revision: number, direction: Direction, maxEvents: number): StoredEvent[] {
    const streamName = this.#storage.links.nameOf(listNumber);
    const rows = this.#storage.links.read(listNumber, revision, direction, maxEvents);
    return rows.map((row) => this.#link(streamName, listNumber, row));
  }

  get #isComplete(): boolean {
    return (this.#storage.links.position ?? -1) >= this.#lastPosition();
  }

  /** The index is written with its events, and so may know some that are not durable yet. */
  #durableHead(list: LinkList): number {
    const lastPosition = this.#lastPosition();
    if ((this.#storage.links.position ?? 0) <= lastPosition) return list.head;
    for (let head = list.head; head >= 0; ) {
      const rows = this.#storage.links.read(list.number, head, 'backwards', FEW_LINKS);
      const durable = rows.find(({ position }) => position <= lastPosition);
      if (durable !== undefined) return durable.revision;
      head = (rows.at(-1)?.revision ?? 0) - 1;
    }
    return -1;
  }

  async #build(): Promise<void> {
    this.#storage.links.switchOn();
    while (!this.#isComplete && !this.#isStopped) {
      this.#storage.links.catchUp();
      await breath();
    }
  }

  /** A link to a link points where that one points, as in the real server. */
  #link(streamName: string, listNumber: number, row: LinkRow): StoredEvent {
    const { revision, position, createdMs } = row;
    const record = encodeRecord({
      id: linkId(streamName, row),
      streamName,
      revision,
      position,
      type: LINK_EVENT_TYPE,
      contentType: 'application/octet-stream',
      createdMs,
      customMetadata: Buffer.from(JSON.stringify({ $o: row.streamName })),
      data: this.#targetOf(row),
    });
    const streamNumber = -listNumber;
    return { position, streamNumber, streamName, revision, type: LINK_EVENT_TYPE, createdMs, record };
  }

  #targetOf(row: LinkRow): Uint8Array {
    const [source] = row.type === LINK_EVENT_TYPE ? this.#storage.readAll(row.position, 'forwards', 1) : [];
    return source ? dataOfRecord(source.record) : Buffer.from(`${row.eventRevision}@${row.streamName}`);
  }
}

/** The same link has the same id whenever it is made. */
function linkId(streamName: string, { revision, position }: LinkRow): string {
  const digest = createHash('sha1').update(`${streamName}\0${revision}\0${position}`).digest('hex');
  const variant = ((Number.parseInt(digest[16] ?? '0', 16) & 0x3) | 0x8).toString(16);
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `5${digest.slice(13, 16)}`,
    variant + digest.slice(17, 20),
    digest.slice(20, 32),
  ].join('-');
}
