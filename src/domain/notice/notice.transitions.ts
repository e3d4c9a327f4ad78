import { alreadySo, forbids, leadsTo, type TransitionTable } from '../shared/transition-table.js';
import type { NoticeCommand } from './notice.commands.js';
import type { NoticeRejectionCode } from './notice.rejections.js';
import type { NoticeStatus } from './notice.state.js';

/** Where a notice stands before it is issued, and then. */
export type NoticeStage = 'none' | NoticeStatus;

const unknown = forbids('NOTICE_NOT_FOUND');
const issuedOnce = alreadySo('the notice is issued already');

/**
 * Status of the notice that a command names × command. What was delivered stays so: a failure that another process
 * reports late says only that its own try failed.
 */
export const NOTICE_TRANSITIONS: TransitionTable<NoticeStage, NoticeCommand['type'], NoticeRejectionCode> = {
  none: {
    IssueNotice: leadsTo('issued'),
    RecordNoticeDelivered: unknown,
    RecordNoticeFailed: unknown,
    ResendNotice: unknown,
  },
  issued: {
    IssueNotice: issuedOnce,
    RecordNoticeDelivered: leadsTo('delivered'),
    RecordNoticeFailed: leadsTo('failed'),
    ResendNotice: alreadySo('the notice is still to be sent'),
  },
  delivered: {
    IssueNotice: issuedOnce,
    RecordNoticeDelivered: alreadySo('the notice is delivered already'),
    RecordNoticeFailed: alreadySo('the notice is delivered already'),
    ResendNotice: forbids('NOTICE_ALREADY_DELIVERED'),
  },
  failed: {
    IssueNotice: issuedOnce,
    RecordNoticeDelivered: leadsTo('delivered'),
    RecordNoticeFailed: alreadySo('the notice has failed already'),
    ResendNotice: leadsTo('issued'),
  },
};
