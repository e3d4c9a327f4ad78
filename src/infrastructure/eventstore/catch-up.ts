import type { EventStoreDBClient } from '@eventstore/db-client';
import {
  type AllOptions,
  EventStoreUnavailable,
  type SubscriptionMessage,
} from '../../application/ports/event-store.js';
import type { EventCodec } from './codec/event-codec.js';
import { readError } from './event-store-errors.js';
import type { ReadAnswer } from './reading/read-answer.types.js';
import { ReadCall } from './reading/read-call.js';
import { followRequest } from './reading/read-request.js';
import { toRecorded } from './recorded-event.js';

/** The log from a position on, without end. @throws EventStoreUnavailable when the connection breaks; UnreadableEvent */
export async function* catchUp(
  client: EventStoreDBClient,
  codec: EventCodec,
  options: AllOptions,
  checkpointInterval: number,
): AsyncIterable<SubscriptionMessage> {
  const { after, categories, signal } = options;
  if (signal?.aborted) return;
  const reading = new ReadCall(client, followRequest(after, categories, checkpointInterval));
  const onAbort = (): void => reading.cancel();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    for (let batch = await nextOf(reading); batch !== null; batch = await nextOf(reading)) {
      for (const answer of batch) {
        if (signal?.aborted) return;
        const message = messageOf(answer, codec);
        if (message !== null) yield message;
      }
    }
    if (!signal?.aborted) throw new EventStoreUnavailable('the subscription ended');
  } finally {
    signal?.removeEventListener('abort', onAbort);
    reading.cancel();
  }
}

async function nextOf(reading: ReadCall): Promise<readonly ReadAnswer[] | null> {
  try {
    return await reading.next();
  } catch (error) {
    throw readError(error);
  }
}

function messageOf(answer: ReadAnswer, codec: EventCodec): SubscriptionMessage | null {
  switch (answer.kind) {
    case 'event':
      return { kind: 'event', event: toRecorded(answer, codec) };
    case 'checkpoint':
    case 'caught-up':
      return answer;
    default:
      return null;
  }
}
