import type { Decider } from '../shared/decider.js';
import { allowedCommands } from '../shared/transition-table.js';
import type { NoticeCommand } from './notice.commands.js';
import { decideNotice } from './notice.decide.js';
import type { NoticeEvent } from './notice.events.js';
import { evolveNotice } from './notice.evolve.js';
import type { NoticeRejectionCode } from './notice.rejections.js';
import { INITIAL_NOTICE_STATE, type NoticeState } from './notice.state.js';
import { NOTICE_TRANSITIONS } from './notice.transitions.js';

/** What customer and retailer are told about one order. Never terminal: there may always be more to tell. */
export const noticeDecider: Decider<NoticeCommand, NoticeEvent, NoticeState, NoticeRejectionCode> = {
  category: 'notice',
  initialState: INITIAL_NOTICE_STATE,
  decide: decideNotice,
  evolve: evolveNotice,
  isTerminal: () => false,
  /** For the newest notice: an older one may stand elsewhere. */
  allowed: (state) => allowedCommands(NOTICE_TRANSITIONS[state.notices.at(-1)?.status ?? 'none']),
  idOf: (command) => command.data.orderId,
};
