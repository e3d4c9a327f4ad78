import type { Clock } from '../../application/ports/clock.js';
import type { EventStore, RecordedEvent } from '../../application/ports/event-store.js';
import type { Ids } from '../../application/ports/ids.js';
import type { CommandRunner } from '../../application/runtime/command-runner.js';
import { noticeDecider } from '../../domain/notice/index.js';
import { isPlaced, type OrderEvent, orderDecider, type PlacedOrder } from '../../domain/order/index.js';
import type { SagaConsumer } from '../runtime/saga-consumer.js';
import { mayTell } from './notices.prefilter.js';
import { react } from './notices.react.js';
import { NOTHING_KNOWN, type Telling } from './notices.types.js';

/** Names the checkpoint, the parked work, and who acts. */
export const NOTICES = 'notices';

export interface NoticesParts {
  readonly store: EventStore;
  readonly runner: CommandRunner;
  readonly clock: Clock;
  readonly ids: Ids;
}

/**
 * Tells customer and retailer what becomes of an order. Most events call for nothing and cost nothing. Where something
 * may have to be told, the order's own stream is read up to the event, so that what is said depends on nothing else:
 * not on how late this is, and not on how often it is done.
 */
export class NoticesWorker implements SagaConsumer {
  readonly name = NOTICES;
  readonly categories = ['order'] as const;

  constructor(private readonly parts: NoticesParts) {}

  keyOf({ stream }: RecordedEvent): string {
    return stream;
  }

  handle(recorded: RecordedEvent): Promise<void> | undefined {
    const event = recorded.event as OrderEvent;
    switch (event.type) {
      case 'DemandParked':
        return event.data.replaces === undefined ? this.tell(recorded) : undefined;
      case 'FulfillmentReplaced':
        return this.tell(recorded);
      case 'AllocationSecured':
      case 'LinesCancelled':
        return this.tellIf(recorded, (order) => mayTell(event, order));
      default:
        return undefined;
    }
  }

  /** The runner mostly has the order in memory: the order process has just had the same event. */
  private async tellIf(recorded: RecordedEvent, may: (order: PlacedOrder) => boolean): Promise<void> {
    const { orderId } = recorded.event.data as { readonly orderId: string };
    const { tenant } = recorded.metadata;
    const options = { atLeast: recorded.revision };
    const { state } = await this.parts.runner.load(orderDecider, tenant, orderId, options);
    if (isPlaced(state) && may(state)) await this.tell(recorded);
  }

  private async tell(recorded: RecordedEvent): Promise<void> {
    for (const [index, telling] of (await this.tellingsAt(recorded)).entries()) {
      await this.issue(recorded, telling, index);
    }
  }

  private async tellingsAt({ stream, revision }: RecordedEvent): Promise<readonly Telling[]> {
    let reaction = { memory: NOTHING_KNOWN, tellings: [] as readonly Telling[] };
    for await (const { event } of this.parts.store.readStream(stream, 0n, Number(revision) + 1)) {
      reaction = react(reaction.memory, event as OrderEvent);
    }
    return reaction.tellings;
  }

  private async issue({ eventId, metadata }: RecordedEvent, telling: Telling, index: number): Promise<void> {
    const { runner, ids, clock } = this.parts;
    const { tenant, correlationId, traceparent } = metadata;
    const noticeId = ids.derived(`${tenant}:notice:${eventId}:${index}`);
    await runner.execute(
      noticeDecider,
      { type: 'IssueNotice', data: { noticeId, ...telling, at: clock.now() } },
      {
        tenant,
        commandId: ids.derived(`issue:${noticeId}`),
        correlationId,
        causationId: eventId,
        actor: NOTICES,
        channel: telling.channel,
        ...(traceparent === undefined ? {} : { traceparent }),
      },
      { startsStream: true },
    );
  }
}
