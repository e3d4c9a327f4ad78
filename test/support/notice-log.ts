import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import type { NoticeEvent, NoticeIssued } from '../../src/domain/notice/index.js';
import { METADATA_SAMPLE } from './event-samples/all.samples.js';

const AT = '2026-03-01T09:00:00.000Z';

/** What the n-th notice of an order says. */
export function noticeData(orderId: string, n: number): NoticeIssued['data'] {
  return {
    orderId,
    noticeId: `00000000-0000-5000-8000-${n.toString(16).padStart(12, '0')}`,
    at: AT,
    channel: 'web',
    customerRef: 'CG-1',
    audience: ['customer', 'retailer'],
    kind: 'replanned',
    cause: 'rejected',
    lines: [{ sku: 'CHAIR', quantity: n + 1 }],
    promisedBy: '2026-03-05T18:00:00.000Z',
    fromNodeId: 'wh-1',
    toNodeIds: ['wh-2'],
  };
}

/** Events as the log holds them, from a position on; each stream counts from 0. */
export function recordedNotices(after: bigint, events: readonly NoticeEvent[]): readonly RecordedEvent[] {
  const revisions = new Map<string, bigint>();
  return events.map((event, index) => {
    const stream = `notice-main:${event.data.orderId}`;
    const revision = revisions.get(stream) ?? 0n;
    revisions.set(stream, revision + 1n);
    const position = after + BigInt(index + 1);
    return { eventId: `notice-${index}`, stream, revision, position, event, metadata: METADATA_SAMPLE };
  });
}

/** Twelve notices of four orders, told by turns: delivered, failed and sent again, failed, not sent yet. */
export function noticeStories(after: bigint): readonly RecordedEvent[] {
  const events = Array.from({ length: 12 }, (_, n) => noticeData(`web~${n % 4}`, n)).flatMap((data, n) => {
    const { orderId, noticeId, at } = data;
    const about = { orderId, noticeId, at };
    const issued: NoticeEvent = { type: 'NoticeIssued', data };
    const delivered: NoticeEvent = { type: 'NoticeDelivered', data: about };
    const failed: NoticeEvent = { type: 'NoticeFailed', data: { ...about, attempts: 3, reason: 'away' } };
    const again: NoticeEvent = { type: 'NoticeResendRequested', data: about };
    return [[issued, delivered], [issued, failed, again, delivered], [issued, failed], [issued]][n % 4] ?? [];
  });
  return recordedNotices(after, events);
}
