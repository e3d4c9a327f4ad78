import type { NoticeIssued } from '../../domain/notice/index.js';
import { parseStreamName, streamName } from '../../domain/shared/stream-names.js';
import type { RecordedEvent } from '../ports/event-store.js';
import type { AuditViolation } from './audit-report.js';

/** Each notice is issued once in the whole log, on the stream of its order, about an order that was placed before. */
export class NoticesCheck {
  private readonly ids = new Set<string>();

  /** @param isOrder whether the order's stream is known at this point of the log */
  observe(
    { stream, revision, event }: RecordedEvent,
    isOrder: (stream: string) => boolean,
  ): readonly AuditViolation[] {
    if (event.type !== 'NoticeIssued') return [];
    const { noticeId, orderId } = (event as NoticeIssued).data;
    const parts = parseStreamName(stream);
    const found: string[] = [];
    if (this.ids.has(noticeId)) found.push(`notice ${noticeId} is issued twice`);
    this.ids.add(noticeId);
    if (parts?.category !== 'notice' || parts.id !== orderId) {
      found.push(`notice ${noticeId} of ${orderId} stands elsewhere`);
    } else if (!isOrder(streamName('order', parts.tenant, orderId))) {
      found.push(`notice ${noticeId} is about ${orderId}, which was never placed`);
    }
    return found.map((detail) => ({ promise: 'notices', stream, revision, detail }));
  }
}
