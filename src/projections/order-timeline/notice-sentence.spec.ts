import { deepFreeze } from '../../../test/support/given-when-then.js';
import { noticeData } from '../../../test/support/notice-log.js';
import type { NoticeEvent, NoticeIssued } from '../../domain/notice/index.js';
import { noticeSentence } from './notice-sentence.js';

const data = noticeData('web~1', 1);
const { orderId, noticeId, at } = data;
const { fromNodeId: _from, toNodeIds: _to, ...bare } = data;
const said = (changes: Partial<NoticeIssued['data']>): string =>
  noticeSentence(deepFreeze({ type: 'NoticeIssued', data: { ...bare, ...changes } }));
const until = '2026-03-02T09:00:00.000Z';
const dates = { estimatedBefore: '2026-03-04T10:00:00.000Z', estimatedNow: '2026-03-06T10:00:00.000Z' };

describe('a notice in the timeline', () => {
  it.each<[Partial<NoticeIssued['data']>, string]>([
    [
      { kind: 'cancelled-by-us', cause: 'no-show' },
      'The customer was told: 2 × CHAIR is cancelled (nobody came to collect it).',
    ],
    [
      { kind: 'waiting', cause: 'no-node', waitsUntil: until, thenAction: 'cancel' },
      'The customer was told: 2 × CHAIR must wait, at most until 2026-03-02 09:00 UTC, and is cancelled then (no node can do it now).',
    ],
    [
      { kind: 'waiting', cause: 'rejected', waitsUntil: until },
      'The customer was told: 2 × CHAIR must wait, until 2026-03-02 09:00 UTC unless a node is found before (the node declined).',
    ],
    [
      { kind: 'waiting', cause: 'rejected' },
      'The customer was told: 2 × CHAIR must wait (the node declined).',
    ],
    [
      { kind: 'choice-needed', cause: 'short-pick', waitsUntil: until, thenAction: 'retry' },
      'The customer was told: 2 × CHAIR is not to be had at the chosen store now, and what to do is asked; it is tried again at 2026-03-02 09:00 UTC (the node could not find everything).',
    ],
    [
      { kind: 'found', cause: 'stock-arrived', toNodeIds: ['wh-2', 'wh-3'] },
      'The customer was told: 2 × CHAIR waits no longer and will come from wh-2 and wh-3, promised for 2026-03-05 18:00 UTC (stock has arrived).',
    ],
    [
      { kind: 'will-be-late', cause: 'lost-in-carriage', toNodeIds: ['wh-2'], ...dates },
      'The customer was told: 2 × CHAIR will be late, from wh-2, expected 2026-03-06 10:00 UTC and no longer 2026-03-04 10:00 UTC, promised for 2026-03-05 18:00 UTC (it was lost on the way).',
    ],
    [
      { audience: ['retailer'], toNodeIds: ['wh-2'], fromNodeId: 'wh-1', estimatedNow: dates.estimatedNow },
      'The retailer was told: 2 × CHAIR will come from wh-2 instead of wh-1, expected 2026-03-06 10:00 UTC, promised for 2026-03-05 18:00 UTC (the node declined).',
    ],
    [
      {
        toNodeIds: ['wh-2'],
        lines: [
          { sku: 'CHAIR', quantity: 2 },
          { sku: 'LAMP', quantity: 1 },
        ],
      },
      'The customer was told: 2 × CHAIR, 1 × LAMP will come from wh-2, promised for 2026-03-05 18:00 UTC (the node declined).',
    ],
    [
      { kind: 'found', cause: 'deadline', toNodeIds: ['wh-2'], estimatedBefore: dates.estimatedBefore },
      'The customer was told: 2 × CHAIR waits no longer and will come from wh-2, promised for 2026-03-05 18:00 UTC (its waiting time is over).',
    ],
  ])('says what was told, to whom and why', (changes, sentence) => {
    expect(said(changes)).toBe(sentence);
  });

  it.each<[NoticeEvent, string]>([
    [
      { type: 'NoticeFailed', data: { orderId, noticeId, at, attempts: 10, reason: 'it answered 503' } },
      'The notice could not be handed over after 10 tries: it answered 503.',
    ],
    [{ type: 'NoticeDelivered', data: { orderId, noticeId, at } }, 'The receiver of notices has it.'],
    [
      { type: 'NoticeResendRequested', data: { orderId, noticeId, at } },
      'The notice is sent again: someone asked for it.',
    ],
    [{ type: 'NoticeRead', data: { orderId, noticeId, at } } as never, 'NoticeRead.'],
  ])('says what became of it', (event, sentence) => {
    expect(noticeSentence(deepFreeze(event))).toBe(sentence);
  });

  it('finds words for kinds and causes that it does not know', () => {
    expect(said({ kind: 'delayed' as never, cause: 'bad-weather' as never })).toBe(
      'The customer was told: delayed (bad weather).',
    );
  });
});
