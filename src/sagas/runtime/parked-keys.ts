import type { Clock } from '../../application/ports/clock.js';
import type { EventStore, RecordedEvent } from '../../application/ports/event-store.js';
import type { ParkedEvent, ParkedWork } from '../../application/ports/parked-work.js';
import { reasonOf } from './failure-verdict.js';

/**
 * The keys that are held back, as this process knows them; the truth is in {@link ParkedWork}. Once an event is parked,
 * everything of its key that follows is parked behind it, so that the order within the key holds even after a restart.
 */
export class ParkedKeys {
  private readonly byKey = new Map<string, ParkedEvent[]>();

  constructor(
    private readonly work: ParkedWork,
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly consumer: string,
  ) {}

  async load(): Promise<void> {
    this.byKey.clear();
    for (const event of await this.work.list(this.consumer)) this.remember(event);
  }

  get size(): number {
    let size = 0;
    for (const events of this.byKey.values()) size += events.length;
    return size;
  }

  holds(key: string): boolean {
    return this.byKey.has(key);
  }

  /** Durable when it answers. An event that is on the list stays there once. */
  async park(recorded: RecordedEvent, key: string, reason: string, attempts: number): Promise<void> {
    const { eventId: id, stream, revision, event } = recorded;
    if (this.byKey.get(key)?.some((known) => known.id === id)) return;
    const parkedAt = this.clock.now();
    const parked: ParkedEvent = {
      id,
      consumer: this.consumer,
      key,
      stream,
      revision: revision.toString(),
      type: event.type,
      reason,
      attempts,
      parkedAt,
    };
    await this.work.park(parked);
    this.remember(parked);
  }

  async parkBehind(recorded: RecordedEvent, key: string): Promise<void> {
    const first = this.byKey.get(key)?.[0];
    await this.park(recorded, key, `waits behind ${first?.type ?? 'an event'} ${first?.id ?? ''}`.trim(), 0);
  }

  /** Keys with an open wish to be replayed. */
  async keysToReplay(): Promise<readonly string[]> {
    if (this.byKey.size === 0) return [];
    const wanted = new Set((await this.work.requests(this.consumer)).map(({ id }) => id));
    return [...this.byKey]
      .filter(([, events]) => events.some(({ id }) => wanted.has(id)))
      .map(([key]) => key);
  }

  /**
   * Works off what waits under a key, oldest first, until it is empty or something fails. To be run in the lane of the
   * key, so that nothing of the key happens beside it.
   * @throws what `handle` throws; what is left stays parked
   */
  async replay(
    key: string,
    handle: (event: RecordedEvent) => Promise<void> | undefined,
    onDone: (eventId: string) => void,
  ): Promise<void> {
    for (let parked = this.byKey.get(key)?.[0]; parked !== undefined; parked = this.byKey.get(key)?.[0]) {
      const event = await this.read(parked);
      try {
        // An event that the log no longer has (a deleted stream) can never be done; it is off the list, too.
        if (event !== null) await handle(event);
      } catch (error) {
        await this.closeRequests(key, reasonOf(error));
        throw error;
      }
      await this.work.done(this.consumer, parked.id, this.clock.now());
      this.forget(key, parked.id);
      onDone(parked.id);
    }
  }

  /** A wish is followed once: what failed again waits for the next one. */
  private async closeRequests(key: string, reason: string): Promise<void> {
    const requested = new Set((await this.work.requests(this.consumer)).map(({ id }) => id));
    for (const { id } of this.byKey.get(key) ?? []) {
      if (requested.has(id)) await this.work.replayFailed(this.consumer, id, reason, this.clock.now());
    }
  }

  private async read(parked: ParkedEvent): Promise<RecordedEvent | null> {
    let found: RecordedEvent | null = null;
    for await (const event of this.store.readStream(parked.stream, BigInt(parked.revision), 1)) found = event;
    return found;
  }

  private remember(event: ParkedEvent): void {
    const events = this.byKey.get(event.key);
    if (events === undefined) this.byKey.set(event.key, [event]);
    else events.push(event);
  }

  private forget(key: string, id: string): void {
    const rest = (this.byKey.get(key) ?? []).filter((event) => event.id !== id);
    if (rest.length === 0) this.byKey.delete(key);
    else this.byKey.set(key, rest);
  }
}
