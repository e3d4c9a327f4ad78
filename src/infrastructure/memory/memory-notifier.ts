import type { DeliveryOutcome, NoticeMessage, Notifier } from '../../application/ports/notifier.js';

/** A receiver in memory, which knows a repetition by its id, and can be told to be out of order. */
export class MemoryNotifier implements Notifier {
  /** Every try, in order. */
  readonly tries: NoticeMessage[] = [];
  /** What the receiver has, by id. */
  readonly received = new Map<string, NoticeMessage>();
  private failing: string | null = null;

  /** From now on every try fails for this reason; null: none does. */
  failWith(reason: string | null): void {
    this.failing = reason;
  }

  async deliver(message: NoticeMessage): Promise<DeliveryOutcome> {
    await Promise.resolve();
    this.tries.push(message);
    if (this.failing !== null) return { outcome: 'failed', reason: this.failing };
    this.received.set(message.notice.noticeId, message);
    return { outcome: 'delivered' };
  }
}
