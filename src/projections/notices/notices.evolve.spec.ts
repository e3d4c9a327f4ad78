import { deepFreeze } from '../../../test/support/given-when-then.js';
import { noticeData, recordedNotices } from '../../../test/support/notice-log.js';
import type { NoticeEvent } from '../../domain/notice/index.js';
import { evolveNotices } from './notices.evolve.js';
import { noticesProjection } from './notices.projection.js';
import type { NoticeView } from './notices.view.js';

const data = noticeData('web~1', 1);
const { orderId, noticeId, at } = data;
const issued: NoticeEvent = { type: 'NoticeIssued', data };
const delivered: NoticeEvent = { type: 'NoticeDelivered', data: { orderId, noticeId, at } };
const failed: NoticeEvent = {
  type: 'NoticeFailed',
  data: { orderId, noticeId, at, attempts: 3, reason: 'away' },
};
const again: NoticeEvent = { type: 'NoticeResendRequested', data: { orderId, noticeId, at } };

const { at: issuedAt, ...said } = data;
const fresh: NoticeView = {
  ...said,
  issuedAt,
  position: '00000000000000000001',
  revision: 0,
  status: 'issued',
};

/** The view after events, each of which is delivered as often as told. */
const after = (events: readonly NoticeEvent[], times = 1): NoticeView | null =>
  recordedNotices(0n, events)
    .flatMap((event) => Array.from({ length: times }, () => event))
    .reduce<NoticeView | null>((view, event) => deepFreeze(evolveNotices(view, deepFreeze(event))), null);

describe('the view of a notice', () => {
  it.each([1, 2])('follows it through failure to the receiver, with each event %i times', (times) => {
    const failure = { attempts: 3, reason: 'away', at };
    expect(after([issued], times)).toEqual(fresh);
    expect(after([issued, failed], times)).toEqual({ ...fresh, revision: 1, status: 'failed', failure });
    expect(after([issued, failed, again], times)).toEqual({
      ...fresh,
      revision: 2,
      status: 'issued',
      failure,
    });
    expect(after([issued, failed, again, delivered], times)).toEqual({
      ...fresh,
      revision: 3,
      status: 'delivered',
      deliveredAt: at,
      failure,
    });
  });

  it('is not taken back by an event that is read again after a later one', () => {
    const log = recordedNotices(0n, [issued, failed, again]);
    const seen = [...log, ...log.slice(1, 2)];
    const view = seen.reduce<NoticeView | null>(
      (before, event) => evolveNotices(before, deepFreeze(event)),
      null,
    );
    expect([view?.status, view?.revision]).toEqual(['issued', 2]);
  });

  it('is none for a notice that was never issued', () => {
    expect(after([delivered, failed, again])).toBeNull();
  });

  it('stands in the feed, with its order and with its status, by its place in the log', () => {
    const member = `00000000000000000001|${noticeId}`;
    expect(noticesProjection.indexes(fresh)).toEqual([
      { index: 'feed', member, counted: false },
      { index: 'order web~1', member, counted: false },
      { index: 'status issued', member, counted: false },
    ]);
  });

  it('is looked for at events of notices alone', () => {
    const [event] = recordedNotices(0n, [issued]);
    expect(noticesProjection.targets(event!)).toEqual([{ key: noticeId }]);
    expect(noticesProjection.targets({ ...event!, stream: 'order-main:web~1' })).toEqual([]);
  });
});
