import { decisionOn, fold } from '../../../test/support/given-when-then.js';
import {
  NOTICE_TRANSITIONS,
  type NoticeCommand,
  type NoticeEvent,
  type NoticeIssued,
  type NoticeStage,
  noticeDecider,
  noticeOf,
} from './index.js';

const at = '2026-03-01T09:00:00.000Z';
const about = { orderId: 'web~1', noticeId: 'n-1', at };
const issued: NoticeIssued['data'] = {
  ...about,
  channel: 'web',
  customerRef: 'CG-1',
  audience: ['customer', 'retailer'],
  kind: 'replanned',
  cause: 'rejected',
  lines: [{ sku: 'CHAIR', quantity: 2 }],
  promisedBy: at,
  fromNodeId: 'wh-1',
  toNodeIds: ['wh-2'],
};
const issuedEvent: NoticeEvent = { type: 'NoticeIssued', data: issued };
const failed = { ...about, attempts: 3, reason: 'the receiver answered 500' };

const HISTORIES: Record<NoticeStage, readonly NoticeEvent[]> = {
  none: [],
  issued: [issuedEvent],
  delivered: [issuedEvent, { type: 'NoticeDelivered', data: about }],
  failed: [issuedEvent, { type: 'NoticeFailed', data: failed }],
};
const COMMANDS: Record<NoticeCommand['type'], NoticeCommand> = {
  IssueNotice: { type: 'IssueNotice', data: issued },
  RecordNoticeDelivered: { type: 'RecordNoticeDelivered', data: about },
  RecordNoticeFailed: { type: 'RecordNoticeFailed', data: failed },
  ResendNotice: { type: 'ResendNotice', data: about },
};
const STAGES = Object.keys(HISTORIES) as NoticeStage[];
const PAIRS = STAGES.flatMap((stage) =>
  Object.values(COMMANDS).map((command) => [stage, command.type, command] as const),
);

/** What the table says may come out, in words. */
function tabled(transition: (typeof NOTICE_TRANSITIONS)[NoticeStage][NoticeCommand['type']]): string {
  if (transition.verdict === 'allowed') return `leads to ${transition.to.join(' or ')}`;
  return transition.verdict === 'rejected'
    ? `rejected ${transition.code}`
    : `unchanged: ${transition.reason}`;
}

/** What came out, in the same words. */
function answered(command: NoticeCommand, history: readonly NoticeEvent[]): string {
  const decision = decisionOn(noticeDecider, history, command);
  if (decision.outcome === 'accepted') {
    const after = fold(noticeDecider, [...history, ...decision.events]);
    return `leads to ${noticeOf(after, 'n-1')?.status ?? 'none'}`;
  }
  return decision.outcome === 'rejected' ? `rejected ${decision.code}` : `unchanged: ${decision.reason}`;
}

describe('the status × command table of a notice is what decide does', () => {
  it.each(PAIRS)('%s × %s', (stage, type, command) => {
    expect(answered(command, HISTORIES[stage])).toBe(tabled(NOTICE_TRANSITIONS[stage][type]));
  });

  it.each(STAGES)('says what is allowed while %s', (stage) => {
    const accepted = Object.values(COMMANDS).filter(
      (command) => decisionOn(noticeDecider, HISTORIES[stage], command).outcome === 'accepted',
    );
    expect(noticeDecider.allowed(fold(noticeDecider, HISTORIES[stage]))).toEqual(
      accepted.map(({ type }) => type),
    );
  });
});

describe('the notices of an order', () => {
  it('refuse what concerns a notice that was never issued, and name both', () => {
    expect(decisionOn(noticeDecider, [], COMMANDS.ResendNotice)).toEqual({
      outcome: 'rejected',
      code: 'NOTICE_NOT_FOUND',
      detail: 'order web~1 has no notice n-1',
    });
  });

  it('are not sent again once the receiver has them', () => {
    expect(decisionOn(noticeDecider, HISTORIES.delivered, COMMANDS.ResendNotice)).toEqual({
      outcome: 'rejected',
      code: 'NOTICE_ALREADY_DELIVERED',
      detail: 'the receiver has notice n-1',
    });
  });

  it('are written as they were told, and each stands for itself', () => {
    const second: NoticeIssued['data'] = { ...issued, noticeId: 'n-2', kind: 'waiting', waitsUntil: at };
    const decision = decisionOn(noticeDecider, HISTORIES.failed, { type: 'IssueNotice', data: second });
    expect(decision).toEqual({ outcome: 'accepted', events: [{ type: 'NoticeIssued', data: second }] });
    expect(fold(noticeDecider, [...HISTORIES.failed, { type: 'NoticeIssued', data: second }])).toEqual({
      notices: [
        { status: 'failed', issued },
        { status: 'issued', issued: second },
      ],
    });
  });

  it('take a fact that is told twice, or about nothing, for what it is: nothing new', () => {
    const twice = fold(noticeDecider, [issuedEvent, issuedEvent]);
    expect(twice).toEqual({ notices: [{ status: 'issued', issued }] });
    expect(fold(noticeDecider, [{ type: 'NoticeFailed', data: failed }])).toEqual({ notices: [] });
    expect(noticeDecider.isTerminal(twice)).toBe(false);
    expect(noticeDecider.idOf(COMMANDS.IssueNotice)).toBe('web~1');
  });
});
