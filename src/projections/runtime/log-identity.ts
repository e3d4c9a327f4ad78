import type { EventStore } from '../../application/ports/event-store.js';
import type { ViewAddress, ViewChange } from '../../application/ports/view-store.js';
import { ALL_CATEGORIES } from './categories.js';

/** Where a generation keeps the log that it was built from. No tenant has an empty name. */
export const LOG_IDENTITY: ViewAddress = { tenant: '', key: 'log' };

/** A log as it stands: which one it is, and where it ends. */
export interface LogFacts {
  /** Id of its first event; null for an empty log. */
  readonly identity: string | null;
  readonly head: bigint | null;
}

/** @throws EventStoreUnavailable */
export async function logFacts(eventStore: EventStore): Promise<LogFacts> {
  return { identity: await firstEventId(eventStore), head: await eventStore.headPosition() };
}

/** Keeps the identity with the first batch of a generation, whose first event is the first of the log. */
export function identityChange(eventId: string): ViewChange {
  return { kind: 'put', at: LOG_IDENTITY, value: eventId };
}

async function firstEventId(eventStore: EventStore): Promise<string | null> {
  for await (const { eventId } of eventStore.readAll({ after: null, categories: ALL_CATEGORIES }))
    return eventId;
  return null;
}
