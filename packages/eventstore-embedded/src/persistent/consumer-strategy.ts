import { customMetadataOfRecord } from '../protocol/recorded-event.js';
import type { ConsumerStrategyName } from './group-settings.js';
import type { SourceEvent } from './group-source.js';

/** What a strategy looks at. */
export interface Candidate {
  /** Subscribers are numbered in the order in which they came. */
  readonly number: number;
  /** How many more events it takes. */
  readonly freeSlots: number;
}

/** Chooses the subscriber of each event. */
export interface ConsumerStrategy {
  /** Undefined when the event has to wait, though others behind it need not. */
  choose<C extends Candidate>(consumers: readonly C[], event: SourceEvent): C | undefined;
}

/** As in the real server. */
const BUCKETS = 1_024;

/** A strategy with a memory of its own. */
export function consumerStrategy(name: ConsumerStrategyName): ConsumerStrategy {
  switch (name) {
    case 'RoundRobin':
      return new RoundRobin();
    case 'DispatchToSingle':
      return new DispatchToSingle();
    case 'Pinned':
      return new Pinned(sourceStream);
    case 'PinnedByCorrelation':
      return new Pinned((event) => correlationOf(event) ?? sourceStream(event));
  }
}

/** One after another; who is busy is passed over. */
class RoundRobin implements ConsumerStrategy {
  #last = 0;

  choose<C extends Candidate>(consumers: readonly C[]): C | undefined {
    const chosen = nextFree(consumers, this.#last);
    this.#last = chosen?.number ?? this.#last;
    return chosen;
  }
}

/** All to one, until it takes no more. */
class DispatchToSingle implements ConsumerStrategy {
  #current = 0;

  choose<C extends Candidate>(consumers: readonly C[]): C | undefined {
    const current = consumers.find(({ number }) => number === this.#current);
    if (current !== undefined && current.freeSlots > 0) return current;
    const chosen = nextFree(consumers, this.#current);
    this.#current = chosen?.number ?? this.#current;
    return chosen;
  }
}

/**
 * The same key always to the same subscriber, as long as it stays: each of the buckets belongs to
 * the subscriber that scores highest for it, so that who comes or goes moves only its own buckets.
 */
class Pinned implements ConsumerStrategy {
  readonly #keyOf: (event: SourceEvent) => string;

  constructor(keyOf: (event: SourceEvent) => string) {
    this.#keyOf = keyOf;
  }

  choose<C extends Candidate>(consumers: readonly C[], event: SourceEvent): C | undefined {
    const bucket = hash(this.#keyOf(event)) % BUCKETS;
    let chosen: C | undefined;
    let best = -1;
    for (const consumer of consumers) {
      const score = scramble(bucket * BUCKETS + consumer.number);
      if (score <= best) continue;
      best = score;
      chosen = consumer;
    }
    return chosen !== undefined && chosen.freeSlots > 0 ? chosen : undefined;
  }
}

function nextFree<C extends Candidate>(consumers: readonly C[], after: number): C | undefined {
  const free = consumers.filter(({ freeSlots }) => freeSlots > 0);
  return free.find(({ number }) => number > after) ?? free[0];
}

function sourceStream({ original, target }: SourceEvent): string {
  return (target ?? original).streamName;
}

function correlationOf({ original, target }: SourceEvent): string | undefined {
  try {
    const metadata: unknown = JSON.parse(
      Buffer.from(customMetadataOfRecord((target ?? original).record)).toString('utf8'),
    );
    const id = (metadata as Record<string, unknown> | null)?.['$correlationId'];
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193);
  return value >>> 0;
}

/** Neighbouring numbers get scores that have nothing to do with each other. */
function scramble(number: number): number {
  let value = Math.imul(number ^ (number >>> 16), 0x7feb352d);
  value = Math.imul(value ^ (value >>> 15), 0x846ca68b);
  return (value ^ (value >>> 16)) >>> 0;
}
