import {
  type EventStore,
  type NewEvent,
  WrongExpectedRevision,
} from '../../application/ports/event-store.js';
import type { Ids } from '../../application/ports/ids.js';
import type {
  ParkedEvent,
  ParkedWork,
  ParkedWorkEvent,
  ReplayRequest,
} from '../../application/ports/parked-work.js';
import type { Instant } from '../../domain/shared/time.js';

/** Tenant of what belongs to the engine itself; parked events of all tenants are on one list. */
const ENGINE_TENANT = 'engine';
/** Two processes may park at once; more than a few rounds means that something else is wrong. */
const MAX_RACES = 8;

interface ParkedList {
  readonly parked: Map<string, ParkedEvent>;
  readonly requests: Map<string, ReplayRequest>;
  revision: bigint | null;
}

/**
 * Parked work as events on a stream of its own, over the event store port: as durable as the log, listed by any process.
 * Each consumer's list is folded once and then only read on from where it was.
 */
export class LoggedParkedWork implements ParkedWork {
  private readonly lists = new Map<string, ParkedList>();

  constructor(
    private readonly store: EventStore,
    private readonly ids: Ids,
  ) {}

  async list(consumer: string): Promise<readonly ParkedEvent[]> {
    return [...(await this.refreshed(consumer)).parked.values()];
  }

  async requests(consumer: string): Promise<readonly ReplayRequest[]> {
    return [...(await this.refreshed(consumer)).requests.values()];
  }

  async park(event: ParkedEvent): Promise<void> {
    await this.append(event.consumer, event.parkedAt, ({ parked }) =>
      parked.has(event.id) ? null : { type: 'EventParked', data: event },
    );
  }

  async done(consumer: string, id: string, at: Instant): Promise<void> {
    await this.append(consumer, at, ({ parked }) =>
      parked.has(id) ? { type: 'ParkedEventReplayed', data: { id, replayedAt: at } } : null,
    );
  }

  async replayFailed(consumer: string, id: string, reason: string, at: Instant): Promise<void> {
    await this.append(consumer, at, ({ parked }) =>
      parked.has(id) ? { type: 'ParkedEventReplayFailed', data: { id, reason, failedAt: at } } : null,
    );
  }

  async replay(consumer: string, id: string, at: Instant): Promise<boolean> {
    await this.append(consumer, at, ({ parked, requests }) =>
      parked.has(id) && !requests.has(id)
        ? { type: 'ParkedEventReplayRequested', data: { id, requestedAt: at } }
        : null,
    );
    return this.listOf(consumer).parked.has(id);
  }

  /** Decides on the list as it is in the log, and again when someone else was faster. */
  private async append(
    consumer: string,
    at: Instant,
    decide: (list: ParkedList) => ParkedWorkEvent | null,
  ): Promise<void> {
    for (let races = 0; ; races += 1) {
      const list = await this.refreshed(consumer);
      const event = decide(list);
      if (event === null) return;
      try {
        await this.store.append(streamOf(consumer), list.revision ?? 'no-stream', [
          this.newEvent(consumer, event, at),
        ]);
        return;
      } catch (error) {
        if (!(error instanceof WrongExpectedRevision) || races >= MAX_RACES) throw error;
      }
    }
  }

  private newEvent(consumer: string, event: ParkedWorkEvent, at: Instant): NewEvent {
    const eventId = this.ids.random();
    return {
      eventId,
      event,
      metadata: {
        tenant: ENGINE_TENANT,
        commandId: eventId,
        correlationId: eventId,
        causationId: event.data.id,
        actor: consumer,
        occurredAt: at,
        recordedAt: at,
      },
    };
  }

  private async refreshed(consumer: string): Promise<ParkedList> {
    const list = this.listOf(consumer);
    const next = list.revision === null ? 0n : list.revision + 1n;
    for await (const { revision, event } of this.store.readStream(streamOf(consumer), next)) {
      // Two callers may read at once: each event is taken once.
      if (list.revision !== null && revision <= list.revision) continue;
      fold(list, event as ParkedWorkEvent);
      list.revision = revision;
    }
    return list;
  }

  private listOf(consumer: string): ParkedList {
    const known = this.lists.get(consumer);
    if (known !== undefined) return known;
    const list: ParkedList = { parked: new Map(), requests: new Map(), revision: null };
    this.lists.set(consumer, list);
    return list;
  }
}

function streamOf(consumer: string): string {
  return `parked-${ENGINE_TENANT}:${consumer}`;
}

function fold({ parked, requests }: ParkedList, event: ParkedWorkEvent): void {
  switch (event.type) {
    case 'EventParked':
      parked.set(event.data.id, event.data);
      return;
    case 'ParkedEventReplayRequested':
      requests.set(event.data.id, event.data);
      return;
    case 'ParkedEventReplayed':
      parked.delete(event.data.id);
      requests.delete(event.data.id);
      return;
    case 'ParkedEventReplayFailed': {
      const { id, reason } = event.data;
      requests.delete(id);
      const known = parked.get(id);
      if (known !== undefined) parked.set(id, { ...known, reason });
      return;
    }
  }
}
