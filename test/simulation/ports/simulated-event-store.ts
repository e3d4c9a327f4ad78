import {
  AppendOutcomeUnknown,
  type AllOptions,
  type AppendReceipt,
  type EventStore,
  EventStoreUnavailable,
  type ExpectedRevision,
  type NewEvent,
  type RecordedEvent,
  type SubscriptionMessage,
  WrongExpectedRevision,
} from '../../../src/application/ports/event-store.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Life } from '../kernel/life.js';

type Settle<T> = { readonly resolve: (value: T) => void; readonly reject: (error: unknown) => void };

const away = (): EventStoreUnavailable => new EventStoreUnavailable('out of order on purpose');

/** The connection of one process to the log: requests and answers take their turn, get lost, or come late. */
export class SimulatedEventStore implements EventStore {
  constructor(
    private readonly inner: EventStore,
    private readonly kernel: Kernel,
    private readonly life: Life,
    private readonly onWritten: () => void,
  ) {}

  append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendReceipt> {
    return new Promise((resolve, reject) => {
      this.send(stream, expected, () => this.write(stream, expected, events), { resolve, reject });
    });
  }

  /** Once sent, a request does not depend on the process that sent it. */
  private request(stream: string, expected: ExpectedRevision, go: () => void): void {
    const { servers, faults, chance, clock } = this.kernel;
    const isHandOver = expected === 'no-stream' && stream.startsWith('fulfillment-');
    // Work on its way to a node while its order changes is where most can go wrong.
    if (isHandOver && faults.strikes('handOverLate')) {
      clock.schedule(servers, chance.pick([5_000, 60_000, 300_000]), go);
      return;
    }
    this.kernel.deliver(servers, `append to ${stream}`, go);
  }

  private send(
    stream: string,
    expected: ExpectedRevision,
    write: () => Promise<AppendReceipt>,
    { resolve, reject }: Settle<AppendReceipt>,
  ) {
    const { kernel, life } = this;
    const { servers, faults, chance } = kernel;
    const answer = (go: () => void): void => kernel.deliver(life, `answer of an append to ${stream}`, go);
    const unknown = (): void => reject(new AppendOutcomeUnknown(stream));
    const request = (go: () => void): void => this.request(stream, expected, go);
    switch (faults.oneOf('appendUnavailable', 'appendLostRequest', 'appendLostAnswer', 'appendLateWrite')) {
      case null:
        return request(() => {
          write().then(
            (receipt) => answer(() => resolve(receipt)),
            (error: unknown) => answer(() => reject(error)),
          );
        });
      case 'appendUnavailable':
        return answer(() => reject(away()));
      case 'appendLostRequest':
        return answer(unknown);
      case 'appendLostAnswer':
        return request(
          () =>
            void write().then(
              () => answer(unknown),
              () => answer(unknown),
            ),
        );
      case 'appendLateWrite':
        kernel.clock.schedule(servers, chance.pick([5, 100, 5_000, 120_000]), () => {
          write().catch(() => undefined);
        });
        return answer(unknown);
    }
  }

  private async write(
    stream: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<AppendReceipt> {
    try {
      const receipt = await this.inner.append(stream, expected, events);
      this.onWritten();
      return receipt;
    } catch (error) {
      if (error instanceof WrongExpectedRevision) this.kernel.note('writers in conflict');
      throw error;
    }
  }

  async *readStream(stream: string, fromRevision = 0n, maxCount?: number): AsyncIterable<RecordedEvent> {
    const { kernel, life } = this;
    await kernel.delivered(life, `read ${stream}`);
    const events: RecordedEvent[] = [];
    for await (const event of this.inner.readStream(stream, fromRevision, maxCount)) events.push(event);
    // A stream that breaks off half way has given true events until then.
    const end = kernel.faults.strikes('readUnavailable') ? kernel.chance.below(events.length + 1) : null;
    if (kernel.chance.happens(0.3)) await kernel.delivered(life, `events of ${stream}`);
    for (const [index, event] of events.entries()) {
      if (index === end) throw away();
      yield event;
    }
    if (end === events.length) throw away();
  }

  async *readAll(options: AllOptions): AsyncIterable<RecordedEvent> {
    const { kernel, life } = this;
    await kernel.delivered(life, 'read the log');
    if (kernel.faults.strikes('readUnavailable')) throw away();
    let read = 0;
    for await (const event of this.inner.readAll(options)) {
      read += 1;
      if (read % 64 === 0) await kernel.delivered(life, 'more of the log');
      yield event;
    }
  }

  async *subscribe(options: AllOptions): AsyncIterable<SubscriptionMessage> {
    const { kernel, life } = this;
    const { faults, chance } = kernel;
    const ending = new AbortController();
    const end = (): void => ending.abort();
    options.signal?.addEventListener('abort', end, { once: true });
    life.whenDead(end);
    if (options.signal?.aborted) end();
    await kernel.delivered(life, 'open a subscription');
    const after = faults.strikes('subscriptionRepeats')
      ? before(options.after, chance.below(8))
      : options.after;
    let burst = 0;
    for await (const message of this.inner.subscribe({ ...options, after, signal: ending.signal })) {
      if (burst === 0) {
        await kernel.delivered(life, 'messages of a subscription');
        if (faults.strikes('subscriptionSilent')) await silence(ending.signal);
        if (faults.strikes('subscriptionBreaks')) throw away();
        burst = chance.between(1, 12);
      }
      if (ending.signal.aborted) return;
      burst -= 1;
      yield message;
    }
  }

  async headPosition(): Promise<bigint | null> {
    await this.kernel.delivered(this.life, 'ask for the head');
    if (this.kernel.faults.strikes('readUnavailable')) throw away();
    return this.inner.headPosition();
  }
}

/** Positions of the twin are ten apart. */
function before(position: bigint | null, events: number): bigint | null {
  if (position === null) return null;
  const earlier = position - BigInt(events * 10);
  return earlier > 0n ? earlier : null;
}

function silence(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
