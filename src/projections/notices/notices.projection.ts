import type { NoticeEvent } from '../../domain/notice/index.js';
import { isStreamOf } from '../../domain/shared/stream-names.js';
import { type IndexEntry, NO_TARGETS, type ViewProjection } from '../runtime/projection.js';
import { evolveNotices } from './notices.evolve.js';
import type { NoticeProgress, NoticeView } from './notices.view.js';

export const NOTICES_VIEW = 'notices';

/** All notices, in the order of the log. */
export const FEED_INDEX = 'feed';

/** Notices that came so far, in the order of the log. */
export function progressIndex(status: NoticeProgress): string {
  return `status ${status}`;
}

/** Notices of one order, in the order of the log. */
export function orderIndex(orderId: string): string {
  return `order ${orderId}`;
}

/** A document for each notice, indexed by its place in the log. */
export const noticesProjection: ViewProjection<NoticeView> = {
  kind: 'view',
  name: NOTICES_VIEW,
  version: 1,
  targets: ({ stream, event }) =>
    isStreamOf('notice', stream) ? [{ key: (event as NoticeEvent).data.noticeId }] : NO_TARGETS,
  evolve: evolveNotices,
  // A stream holds all notices of an order, a view one of them: it knows nothing of the revisions between.
  seen: () => undefined,
  begins: ({ event }) => event.type === 'NoticeIssued',
  indexes: indexesOf,
  cachedViews: 1_000,
};

function indexesOf({ position, noticeId, orderId, status }: NoticeView): readonly IndexEntry[] {
  const member = `${position}|${noticeId}`;
  return [
    { index: FEED_INDEX, member, counted: false },
    { index: orderIndex(orderId), member, counted: false },
    { index: progressIndex(status), member, counted: false },
  ];
}
