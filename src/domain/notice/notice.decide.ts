import { assertNever } from '../shared/decider.js';
import { accepted, type Decision, rejected, unchanged } from '../shared/decision.js';
import type { NoticeCommand } from './notice.commands.js';
import type { NoticeEvent } from './notice.events.js';
import type { NoticeRejectionCode } from './notice.rejections.js';
import { noticeOf, type NoticeState } from './notice.state.js';
import { NOTICE_TRANSITIONS } from './notice.transitions.js';

type NoticeDecision = Decision<NoticeEvent, NoticeRejectionCode>;

/** The rules of an order's notices. Rejects with the codes of {@link NoticeRejectionCode}. */
export function decideNotice(command: NoticeCommand, state: NoticeState): NoticeDecision {
  const { noticeId, orderId } = command.data;
  const transition = NOTICE_TRANSITIONS[noticeOf(state, noticeId)?.status ?? 'none'][command.type];
  if (transition.verdict === 'unchanged') return unchanged(transition.reason);
  if (transition.verdict === 'rejected') return refuse(transition.code, noticeId, orderId);
  switch (command.type) {
    case 'IssueNotice':
      return accepted<NoticeEvent>({ type: 'NoticeIssued', data: command.data });
    case 'RecordNoticeDelivered':
      return accepted<NoticeEvent>({ type: 'NoticeDelivered', data: command.data });
    case 'RecordNoticeFailed':
      return accepted<NoticeEvent>({ type: 'NoticeFailed', data: command.data });
    case 'ResendNotice':
      return accepted<NoticeEvent>({ type: 'NoticeResendRequested', data: command.data });
    default:
      return assertNever(command);
  }
}

function refuse(code: NoticeRejectionCode, noticeId: string, orderId: string): NoticeDecision {
  return code === 'NOTICE_NOT_FOUND'
    ? rejected(code, `order ${orderId} has no notice ${noticeId}`)
    : rejected(code, `the receiver has notice ${noticeId}`);
}
