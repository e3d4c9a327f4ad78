import type { NewEvent, RecordedEvent } from '../../src/application/ports/event-store.js';
import { LoggedParkedWork } from '../../src/infrastructure/eventstore/logged-parked-work.js';
import { MemoryCheckpointStore } from '../../src/infrastructure/memory/memory-checkpoint-store.js';
import { MemoryEventStore } from '../../src/infrastructure/memory/memory-event-store.js';
import { SystemIds } from '../../src/infrastructure/system/system-ids.js';
import type { SagaConsumer, SagaObserver } from '../../src/sagas/runtime/saga-consumer.js';
import { type PumpDependencies, SagaPump } from '../../src/sagas/runtime/saga-pump.js';
import { FakeClock, settled } from './fake-clock.js';

/** Work that ends when the test says so. */
export class Gate {
  open: () => void = () => undefined;
  readonly passed = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

/** What a test's consumer does with an event. */
export type Handler = (event: RecordedEvent) => Promise<void> | undefined;

/** A pump over a store in memory, with a clock that stands still. */
export class SagaFixture {
  readonly clock = new FakeClock();
  readonly log = new MemoryEventStore();
  readonly checkpoints = new MemoryCheckpointStore();
  readonly ids = new SystemIds();
  readonly parkedWork = new LoggedParkedWork(this.log, this.ids);
  /** What the observer heard, in order. */
  readonly heard: string[] = [];
  /** Streams and revisions that were handled to the end, in order. */
  readonly done: string[] = [];
  private made = 0;

  readonly observer: SagaObserver = {
    stopped: (_consumer, reason) => this.heard.push(`stopped: ${reason}`),
    retrying: (_consumer, _event, attempt, error) =>
      this.heard.push(`retrying ${attempt}: ${messageOf(error)}`),
    parked: (_consumer, _event, reason) => this.heard.push(`parked: ${reason}`),
    replayed: () => this.heard.push('replayed'),
    reopened: (_consumer, cause) => this.heard.push(`reopened: ${cause}`),
    checkpointFailed: (_consumer, error) => this.heard.push(`checkpoint failed: ${messageOf(error)}`),
    troubled: (_consumer, part, error) => this.heard.push(`trouble with ${part}: ${messageOf(error)}`),
  };

  /** Appends one event to `order-main:{id}` and gives its position. */
  async happens(id: string, type = 'Happened'): Promise<bigint> {
    const stream = `order-main:${id}`;
    let revision: bigint | null = null;
    for await (const event of this.log.readStream(stream)) revision = event.revision;
    const receipt = await this.log.append(stream, revision ?? 'no-stream', [this.newEvent(type)]);
    return receipt.position;
  }

  newEvent(type: string): NewEvent {
    this.made += 1;
    const eventId = this.ids.derived(`fixture/${this.made}`);
    const at = this.clock.now();
    const metadata = {
      tenant: 'main',
      commandId: eventId,
      correlationId: eventId,
      causationId: eventId,
      actor: 'test',
      occurredAt: at,
      recordedAt: at,
    };
    return { eventId, event: { type, data: {} }, metadata };
  }

  /** A pump whose consumer handles events by `handler`; `done` tells what it finished. */
  pump(
    handler: Handler = () => undefined,
    extra: Partial<PumpDependencies> = {},
    aftermath: Handler = () => undefined,
  ): SagaPump {
    const consumer: SagaConsumer = {
      name: 'test',
      categories: ['order'],
      keyOf: ({ stream }) => stream,
      handle: (event) => {
        const note = (): void => {
          this.done.push(`${event.stream.slice('order-main:'.length)}@${event.revision}`);
        };
        const handled = handler(event);
        if (handled === undefined) note();
        return handled?.then(note);
      },
      aftermath,
    };
    const { log: store, checkpoints, clock, observer } = this;
    // Another process on the same log: it remembers nothing of the first.
    const parkedWork = new LoggedParkedWork(store, this.ids);
    return new SagaPump(consumer, { store, checkpoints, parkedWork, clock, observer, ...extra });
  }

  checkpoint(): Promise<bigint | null> {
    return this.checkpoints.load('test');
  }

  settled(): Promise<void> {
    return settled();
  }

  /** Lets everything that can happen now happen, then moves time on. */
  async pass(milliseconds: number): Promise<void> {
    await settled();
    await this.clock.advance(milliseconds);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
