import type { RecordedEvent } from '../../../src/application/ports/event-store.js';
import { noticeData, recordedNotices } from '../../support/notice-log.js';
import { checkNotices, type Received } from './notices.check.js';

const ORDER = 'web~1';
const [FIRST, SECOND] = [noticeData(ORDER, 1), noticeData(ORDER, 2)];
const about = ({ orderId, noticeId, at }: typeof FIRST) => ({ orderId, noticeId, at });

const ISSUED = recordedNotices(0n, [
  { type: 'NoticeIssued', data: FIRST },
  { type: 'NoticeIssued', data: SECOND },
]);
const DELIVERED = [
  ...ISSUED,
  ...recordedNotices(2n, [
    { type: 'NoticeDelivered', data: about(FIRST) },
    { type: 'NoticeDelivered', data: about(SECOND) },
  ]),
];

const came = (...notices: readonly (typeof FIRST)[]): Received => ({
  ids: notices.map(({ noticeId }) => noticeId),
  bodies: notices.map((data) => ({ timestamp: 'another at each try', data })),
  forged: 0,
});

/** Without what the orders call for: these logs have no orders. */
const receiving = (log: readonly RecordedEvent[], received: Received): readonly string[] =>
  checkNotices(log, received).filter((one) => !one.endsWith('is not called for'));

it('is content with notices that came in order, some of them again', () => {
  expect(receiving(DELIVERED, came(FIRST, SECOND, FIRST))).toEqual([]);
});

it('tells of a notice that no order calls for', () => {
  expect(checkNotices(ISSUED.slice(0, 1), null)).toEqual([
    `notice ${FIRST.noticeId} was issued and is not called for`,
  ]);
});

it('tells of a notice that is issued twice', () => {
  const again = recordedNotices(2n, [{ type: 'NoticeIssued', data: FIRST }]);

  expect(checkNotices([...ISSUED.slice(0, 1), ...again], null)).toContain(
    `notice ${FIRST.noticeId} was issued twice`,
  );
});

it.each<[string, readonly RecordedEvent[], Received, readonly string[]]>([
  [
    'was never delivered',
    DELIVERED.slice(0, 3),
    came(FIRST, SECOND),
    [`${SECOND.noticeId} was not delivered`],
  ],
  ['never came', DELIVERED, came(FIRST), [`${SECOND.noticeId} never came`]],
  [
    'came before an earlier one',
    DELIVERED,
    came(SECOND, FIRST),
    [`${SECOND.noticeId} came before an earlier one of its order`],
  ],
  [
    'came again with another content',
    DELIVERED,
    came(FIRST, SECOND, { ...FIRST, cause: 'short-pick' }),
    [`${FIRST.noticeId} came again and said something else`],
  ],
])('tells of a notice that %s', (_name, log, received, wrong) => {
  expect(receiving(log, received)).toEqual(wrong.map((one) => `notice ${one}`));
});

it('tells of signatures that are wrong', () => {
  expect(receiving(DELIVERED, { ...came(FIRST, SECOND), forged: 1 })).toEqual([
    '1 notices were not signed as they should be',
  ]);
});
