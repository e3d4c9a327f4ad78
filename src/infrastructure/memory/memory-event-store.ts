import {
  type AllOptions,
  type AppendReceipt,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  type RecordedEvent,
  type SubscriptionMessage,
  WrongExpectedRevision,
} from '../../application/ports/event-store.js';
import { parseStreamName } from '../../domain/shared/stream-names.js';
import { immutableCopy } from './immutable-copy.js';

/** Distance between two positions: more than one, so that nobody takes a position for a count. */
const POSITION_STEP = 10n;

/**
 * The log in memory: the twin of the event store adapter, judged by the same contract suite. Events are kept as
 * deep-frozen JSON copies, so whatever JSON cannot carry is lost here as it is on the wire, and a reader that writes
 * into an event fails at once.
 */
export class MemoryEventStore implements EventStore {
  private readonly log: RecordedEvent[] = [];
  private readonly streams = new Map<string, RecordedEvent[]>();
  private readonly waiting = new Set<() => void>();

  /** @throws WrongExpectedRevision; TypeError for an append without events */
  async append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<AppendReceipt> {
    if (events.length === 0) throw new TypeError(`stream ${stream}: an append needs at least one event`);
    // Copied before anything is awaited: the caller may go on with its objects.
    const copies = events.map((event) => immutableCopy(event));
    await Promise.resolve();
    const recorded = this.streams.get(stream) ?? [];
    const expectedLength = expected === 'no-stream' ? 0 : Number(expected) + 1;
    if (expectedLength !== recorded.length) {
      const last = lastOfRepeat(recorded, expectedLength, events);
      if (last !== undefined) return receiptOf(last);
      throw new WrongExpectedRevision(stream, expected, recorded.at(-1)?.revision);
    }
    for (const copy of copies) this.record(stream, recorded, copy);
    this.streams.set(stream, recorded);
    this.wakeSubscribers();
    return receiptOf(recorded.at(-1) as RecordedEvent);
  }

  async *readStream(
    stream: string,
    fromRevision = 0n,
    maxCount = Number.POSITIVE_INFINITY,
  ): AsyncIterable<RecordedEvent> {
    await Promise.resolve();
    const recorded = this.streams.get(stream) ?? [];
    const end = Math.min(recorded.length, Number(fromRevision) + maxCount);
    for (let index = Number(fromRevision); index < end; index += 1) yield recorded[index] as RecordedEvent;
  }

  async *readAll(options: AllOptions): AsyncIterable<RecordedEvent> {
    await Promise.resolve();
    for (let index = indexAfter(options.after); index < this.log.length; index += 1) {
      if (options.signal?.aborted) return;
      const event = this.log[index] as RecordedEvent;
      if (isWanted(event, options)) yield event;
    }
  }

  async *subscribe(options: AllOptions): AsyncIterable<SubscriptionMessage> {
    await Promise.resolve();
    let index = indexAfter(options.after);
    let caughtUp = false;
    while (!options.signal?.aborted) {
      let skippedUntil: bigint | null = null;
      for (; index < this.log.length && !options.signal?.aborted; index += 1) {
        const event = this.log[index] as RecordedEvent;
        const wanted = isWanted(event, options);
        skippedUntil = wanted ? null : event.position;
        if (wanted) yield { kind: 'event', event };
      }
      if (skippedUntil !== null) yield { kind: 'checkpoint', position: skippedUntil };
      if (!caughtUp && !options.signal?.aborted) yield { kind: 'caught-up' };
      caughtUp = true;
      if (index >= this.log.length) await this.nextAppend(options.signal);
    }
  }

  async headPosition(): Promise<bigint | null> {
    await Promise.resolve();
    return this.log.at(-1)?.position ?? null;
  }

  private record(stream: string, recorded: RecordedEvent[], copy: NewEvent): void {
    const position = BigInt(this.log.length + 1) * POSITION_STEP;
    const event = Object.freeze({ ...copy, stream, revision: BigInt(recorded.length), position });
    recorded.push(event);
    this.log.push(event);
  }

  private wakeSubscribers(): void {
    const waiting = [...this.waiting];
    this.waiting.clear();
    for (const wake of waiting) wake();
  }

  private async nextAppend(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        this.waiting.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      this.waiting.add(wake);
      signal?.addEventListener('abort', wake, { once: true });
    });
  }
}

function receiptOf(last: RecordedEvent): AppendReceipt {
  return { nextRevision: last.revision, position: last.position };
}

/**
 * As the server does it: an append at a revision that is no longer the head succeeds once more when the same event
 * ids stand at exactly the revisions that it would have written.
 */
function lastOfRepeat(
  recorded: readonly RecordedEvent[],
  from: number,
  events: readonly NewEvent[],
): RecordedEvent | undefined {
  const same = events.every((event, index) => recorded[from + index]?.eventId === event.eventId);
  return same ? recorded[from + events.length - 1] : undefined;
}

function indexAfter(position: bigint | null): number {
  return position === null ? 0 : Number(position / POSITION_STEP);
}

function isWanted(event: RecordedEvent, options: AllOptions): boolean {
  const category = parseStreamName(event.stream)?.category;
  return options.categories.some((wanted) => wanted === category);
}
