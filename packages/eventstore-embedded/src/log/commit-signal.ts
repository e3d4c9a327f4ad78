import type { StoredEvent } from '../storage/stored-event.js';

/** Called once, with the events of the commit that it waited for. */
type Wake = (events: readonly StoredEvent[]) => void;

/** A wait that can be given up. */
export interface Wait<T> {
  readonly result: Promise<T>;
  /** Ends the wait with an empty result. */
  readonly cancel: () => void;
}

/** Key under which those wait who follow the log of all streams. */
const ALL = Symbol('all streams');

/**
 * Wakes those who have read all there is. Nobody is sent anything while busy: a subscriber waits
 * here only when it has nothing left to send, so nothing queues up for a slow one.
 */
export class CommitSignal {
  readonly #waiting = new Map<string | typeof ALL, Set<Wake>>();

  /** Waits for the next commit. */
  waitForAny(): Wait<readonly StoredEvent[]> {
    return this.#wait(ALL);
  }

  /** Waits for the next commit that has events of the stream; they are the result. */
  waitForStream(streamName: string): Wait<readonly StoredEvent[]> {
    return this.#wait(streamName);
  }

  publish(events: readonly StoredEvent[]): void {
    this.#wake(ALL, events);
    if (this.#waiting.size === 0) return;
    for (const [streamName, ofStream] of byStream(events)) this.#wake(streamName, ofStream);
  }

  /** Wakes those who wait for the stream though no event of it was committed: what it shows has changed. */
  touch(streamName: string): void {
    this.#wake(streamName, []);
  }

  #wait(key: string | typeof ALL): Wait<readonly StoredEvent[]> {
    const { promise, resolve } = withResolver();
    const waiting = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, waiting.add(resolve));
    const cancel = () => {
      waiting.delete(resolve);
      if (waiting.size === 0 && this.#waiting.get(key) === waiting) this.#waiting.delete(key);
      resolve([]);
    };
    return { result: promise, cancel };
  }

  #wake(key: string | typeof ALL, events: readonly StoredEvent[]): void {
    const waiting = this.#waiting.get(key);
    if (waiting === undefined) return;
    this.#waiting.delete(key);
    for (const wake of waiting) wake(events);
  }
}

function withResolver(): { promise: Promise<readonly StoredEvent[]>; resolve: Wake } {
  let resolve: Wake = () => undefined;
  const promise = new Promise<readonly StoredEvent[]>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}

function byStream(events: readonly StoredEvent[]): Map<string, StoredEvent[]> {
  const streams = new Map<string, StoredEvent[]>();
  for (const event of events) {
    const ofStream = streams.get(event.streamName);
    if (ofStream === undefined) streams.set(event.streamName, [event]);
    else ofStream.push(event);
  }
  return streams;
}
