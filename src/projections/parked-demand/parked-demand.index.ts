import type { OrderStatusView } from '../order-status/order-status.view.js';
import type { IndexEntry } from '../runtime/projection.js';
import { sortableTime } from '../shared/paging.js';
import type { ParkedOrder } from './parked-demand.view.js';

/** All orders with parked demand: high priority first, then those that have waited longest. */
export const PARKED_INDEX = 'parked';

const PRIORITY_LIMIT = 999_999_999;
const PRIORITY_DIGITS = 10;

export function parkedIndexes(view: OrderStatusView): readonly IndexEntry[] {
  if (view.parked.length === 0) return [];
  const rank = PRIORITY_LIMIT - Math.max(-PRIORITY_LIMIT, Math.min(PRIORITY_LIMIT, view.priority));
  const member = `${String(rank).padStart(PRIORITY_DIGITS, '0')}|${sortableTime(since(view))}|${view.orderId}`;
  return [{ index: PARKED_INDEX, member, counted: true }];
}

/** An order as the list of parked demand shows it. */
export function parkedOrder(view: OrderStatusView): ParkedOrder {
  const { orderId, channel, externalId, priority, promise, parked } = view;
  const until = parked.reduce(
    (first, part) => (part.until < first ? part.until : first),
    parked[0]?.until ?? '',
  );
  return {
    orderId,
    channel,
    externalId,
    priority,
    promisedBy: promise.promisedBy,
    since: since(view),
    until,
    parts: parked,
  };
}

function since({ parked }: OrderStatusView): string {
  return parked.reduce((first, part) => (part.since < first ? part.since : first), parked[0]?.since ?? '');
}
