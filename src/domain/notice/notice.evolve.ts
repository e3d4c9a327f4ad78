import { assertNever } from '../shared/decider.js';
import type { NoticeEvent } from './notice.events.js';
import { noticeOf, type NoticeState, type NoticeStatus } from './notice.state.js';

/** The fold of an order's notices. Facts about a notice that was never issued change nothing. */
export function evolveNotice(state: NoticeState, event: NoticeEvent): NoticeState {
  switch (event.type) {
    case 'NoticeIssued':
      return noticeOf(state, event.data.noticeId) === null
        ? { notices: [...state.notices, { status: 'issued', issued: event.data }] }
        : state;
    case 'NoticeDelivered':
      return become(state, event.data.noticeId, 'delivered');
    case 'NoticeFailed':
      return become(state, event.data.noticeId, 'failed');
    case 'NoticeResendRequested':
      return become(state, event.data.noticeId, 'issued');
    default:
      return assertNever(event);
  }
}

function become(state: NoticeState, noticeId: string, status: NoticeStatus): NoticeState {
  return {
    notices: state.notices.map((one) => (one.issued.noticeId === noticeId ? { ...one, status } : one)),
  };
}
