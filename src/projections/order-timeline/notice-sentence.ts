import type { NoticeCause, NoticeEvent, NoticeIssued, NoticeKind } from '../../domain/notice/index.js';
import { REOPENED, RETRIED } from './causes.js';
import { list, moment, units, words } from './words.js';

type Said = NoticeIssued['data'];

const CAUSES: Readonly<Record<NoticeCause, string>> = {
  ...REOPENED,
  ...RETRIED,
  'no-node': 'no node can do it now',
  'no-show': 'nobody came to collect it',
};

const SAID: Readonly<Record<NoticeKind, (said: Said) => string>> = {
  replanned: (said) => `${units(said.lines)} will come from ${nodes(said)}${instead(said)}${dates(said)}`,
  waiting: (said) => `${units(said.lines)} must wait${until(said)}`,
  found: (said) => `${units(said.lines)} waits no longer and will come from ${nodes(said)}${dates(said)}`,
  'will-be-late': (said) => `${units(said.lines)} will be late, from ${nodes(said)}${dates(said)}`,
  'cancelled-by-us': (said) => `${units(said.lines)} is cancelled`,
  'choice-needed': (said) =>
    `${units(said.lines)} is not to be had at the chosen store now, and what to do is asked${until(said)}`,
};

/** What an event of a notice says, for support staff. Total: an event without words of its own is named. */
export function noticeSentence(event: NoticeEvent): string {
  switch (event.type) {
    case 'NoticeIssued':
      return issued(event.data);
    case 'NoticeDelivered':
      return 'The receiver of notices has it.';
    case 'NoticeFailed':
      return `The notice could not be handed over after ${event.data.attempts} tries: ${event.data.reason}.`;
    case 'NoticeResendRequested':
      return 'The notice is sent again: someone asked for it.';
    default:
      return `${(event as NoticeEvent).type}.`;
  }
}

function issued(said: Said): string {
  const isForCustomer = said.audience.includes('customer');
  const told = isForCustomer ? 'The customer was told' : 'The retailer was told';
  const sentence = (SAID[said.kind] as ((said: Said) => string) | undefined)?.(said) ?? said.kind;
  return `${told}: ${sentence} (${(CAUSES[said.cause] as string | undefined) ?? words(said.cause)}).`;
}

function nodes({ toNodeIds = [] }: Said): string {
  return list(toNodeIds);
}

function instead({ fromNodeId }: Said): string {
  return fromNodeId === undefined ? '' : ` instead of ${fromNodeId}`;
}

function dates({ promisedBy, estimatedBefore, estimatedNow }: Said): string {
  const now = estimatedNow === undefined ? '' : `, expected ${moment(estimatedNow)}`;
  const before =
    now === '' || estimatedBefore === undefined ? '' : ` and no longer ${moment(estimatedBefore)}`;
  return `${now}${before}, promised for ${moment(promisedBy)}`;
}

function until({ waitsUntil, thenAction }: Said): string {
  if (waitsUntil === undefined) return '';
  const end = moment(waitsUntil);
  if (thenAction === undefined) return `, until ${end} unless a node is found before`;
  return thenAction === 'cancel'
    ? `, at most until ${end}, and is cancelled then`
    : `; it is tried again at ${end}`;
}
