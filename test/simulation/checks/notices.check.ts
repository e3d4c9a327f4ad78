import type { RecordedEvent } from '../../../src/application/ports/event-store.js';
import type { NoticeEvent } from '../../../src/domain/notice/index.js';
import type { OrderEvent } from '../../../src/domain/order/index.js';
import { streamName } from '../../../src/domain/shared/stream-names.js';
import { react } from '../../../src/sagas/notices/notices.react.js';
import { NOTHING_KNOWN } from '../../../src/sagas/notices/notices.types.js';
import { SimulationFailure } from './simulation-failure.js';
import { TENANT } from './truth.js';

type Received = ReadonlyMap<string, number>;

/** Each cause is told once and nothing is told without one; what was told has arrived. */
export function checkNotices(log: readonly RecordedEvent[], received: Received): void {
  const wanted = causesByOrder(log);
  const issued = new Map<string, string[]>();
  for (const { event: recorded, stream } of log) {
    if (!stream.startsWith('notice-')) continue;
    const { type, data } = recorded as NoticeEvent;
    if (type === 'NoticeIssued') {
      const { noticeId, at: _at, ...telling } = data;
      issued.set(data.orderId, [...(issued.get(data.orderId) ?? []), JSON.stringify(telling)]);
      if (!received.has(noticeId)) fail(data.orderId, `${noticeId} was issued and never sent`);
    }
    if (type === 'NoticeFailed')
      fail(data.orderId, `${data.noticeId} was given up, though the line came back`);
  }
  for (const orderId of new Set([...wanted.keys(), ...issued.keys()]))
    compare(orderId, wanted.get(orderId) ?? [], issued.get(orderId) ?? []);
}

/** What is to be told of each order, by its own events. */
function causesByOrder(log: readonly RecordedEvent[]): ReadonlyMap<string, readonly string[]> {
  const memories = new Map<string, typeof NOTHING_KNOWN>();
  const told = new Map<string, string[]>();
  for (const { event: recorded, stream } of log) {
    if (!stream.startsWith('order-')) continue;
    const event = recorded as OrderEvent;
    const { orderId } = event.data;
    const { memory, tellings } = react(memories.get(orderId) ?? NOTHING_KNOWN, event);
    memories.set(orderId, memory);
    if (tellings.length > 0)
      told.set(orderId, [...(told.get(orderId) ?? []), ...tellings.map((telling) => sorted(telling))]);
  }
  return told;
}

function compare(orderId: string, wanted: readonly string[], issued: readonly string[]): void {
  const [left, right] = [[...wanted].sort(), issued.map((text) => sorted(JSON.parse(text) as object)).sort()];
  const at = left.findIndex((text, index) => text !== right[index]);
  if (left.length === right.length && at === -1) return;
  const place = at === -1 ? left.length : at;
  fail(
    orderId,
    `told ${right.length} times, ${left.length} causes; ${right[place] ?? '-'} for ${left[place] ?? '-'}`,
  );
}

/** The same text for the same data, whatever the order of its keys. */
function sorted(telling: object): string {
  return JSON.stringify(Object.fromEntries(Object.entries(telling).sort(([a], [b]) => (a < b ? -1 : 1))));
}

function fail(orderId: string, detail: string): never {
  throw new SimulationFailure('notices', `${orderId}: ${detail}`, streamName('notice', TENANT, orderId));
}
