import type { RecordedEvent } from '../../application/ports/event-store.js';
import { formatPosition } from '../../application/ports/position.js';
import type { NoticeEvent } from '../../domain/notice/index.js';
import type { NoticeView } from './notices.view.js';

/** The fold of one notice. Facts about a notice that was never issued change nothing. */
export function evolveNotices(view: NoticeView | null, recorded: RecordedEvent): NoticeView | null {
  const event = recorded.event as NoticeEvent;
  const revision = Number(recorded.revision);
  if (event.type === 'NoticeIssued') {
    const { at: issuedAt, ...said } = event.data;
    const position = formatPosition(recorded.position);
    return view ?? { ...said, position, revision, issuedAt, status: 'issued' };
  }
  if (view === null || revision <= view.revision) return view;
  return progressed({ ...view, revision }, event);
}

function progressed(view: NoticeView, event: Exclude<NoticeEvent, { type: 'NoticeIssued' }>): NoticeView {
  switch (event.type) {
    case 'NoticeDelivered':
      return { ...view, status: 'delivered', deliveredAt: event.data.at };
    case 'NoticeFailed': {
      const { attempts, reason, at } = event.data;
      return { ...view, status: 'failed', failure: { attempts, reason, at } };
    }
    case 'NoticeResendRequested':
      return { ...view, status: 'issued' };
    default:
      return view;
  }
}
