import type { OrderStatusView } from '../order-status/order-status.view.js';
import type { IndexEntry } from '../runtime/projection.js';
import { sortableTime } from '../shared/paging.js';

/** What a search can ask for. Every part that is present must hold. */
export interface OrderSearchFilter {
  readonly externalId?: string;
  readonly customerRef?: string;
  readonly status?: OrderStatusView['status'];
  readonly channel?: string;
  /** Inclusive. */
  readonly placedFrom?: string;
  /** Exclusive. */
  readonly placedTo?: string;
}

const STATUS_PREFIX = 'status ';

/** The indexes an order stands in: by date, over all orders and within each thing that is asked for. */
export function searchIndexes(view: OrderStatusView): readonly IndexEntry[] {
  const member = `${sortableTime(view.placedAt)}|${view.orderId}`;
  const entry = (index: string, counted = false): IndexEntry => ({ index, member, counted });
  return [
    entry('all'),
    entry(`${STATUS_PREFIX}${view.status}`, true),
    entry(`channel ${view.channel}`),
    entry(`channel-status ${view.channel} ${view.status}`),
    entry(`customer ${view.customerRef}`),
    entry(`external ${view.externalId}`),
  ];
}

/** The index that leaves least to look at. */
export function indexFor({ externalId, customerRef, status, channel }: OrderSearchFilter): string {
  if (externalId !== undefined) return `external ${externalId}`;
  if (customerRef !== undefined) return `customer ${customerRef}`;
  if (status !== undefined && channel !== undefined) return `channel-status ${channel} ${status}`;
  if (channel !== undefined) return `channel ${channel}`;
  return status === undefined ? 'all' : `${STATUS_PREFIX}${status}`;
}

/** The status whose index this is, or null. */
export function statusOfIndex(index: string): string | null {
  return index.startsWith(STATUS_PREFIX) ? index.slice(STATUS_PREFIX.length) : null;
}

/** True for an order that is asked for, whatever index it was found in. */
export function matches(view: OrderStatusView, filter: OrderSearchFilter): boolean {
  return (
    (filter.externalId ?? view.externalId) === view.externalId &&
    (filter.customerRef ?? view.customerRef) === view.customerRef &&
    (filter.status ?? view.status) === view.status &&
    (filter.channel ?? view.channel) === view.channel
  );
}
