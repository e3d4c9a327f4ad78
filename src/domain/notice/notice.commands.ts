import type { Message } from '../shared/decider.js';
import type { Instant } from '../shared/time.js';
import type { NoticeIssued } from './notice.events.js';

type NoticeCommandOf<Type extends string, Data> = Message<
  Type,
  { readonly orderId: string; readonly noticeId: string; readonly at: Instant } & Data
>;

export type IssueNotice = Message<'IssueNotice', NoticeIssued['data']>;
export type RecordNoticeDelivered = NoticeCommandOf<'RecordNoticeDelivered', Record<never, never>>;
export type RecordNoticeFailed = NoticeCommandOf<
  'RecordNoticeFailed',
  { readonly attempts: number; readonly reason: string }
>;
export type ResendNotice = NoticeCommandOf<'ResendNotice', Record<never, never>>;

export type NoticeCommand = IssueNotice | RecordNoticeDelivered | RecordNoticeFailed | ResendNotice;
