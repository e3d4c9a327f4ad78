import type { DeliveryOutcome, NoticeMessage, Notifier } from '../../../src/application/ports/notifier.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Life } from '../kernel/life.js';

/** Whoever tells customer and retailer: outlives every engine and keeps what it got. */
export class Mailbox {
  /** Ids of notices, and how often each came. */
  readonly received = new Map<string, number>();
  /** The last of each, as it came. */
  readonly letters = new Map<string, NoticeMessage>();

  /** The line of one process to it: what is sent may not arrive, or arrive without an answer. */
  lineOf(kernel: Kernel, life: Life): Notifier {
    return {
      deliver: async (message: NoticeMessage): Promise<DeliveryOutcome> => {
        const { noticeId } = message.notice;
        const fault = kernel.faults.oneOf('noticeLost', 'noticeLostAnswer');
        await kernel.delivered(life, 'a notice');
        if (fault === 'noticeLost') return { outcome: 'failed', reason: 'lost on purpose' };
        this.received.set(noticeId, (this.received.get(noticeId) ?? 0) + 1);
        this.letters.set(noticeId, message);
        await kernel.delivered(life, 'answer to a notice');
        if (fault === 'noticeLostAnswer') return { outcome: 'failed', reason: 'lost on purpose' };
        return { outcome: 'delivered' };
      },
    };
  }
}
