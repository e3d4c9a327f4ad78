import { dataOfRecord, idOfRecord } from '../protocol/recorded-event.js';
import type { Direction } from '../storage/direction.js';
import type { EventStorage } from '../storage/event-storage.js';
import type { StoredEvent } from '../storage/stored-event.js';
import { CommitSignal } from './commit-signal.js';
import { type CommitObserver, GroupCommit } from './group-commit.js';
import { RecentEvents } from './recent-events.js';
import { RecentIds } from './recent-ids.js';
import { LAST_REVISION, parseLink } from './link.js';
import { isLinkStream } from './link-names.js';
import { LinkStreams } from './link-streams.js';
import { isSoftDeleted, type StreamMetadata } from './stream-metadata.js';
import { StreamStates } from './stream-states.js';
import type { Settle, WriteRequest } from './write-request.js';

/** Number of events whose ids are known for appends that expect "any" revision. */
const RECENT_IDS = 65_536;

/** How many of them are read back at the start. */
const RECENT_IDS_AT_START = 4_096;

const RECENT_EVENT_BYTES = 32 * 1024 * 1024;

/** What a reader may see of a stream. */
export type StreamView =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'tombstoned' }
  | {
      readonly kind: 'readable';
      readonly number: number;
      /** First visible revision. */
      readonly first: number;
      /** Last revision, -1 in a stream that is still empty. */
      readonly last: number;
      /** Events older than this instant (milliseconds since 1970) are not visible. */
      readonly notBeforeMs: number;
    };

/** Part of a stream that no reader of the stream sees. */
export interface HiddenPart {
  readonly number: number;
  /** Events below this revision are hidden. */
  readonly below: number;
  /** Events below this revision are hidden if they are older than {@link notBeforeMs}. */
  readonly belowOrOlder: number;
  readonly notBeforeMs: number;
}

/** The log of all streams: one writer, and any number of readers that see what is durable. */
export class EventLog {
  readonly commits = new CommitSignal();
  readonly #storage: EventStorage;
  readonly #states: StreamStates;
  readonly #recent = new RecentEvents(RECENT_EVENT_BYTES);
  readonly #writer: GroupCommit;
  readonly #links: LinkStreams;

  /** @param onFailure called when a commit fails; the server must stop then */
  constructor(storage: EventStorage, onFailure: (error: unknown) => void, observer?: CommitObserver) {
    this.#storage = storage;
    this.#states = new StreamStates(storage);
    const recentIds = new RecentIds(RECENT_IDS);
    const context = { storage, states: this.#states, recentIds };
    this.#writer = new GroupCommit(context, {
      onFailure,
      observer,
      onCommit: (events) => {
        this.#recent.add(events);
        this.commits.publish(events);
        for (const name of this.#links.touchedBy(events)) this.commits.touch(name);
      },
    });
    this.#links = new LinkStreams(storage, () => this.lastPosition);
    this.#learnIds(recentIds);
  }

  /** Position of the last durable event, 0 in an empty log. */
  get lastPosition(): number {
    return this.#writer.lastPosition;
  }

  /** A commit has failed: nothing is written any more. */
  get hasFailed(): boolean {
    return this.#writer.hasFailed;
  }

  write(request: WriteRequest, settle: Settle): void {
    this.#writer.submit(request, settle);
  }

  /** Await it before the stream is read: an index may have to be made. Undefined when there is no need. */
  prepare(streamName: string): Promise<void> | undefined {
    return isLinkStream(streamName) ? this.#links.prepare() : undefined;
  }

  /** Like {@link prepare}, for who reads forwards, and asks for more when all is read that is known already. */
  prepareForwards(streamName: string): Promise<void> | undefined {
    // Which events `$maxCount` leaves is known only when all are.
    return this.metadataOf(streamName).maxCount === undefined ? undefined : this.prepare(streamName);
  }

  /** Lets the index find some more; undefined when it knows all there is. */
  prepareMore(streamName: string): Promise<void> | undefined {
    return isLinkStream(streamName) ? this.#links.advance() : undefined;
  }

  view(streamName: string): StreamView {
    this.#states.trim();
    const state = this.#states.get(streamName);
    if (this.#states.isDurablyTombstoned(state)) return { kind: 'tombstoned' };
    const links = isLinkStream(streamName) ? this.#links.find(streamName) : undefined;
    const { number, head } = links ?? { number: state.number, head: this.#states.durableHeadOf(state) };
    if (head < 0) return { kind: 'unknown' };
    const metadata = this.#states.durableMetadataOf(state);
    if (isSoftDeleted(metadata)) return { kind: 'unknown' };
    const { truncateBefore = 0, maxCount = Infinity, maxAgeSeconds = Infinity } = metadata;
    return {
      kind: 'readable',
      number,
      first: Math.max(0, truncateBefore, head - maxCount + 1),
      last: head,
      notBeforeMs: Date.now() - maxAgeSeconds * 1000,
    };
  }

  /** What nobody who reads the stream can see any more, and which of it must stay all the same. */
  hiddenPart(streamName: string): HiddenPart {
    const view = this.view(streamName);
    const state = this.#states.get(streamName);
    const [number, head] = [state.number, this.#states.durableHeadOf(state)];
    // The last event carries on the numbering.
    if (view.kind !== 'readable') return { number, below: head, belowOrOlder: head, notBeforeMs: -Infinity };
    const below = Math.min(view.first, head);
    return { number, below, belowOrOlder: head, notBeforeMs: view.notBeforeMs };
  }

  /** Names of streams that begin with `prefix`, in order. */
  streamNames(prefix: string, maxStreams: number): string[] {
    return this.#storage.streamNames(prefix, maxStreams);
  }

  /** The stream's metadata. */
  metadataOf(streamName: string): StreamMetadata {
    this.#states.trim();
    return this.#states.durableMetadataOf(this.#states.get(streamName));
  }

  /** The stream's last event, if somebody who reads the stream sees it. */
  lastEventOf(streamName: string): StoredEvent | undefined {
    const view = this.view(streamName);
    if (view.kind !== 'readable' || view.last < view.first) return undefined;
    const [event] = this.readStream(view.number, view.last, 'backwards', 1);
    return event !== undefined && event.createdMs >= view.notBeforeMs ? event : undefined;
  }

  /** Revision of the stream's last event, visible or not; -1 without one. */
  headOf(streamName: string): number {
    if (isLinkStream(streamName)) return this.#links.find(streamName).head;
    return this.#states.durableHeadOf(this.#states.get(streamName));
  }

  readAll(position: number, direction: Direction, maxEvents: number): StoredEvent[] {
    const recent = direction === 'forwards' ? this.#recent.from(position, maxEvents) : undefined;
    return recent ?? this.#durable(this.#storage.readAll(position, direction, maxEvents));
  }

  /** Like {@link readAll}, forwards, but undefined if the events are no longer in memory. */
  readRecent(position: number, maxEvents: number): StoredEvent[] | undefined {
    return this.#recent.from(position, maxEvents);
  }

  readStream(streamNumber: number, revision: number, direction: Direction, maxEvents: number): StoredEvent[] {
    const page =
      streamNumber < 0
        ? this.#links.read(-streamNumber, revision, direction, maxEvents)
        : this.#storage.readStream(streamNumber, revision, direction, maxEvents);
    return this.#durable(page);
  }

  /** The event that a link points at, if that is still visible; or that it is no link, though of that type. */
  target(link: StoredEvent): StoredEvent | 'no-link' | undefined {
    const target = parseLink(dataOfRecord(link.record));
    if (target === 'no-link') return target;
    const view = this.view(target.streamName);
    if (view.kind !== 'readable') return undefined;
    const revision = target.revision === LAST_REVISION ? view.last : target.revision;
    if (revision < view.first) return undefined;
    const [event] = this.readStream(view.number, revision, 'forwards', 1);
    const isVisible = event?.revision === revision && event.createdMs >= view.notBeforeMs;
    return isVisible ? event : undefined;
  }

  /** Makes durable, and answers, what still waits; undefined when that is done already. */
  flush(): Promise<void> | undefined {
    return this.#writer.flush();
  }

  async close(): Promise<void> {
    await Promise.all([this.flush(), this.#links.stop()]);
    this.#storage.close();
  }

  /** The storage shows what is written; readers see of it what is durable. */
  #durable(page: StoredEvent[]): StoredEvent[] {
    const { lastPosition } = this;
    return page.some(({ position }) => position > lastPosition)
      ? page.filter(({ position }) => position <= lastPosition)
      : page;
  }

  /** A client that repeats an append across a restart of the server is still recognised. */
  #learnIds(recentIds: RecentIds): void {
    let position = Math.max(1, this.lastPosition - RECENT_IDS_AT_START + 1);
    while (position <= this.lastPosition) {
      const page = this.#storage.readAll(position, 'forwards', RECENT_IDS_AT_START);
      for (const event of page) recentIds.add(idOfRecord(event.record), event);
      position = (page.at(-1)?.position ?? this.lastPosition) + 1;
    }
  }
}
