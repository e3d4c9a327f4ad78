import { EventStoreDBClient, jsonEvent, START } from '@eventstore/db-client';
import { EVENT_TYPE, PAYLOAD, STREAMS } from './payload.js';

/** Appends that were made: how many in which time, and how long each took, in milliseconds. */
export interface Appends {
  readonly count: number;
  readonly elapsedMs: number;
  readonly latencies: readonly number[];
}

/** Appends single events through the official client, so many in flight, for so long. */
export async function clientAppends(
  client: EventStoreDBClient,
  inFlight: number,
  forMs: number,
): Promise<Appends> {
  const latencies: number[] = [];
  const begin = performance.now();
  const end = begin + forMs;
  const writer = async (first: number): Promise<void> => {
    for (let number = first; performance.now() < end; number += inFlight) {
      const sent = performance.now();
      await client.appendToStream(
        `bench-${number % STREAMS}`,
        jsonEvent({ type: EVENT_TYPE, data: PAYLOAD }),
      );
      latencies.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, (_, number) => writer(number)));
  return { count: latencies.length, elapsedMs: performance.now() - begin, latencies };
}

/** Events a second that a subscription to all streams brings from the beginning on: over so many, from the first on. */
export async function clientCatchUp(connectionString: string, events: number): Promise<number> {
  const client = EventStoreDBClient.connectionString(connectionString);
  const subscription = client.subscribeToAll({ fromPosition: START });
  let begin = 0;
  let count = 0;
  await new Promise<void>((resolve, reject) => {
    subscription.on('error', reject);
    subscription.on('data', () => {
      if (count === 0) begin = performance.now();
      count += 1;
      if (count === events) resolve();
    });
  });
  const perSecond = count / ((performance.now() - begin) / 1_000);
  subscription.on('error', () => undefined);
  await subscription.unsubscribe();
  await client.dispose();
  return perSecond;
}

/** The value that so large a share of them does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
