import { noticeData, recordedNotices } from '../../../test/support/notice-log.js';
import type { RecordedEvent } from '../ports/event-store.js';
import type { NoticeEvent } from '../../domain/notice/index.js';
import { NoticesCheck } from './notices.check.js';

const issued = (orderId: string, n: number): NoticeEvent => ({
  type: 'NoticeIssued',
  data: noticeData(orderId, n),
});
const idOf = (n: number) => noticeData('', n).noticeId;
const known = (stream: string): boolean => stream === 'order-main:web~1';
const found = (events: readonly RecordedEvent[]) => {
  const check = new NoticesCheck();
  return events.flatMap((event) =>
    check.observe(event, known).map(({ promise, detail }) => [promise, detail]),
  );
};

describe('the audit of notices', () => {
  it('finds one that is issued twice, also on another stream', () => {
    const [once, other] = recordedNotices(0n, [issued('web~1', 1), issued('web~1', 1)]);
    expect(found([once!, other!])).toEqual([['notices', `notice ${idOf(1)} is issued twice`]]);
    const elsewhere = { ...other!, stream: 'notice-main:web~2' };
    expect(found([once!, elsewhere])).toEqual([
      ['notices', `notice ${idOf(1)} is issued twice`],
      ['notices', `notice ${idOf(1)} of web~1 stands elsewhere`],
    ]);
  });

  it('finds one about an order that was never placed', () => {
    expect(found(recordedNotices(0n, [issued('web~2', 2)]))).toEqual([
      ['notices', `notice ${idOf(2)} is about web~2, which was never placed`],
    ]);
  });

  it('has nothing against sound ones, nor against what becomes of them', () => {
    const { orderId, noticeId, at } = noticeData('web~1', 3);
    const events: readonly NoticeEvent[] = [
      issued('web~1', 3),
      { type: 'NoticeDelivered', data: { orderId, noticeId, at } },
      issued('web~1', 4),
    ];
    expect(found(recordedNotices(0n, events))).toEqual([]);
  });
});
