import type { EventStoreDBClient } from '@eventstore/db-client';
import { ANY, jsonEvent } from '@eventstore/db-client';
import { status } from '@grpc/grpc-js';
import { seededBelow } from './crash-numbers.js';

/** One append that the server has said is durable. */
export interface Acknowledged {
  readonly stream: string;
  readonly firstRevision: number;
  readonly ids: readonly string[];
}

/** A stream that the server has said is deleted. */
export interface Deleted {
  readonly stream: string;
  readonly isForEver: boolean;
}

/** All that the server has acknowledged of a log. */
export class Acknowledgements {
  readonly appends: Acknowledged[] = [];
  readonly deletions: Deleted[] = [];
  /** Number in the last metadata that was acknowledged. */
  metadata = -1;
  /** Greatest position that an answer told. */
  position = 0;
  #onNext: () => void = () => undefined;

  copy(): Acknowledgements {
    const copy = new Acknowledgements();
    copy.appends.push(...this.appends);
    copy.deletions.push(...this.deletions);
    copy.metadata = this.metadata;
    copy.position = this.position;
    return copy;
  }

  get count(): number {
    return this.appends.length + this.deletions.length;
  }

  /** Ends with the next answer. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#onNext = resolve;
    });
  }

  at(result: { readonly position?: { readonly commit: bigint } | undefined }): void {
    this.position = Math.max(this.position, Number(result.position?.commit ?? 0));
    this.#onNext();
  }
}

/** Data of every event: which append it belongs to, and how much of it there must be. */
export interface CrashEventData {
  readonly append: string;
  readonly index: number;
  readonly of: number;
}

/** Streams with one writer each, who appends at the exact revision; and what everybody else writes to. */
export const OWN_STREAMS = Array.from({ length: 12 }, (_, index) => `stream-${index}`);
export const SHARED_STREAM = 'shared';
export const DESCRIBED_STREAM = 'described';
const SHARED_WRITERS = 3;

/** Events of this size do not fit into the pages of the others. */
const LARGE_BYTES = 60_000;
const ONE_LARGE_IN = 40;

interface Load {
  readonly client: EventStoreDBClient;
  readonly seed: number;
  readonly acknowledged: Acknowledgements;
}

/** Appends, deletes and sets metadata without pause, in all ways, until the server is gone. */
export async function writeUntilCrash(load: Load, heads: ReadonlyMap<string, number>): Promise<void> {
  const writers = [
    ...OWN_STREAMS.map((stream, index) => ownWriter(load, stream, heads.get(stream) ?? -1, index)),
    ...Array.from({ length: SHARED_WRITERS }, (_, index) => sharedWriter(load, index)),
    deleter(load),
    describer(load),
  ];
  await Promise.all(writers.map((writer) => writer.catch(ignoreLostConnection)));
}

function eventsOf(append: string, of: number, bytes: number) {
  const text = 'x'.repeat(bytes);
  return Array.from({ length: of }, (_, index) =>
    jsonEvent({ type: 'Written', data: { append, index, of, text } }),
  );
}

async function ownWriter(load: Load, stream: string, head: number, index: number): Promise<void> {
  const below = seededBelow(load.seed * 100 + index);
  for (let last = head; ; ) {
    const of = 1 + below(5);
    const bytes = below(ONE_LARGE_IN) === 0 ? LARGE_BYTES : 300;
    const events = eventsOf(`${load.seed}-${last}`, of, bytes);
    const expectedRevision = last < 0 ? 'no_stream' : BigInt(last);
    const result = await load.client.appendToStream(stream, events, { expectedRevision, deadline: 600_000 });
    load.acknowledged.appends.push({ stream, firstRevision: last + 1, ids: events.map(({ id }) => id) });
    load.acknowledged.at(result);
    last += of;
  }
}

async function sharedWriter(load: Load, index: number): Promise<void> {
  const below = seededBelow(load.seed * 100 + 50 + index);
  for (let count = 0; ; count += 1) {
    const of = 1 + below(20);
    const events = eventsOf(`${load.seed}-${index}-${count}`, of, 100);
    const result = await load.client.appendToStream(SHARED_STREAM, events, { expectedRevision: ANY });
    const firstRevision = Number(result.nextExpectedRevision) - of + 1;
    load.acknowledged.appends.push({ stream: SHARED_STREAM, firstRevision, ids: events.map(({ id }) => id) });
    load.acknowledged.at(result);
  }
}

async function deleter({ client, seed, acknowledged }: Load): Promise<void> {
  for (let count = 0; ; count += 1) {
    const stream = `gone-${seed}-${count}`;
    await client.appendToStream(stream, eventsOf(`${count}`, 2, 10));
    const isForEver = count % 2 === 1;
    acknowledged.at(await (isForEver ? client.tombstoneStream(stream) : client.deleteStream(stream)));
    acknowledged.deletions.push({ stream, isForEver });
  }
}

async function describer({ client, seed, acknowledged }: Load): Promise<void> {
  for (let number = seed * 100_000; ; number += 1) {
    acknowledged.at(await client.setStreamMetadata(DESCRIBED_STREAM, { number }));
    acknowledged.metadata = number;
  }
}

/** The client's own errors have a type; what ends its first question to the server has the transport's code alone. */
function ignoreLostConnection(error: unknown): void {
  const { type, code } = error as { type?: string; code?: number };
  if (type === 'unavailable' || type === 'cancelled' || code === status.UNAVAILABLE) return;
  throw error;
}
