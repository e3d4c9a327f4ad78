import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import { CheckpointStoreAdapter } from '../../src/infrastructure/eventstore/checkpoint-store.adapter.js';
import { EventCodec } from '../../src/infrastructure/eventstore/codec/event-codec.js';
import { WIRE_NAMES } from '../../src/infrastructure/eventstore/codec/wire-registry.js';
import { EventStoreConnection } from '../../src/infrastructure/eventstore/event-store-connection.js';
import { EventStoreAdapter } from '../../src/infrastructure/eventstore/event-store.adapter.js';

const CATEGORIES = ['order', 'stock', 'fulfillment', 'node', 'policy', 'notice'] as const;

/** The whole log of an engine, read beside it. */
export async function readLog(eventStoreUrl: string): Promise<readonly RecordedEvent[]> {
  const connection = new EventStoreConnection(eventStoreUrl);
  try {
    const store = new EventStoreAdapter(connection, new EventCodec(WIRE_NAMES));
    const events: RecordedEvent[] = [];
    for await (const event of store.readAll({ after: null, categories: CATEGORIES })) events.push(event);
    return events;
  } finally {
    await connection.close();
  }
}

/** How far a consumer has told that all is done; null before its first word. */
export async function readCheckpoint(eventStoreUrl: string, consumer: string): Promise<bigint | null> {
  const connection = new EventStoreConnection(eventStoreUrl);
  try {
    return await new CheckpointStoreAdapter(connection).load(consumer);
  } finally {
    await connection.close();
  }
}
