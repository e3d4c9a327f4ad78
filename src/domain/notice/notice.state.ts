import type { NoticeIssued } from './notice.events.js';

export type NoticeStatus = 'issued' | 'delivered' | 'failed';

/** One notice: what it says never changes, only how far it came. */
export interface NoticeMemory {
  readonly status: NoticeStatus;
  readonly issued: NoticeIssued['data'];
}

/** The notices of one order, oldest first. */
export interface NoticeState {
  readonly notices: readonly NoticeMemory[];
}

export const INITIAL_NOTICE_STATE: NoticeState = { notices: [] };

/** A notice by its id, or null. */
export function noticeOf(state: NoticeState, noticeId: string): NoticeMemory | null {
  return state.notices.find(({ issued }) => issued.noticeId === noticeId) ?? null;
}
