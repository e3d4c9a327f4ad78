import type { Clock } from '../../application/ports/clock.js';
import type { RecordedEvent } from '../../application/ports/event-store.js';
import type { Ids } from '../../application/ports/ids.js';
import type { Notifier } from '../../application/ports/notifier.js';
import type { CommandRunner } from '../../application/runtime/command-runner.js';
import { type NoticeCommand, noticeDecider, type NoticeEvent, noticeOf } from '../../domain/notice/index.js';
import type { SagaConsumer } from '../runtime/saga-consumer.js';

/** Names the checkpoint, the parked work, and who acts. */
export const NOTICE_DELIVERY = 'notice-delivery';

export interface NoticeDeliveryParts {
  readonly runner: CommandRunner;
  readonly notifier: Notifier;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Tries before a notice is given up. */
  readonly attempts: number;
}

/** One try has failed and others follow: the runtime pauses, longer each time, and comes again. */
class NoticeNotDelivered extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'NoticeNotDelivered';
  }
}

/**
 * Sends notices, in order for each order, until the receiver has each, or it is given up. What became of it is a fact on
 * the notice's own stream. A crash begins the count of tries anew; the receiver knows a repetition by the id.
 */
export class NoticeDeliveryWorker implements SagaConsumer {
  readonly name = NOTICE_DELIVERY;
  readonly categories = ['notice'] as const;
  private readonly tries = new Map<string, number>();

  constructor(private readonly parts: NoticeDeliveryParts) {}

  keyOf({ stream }: RecordedEvent): string {
    return stream;
  }

  handle(recorded: RecordedEvent): Promise<void> | undefined {
    const { type } = recorded.event as NoticeEvent;
    return type === 'NoticeIssued' || type === 'NoticeResendRequested' ? this.send(recorded) : undefined;
  }

  private async send(recorded: RecordedEvent): Promise<void> {
    const { orderId, noticeId } = (recorded.event as NoticeEvent).data;
    const { tenant } = recorded.metadata;
    const options = { atLeast: recorded.revision };
    const { state } = await this.parts.runner.load(noticeDecider, tenant, orderId, options);
    const memory = noticeOf(state, noticeId);
    if (memory?.status !== 'issued') return;
    const result = await this.parts.notifier.deliver({ tenant, notice: memory.issued });
    const attempts = (this.tries.get(recorded.eventId) ?? 0) + 1;
    this.tries.set(recorded.eventId, attempts);
    const about = { orderId, noticeId, at: this.parts.clock.now() };
    if (result.outcome === 'delivered') {
      await this.record(recorded, { type: 'RecordNoticeDelivered', data: about });
    } else if (attempts < this.parts.attempts) {
      throw new NoticeNotDelivered(result.reason);
    } else {
      const data = { ...about, attempts, reason: result.reason };
      await this.record(recorded, { type: 'RecordNoticeFailed', data });
    }
    this.tries.delete(recorded.eventId);
  }

  private async record({ eventId, metadata }: RecordedEvent, command: NoticeCommand): Promise<void> {
    const { tenant, correlationId, channel } = metadata;
    await this.parts.runner.execute(noticeDecider, command, {
      tenant,
      commandId: this.parts.ids.derived(`${command.type}:${tenant}:${eventId}`),
      correlationId,
      causationId: eventId,
      actor: NOTICE_DELIVERY,
      ...(channel === undefined ? {} : { channel }),
    });
  }
}
