export type * from './notice.commands.js';
export { noticeDecider } from './notice.decider.js';
export type * from './notice.events.js';
export type { NoticeRejectionCode } from './notice.rejections.js';
export { noticeOf } from './notice.state.js';
export { NOTICE_TRANSITIONS, type NoticeStage } from './notice.transitions.js';
