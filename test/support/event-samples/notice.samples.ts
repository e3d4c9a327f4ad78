import type { NoticeEvent } from '../../../src/domain/notice/index.js';
import { AT, LATER, ORDER_ID, type SampleOfEach } from './parts.js';

const notice = { orderId: ORDER_ID, noticeId: '6f1b1c2e-8d0e-5b5a-9a64-2f6f0a6c1d21', at: AT } as const;

/** Every event of a notice with all of its optional fields. */
export const NOTICE_SAMPLES: SampleOfEach<NoticeEvent> = {
  NoticeIssued: {
    type: 'NoticeIssued',
    data: {
      ...notice,
      channel: 'web',
      customerRef: 'CG-12520',
      audience: ['customer', 'retailer'],
      kind: 'will-be-late',
      cause: 'rejected',
      lines: [{ sku: 'FUR-BO-10001798', quantity: 2 }],
      promisedBy: AT,
      estimatedBefore: AT,
      estimatedNow: LATER,
      waitsUntil: LATER,
      thenAction: 'retry',
      reason: 'no node fits',
      fromNodeId: 'wh-east',
      toNodeIds: ['wh-west'],
    },
  },
  NoticeDelivered: { type: 'NoticeDelivered', data: notice },
  NoticeFailed: {
    type: 'NoticeFailed',
    data: { ...notice, attempts: 10, reason: 'the receiver answered 503' },
  },
  NoticeResendRequested: { type: 'NoticeResendRequested', data: notice },
};
