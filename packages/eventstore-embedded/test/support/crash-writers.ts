import type { EventStoreDBClient } from '@eventstore/db-client';
import { jsonEvent } from '@eventstore/db-client';
import { status } from '@grpc/grpc-js';

/** One append that the server has said is durable. */
export interface Acknowledged {
  readonly stream: string;
  readonly firstRevision: number;
  readonly ids: readonly string[];
}

/** Data of every event: which append it belongs to, and how much of it there must be. */
export interface CrashEventData {
  readonly append: string;
  readonly index: number;
  readonly of: number;
}

/** Small numbers that differ, the same in every run. */
export function* seededNumbers(seed: number): Generator<number, never> {
  let state = seed + 1;
  for (;;) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield Math.floor(state / 65_536);
  }
}

/**
 * Appends without pause, one writer a stream, one to five events at a time, each at the exact revision that the last
 * answer gave, until the server is gone.
 */
export async function appendUntilCrash(
  client: EventStoreDBClient,
  heads: Map<string, number>,
  round: number,
  acknowledged: Acknowledged[],
): Promise<void> {
  await Promise.all(
    [...heads].map(([stream, head], index) =>
      writer(client, stream, head, round * 100 + index, acknowledged),
    ),
  );
}

async function writer(
  client: EventStoreDBClient,
  stream: string,
  head: number,
  seed: number,
  acknowledged: Acknowledged[],
): Promise<void> {
  const numbers = seededNumbers(seed);
  let last = head;
  for (;;) {
    const of = 1 + (numbers.next().value % 5);
    const append = `${seed}-${last}`;
    const events = Array.from({ length: of }, (_, index) =>
      jsonEvent({ type: 'Written', data: { append, index, of, text: 'x'.repeat(300) } }),
    );
    const expectedRevision = last < 0 ? 'no_stream' : BigInt(last);
    try {
      await client.appendToStream(stream, events, { expectedRevision, deadline: 600_000 });
    } catch (error) {
      if (isConnectionLost(error)) return;
      throw error;
    }
    acknowledged.push({ stream, firstRevision: last + 1, ids: events.map(({ id }) => id) });
    last += of;
  }
}

/** The client's own errors have a type; what ends its first question to the server has the transport's code alone. */
function isConnectionLost(error: unknown): boolean {
  const { type, code } = error as { type?: string; code?: number };
  return type === 'unavailable' || type === 'cancelled' || code === status.UNAVAILABLE;
}
