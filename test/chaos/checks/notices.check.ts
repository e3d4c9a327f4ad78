import type { RecordedEvent } from '../../../src/application/ports/event-store.js';
import type { NoticeEvent } from '../../../src/domain/notice/index.js';
import type { OrderEvent } from '../../../src/domain/order/index.js';
import { SystemIds } from '../../../src/infrastructure/system/system-ids.js';
import { react } from '../../../src/sagas/notices/notices.react.js';
import { NOTHING_KNOWN, type NoticesMemory } from '../../../src/sagas/notices/notices.types.js';

/** What a receiver was sent, in that order. */
export interface Received {
  readonly ids: readonly string[];
  readonly bodies: readonly unknown[];
  readonly forged: number;
}

/**
 * What was issued beside what the orders call for, worked out anew from their events: each notice once. With a receiver:
 * each was delivered, under one id with one content, for each order in the order of the log.
 *
 * @returns what is wrong, in words
 */
export function checkNotices(log: readonly RecordedEvent[], received: Received | null): readonly string[] {
  const issued = idsOf(log, 'NoticeIssued');
  const wanted = wantedIds(log);
  return [
    ...differences(wanted, issued, 'is called for and was not issued', 'was issued and is not called for'),
    ...twice(issued).map((id) => `notice ${id} was issued twice`),
    ...(received === null ? [] : checkReceived(log, issued, received)),
  ];
}

function checkReceived(
  log: readonly RecordedEvent[],
  issued: readonly string[],
  { ids, bodies, forged }: Received,
): readonly string[] {
  const delivered = idsOf(log, 'NoticeDelivered');
  const contents = new Map<string, string>();
  const changed = ids.filter((id, index) => {
    const text = JSON.stringify((bodies[index] as { readonly data?: unknown }).data);
    const first = contents.get(id) ?? text;
    contents.set(id, first);
    return first !== text;
  });
  return [
    ...differences(issued, delivered, 'was not delivered', 'was delivered and never issued'),
    ...twice(delivered).map((id) => `notice ${id} was written down as delivered twice`),
    ...differences(issued, [...contents.keys()], 'never came', 'came and was never issued'),
    ...changed.map((id) => `notice ${id} came again and said something else`),
    ...outOfOrder(log, ids),
    ...(forged === 0 ? [] : [`${forged} notices were not signed as they should be`]),
  ];
}

/** Of each order, the first coming of each notice must follow the log. */
function outOfOrder(log: readonly RecordedEvent[], ids: readonly string[]): readonly string[] {
  const firsts = new Map([...ids.entries()].toReversed().map(([index, id]) => [id, index]));
  const last = new Map<string, number>();
  return log.flatMap(({ stream, event }) => {
    if (event.type !== 'NoticeIssued') return [];
    const { noticeId } = (event as NoticeEvent).data;
    const before = last.get(stream) ?? -1;
    const at = firsts.get(noticeId) ?? before;
    last.set(stream, Math.max(at, before));
    return at < before ? [`notice ${noticeId} came before an earlier one of its order`] : [];
  });
}

function wantedIds(log: readonly RecordedEvent[]): readonly string[] {
  const ids = new SystemIds();
  const memories = new Map<string, NoticesMemory>();
  return log.flatMap(({ stream, event, eventId, metadata }) => {
    if (!stream.startsWith('order-')) return [];
    const { memory, tellings } = react(memories.get(stream) ?? NOTHING_KNOWN, event as OrderEvent);
    memories.set(stream, memory);
    return tellings.map((_, index) => ids.derived(`${metadata.tenant}:notice:${eventId}:${index}`));
  });
}

function idsOf(log: readonly RecordedEvent[], type: NoticeEvent['type']): readonly string[] {
  return log
    .filter(({ stream, event }) => stream.startsWith('notice-') && event.type === type)
    .map(({ event }) => (event as NoticeEvent).data.noticeId);
}

function differences(
  wanted: readonly string[],
  found: readonly string[],
  missing: string,
  extra: string,
): readonly string[] {
  const [want, have] = [new Set(wanted), new Set(found)];
  return [
    ...[...want].filter((id) => !have.has(id)).map((id) => `notice ${id} ${missing}`),
    ...[...have].filter((id) => !want.has(id)).map((id) => `notice ${id} ${extra}`),
  ];
}

function twice(ids: readonly string[]): readonly string[] {
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}
