import {
  type AllStreamResolvedEvent,
  type AllStreamSubscription,
  type EventStoreDBClient,
  START,
  streamNameFilter,
} from '@eventstore/db-client';
import {
  type AllOptions,
  EventStoreUnavailable,
  type SubscriptionMessage,
} from '../../application/ports/event-store.js';
import type { EventCodec } from './codec/event-codec.js';
import { readError } from './event-store-errors.js';
import { toRecorded } from './recorded-event.js';

/** Events that may lie ready in the process before the server is asked to wait. */
const HIGH_WATER_MARK = 256;

/** A message of the server that is no event, and the number of events that came before it. */
interface Mark {
  readonly after: number;
  readonly message: SubscriptionMessage;
}

/**
 * One catch-up subscription, as a loop that asks for each event. The client reports checkpoints and "caught up" beside
 * the stream, ahead of events that still lie in its buffer; here each comes out after exactly the events that the
 * server sent before it.
 */
class CatchUp {
  private readonly subscription: AllStreamSubscription;
  private readonly marks: Mark[] = [];
  private taken = 0;
  private end: Error | null = null;
  private wake: () => void = () => undefined;

  constructor(
    client: EventStoreDBClient,
    private readonly codec: EventCodec,
    private readonly options: AllOptions,
    checkpointInterval: number,
  ) {
    const { after, categories, signal } = options;
    this.subscription = client.subscribeToAll(
      {
        fromPosition: after === null ? START : { commit: after, prepare: after },
        filter: streamNameFilter({
          prefixes: categories.map((category) => `${category}-`),
          checkpointInterval,
          checkpointReached: (_subscription, { commit }) => {
            this.mark({ kind: 'checkpoint', position: commit });
          },
        }),
      },
      { highWaterMark: HIGH_WATER_MARK },
    );
    this.subscription
      .on('caughtUp', () => this.mark({ kind: 'caught-up' }))
      .on('readable', () => this.wake())
      .on('error', (error: Error) => this.finish(readError(error)))
      .on('end', () => this.finish(new EventStoreUnavailable('the subscription ended')))
      .on('close', () => this.finish(new EventStoreUnavailable('the subscription was closed')));
    signal?.addEventListener('abort', this.onAbort, { once: true });
  }

  async *messages(): AsyncIterable<SubscriptionMessage> {
    try {
      while (!this.options.signal?.aborted) {
        const next = this.next();
        if (next !== null) yield next;
        else if (this.end !== null) throw this.end;
        else await this.change();
      }
    } finally {
      this.close();
    }
  }

  /** The next message in the order of the server, or null when nothing lies ready. */
  private next(): SubscriptionMessage | null {
    for (;;) {
      const [mark] = this.marks;
      if (mark !== undefined && mark.after <= this.taken) {
        this.marks.shift();
        return mark.message;
      }
      const resolved = this.subscription.read() as AllStreamResolvedEvent | null;
      if (resolved === null) return null;
      this.taken += 1;
      if (resolved.event === undefined) continue;
      return { kind: 'event', event: toRecorded(resolved.event, this.codec) };
    }
  }

  private change(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  private mark(message: SubscriptionMessage): void {
    this.marks.push({ after: this.taken + this.subscription.readableLength, message });
    this.wake();
  }

  private finish(reason: Error): void {
    this.end ??= reason;
    this.wake();
  }

  private readonly onAbort = (): void => {
    this.wake();
  };

  /** The listeners stay: an error that comes after the end must still be heard by someone. */
  private close(): void {
    this.options.signal?.removeEventListener('abort', this.onAbort);
    this.subscription.unsubscribe().catch(() => undefined);
  }
}

/** The log from a position on, without end. @throws EventStoreUnavailable when the connection breaks; UnreadableEvent */
export async function* catchUp(
  client: EventStoreDBClient,
  codec: EventCodec,
  options: AllOptions,
  checkpointInterval: number,
): AsyncIterable<SubscriptionMessage> {
  if (options.signal?.aborted) return;
  yield* new CatchUp(client, codec, options, checkpointInterval).messages();
}
