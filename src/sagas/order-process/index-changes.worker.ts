import type { RecordedEvent } from '../../application/ports/event-store.js';
import type { IndexChange } from '../../application/ports/process-index.js';
import { type LineQuantity, sumBySku } from '../../domain/shared/quantities.js';
import { deadlinesOf } from './order-process.deadlines.js';
import type { Deadline, OrderProcessEvent } from './order-process.types.js';

/** What the index keeps with a deadline. */
export interface DeadlinePayload {
  readonly deadline: Deadline;
  readonly orderId: string;
  readonly correlationId: string;
  readonly causationId: string;
}

type Draft = IndexChange extends infer Change
  ? Change extends IndexChange
    ? Omit<Change, 'position' | 'tenant'>
    : never
  : never;

/** What an event changes in the process index. Derived from events alone, so that the index can be built anew. */
export function indexChangesOf(recorded: RecordedEvent<OrderProcessEvent>): readonly IndexChange[] {
  const { position, metadata, event } = recorded;
  const { tenant } = metadata;
  const drafts = [...orderChanges(recorded), ...workChanges(event), ...deadlineChanges(recorded)];
  return drafts.map((draft) => ({ ...draft, position, tenant }));
}

/** The order that an event belongs to; undefined for stock and nodes on their own account. */
export function orderIdOfEvent({ data }: OrderProcessEvent): string | undefined {
  return 'orderId' in data ? data.orderId : undefined;
}

function orderChanges({ event, metadata }: RecordedEvent<OrderProcessEvent>): readonly Draft[] {
  const orderId = orderIdOfEvent(event);
  if (orderId === undefined) return [];
  const at = metadata.recordedAt;
  const active: Draft = { kind: 'order-active', orderId, at };
  switch (event.type) {
    case 'OrderPlaced':
      return [{ kind: 'order-opened', orderId, priority: event.data.priority, at }];
    case 'OrderCancelled':
    case 'OrderClosed':
      return [{ kind: 'order-ended', orderId }];
    case 'DemandParked':
      return [active, ...parked('demand-parked', orderId, event.data.lines, at)];
    case 'ParkedDemandRetried':
      return [active, ...parked('demand-unparked', orderId, event.data.lines, at)];
    case 'LinesCancelled':
      return event.data.from === 'parked'
        ? [active, ...parked('demand-unparked', orderId, event.data.lines, at)]
        : [active];
    default:
      return [active];
  }
}

function parked(
  kind: 'demand-parked' | 'demand-unparked',
  orderId: string,
  lines: readonly LineQuantity[],
  at: string,
): readonly Draft[] {
  return Array.from(
    sumBySku(lines),
    ([sku, quantity]): Draft =>
      kind === 'demand-parked' ? { kind, orderId, sku, quantity, at } : { kind, orderId, sku, quantity },
  );
}

/**
 * Work counts from its plan until it is picked or has ended. What leaves an order another way (a refused reservation)
 * stays until the order ends: a suspension then asks once too often, and the order says no.
 */
function workChanges(event: OrderProcessEvent): readonly Draft[] {
  switch (event.type) {
    case 'SourcingPlanned':
      return event.data.allocations.map(({ nodeId, fulfillmentId }) => ({
        kind: 'work-planned',
        orderId: event.data.orderId,
        nodeId,
        fulfillmentId,
      }));
    case 'FulfillmentPicked':
    case 'FulfillmentShortPicked':
    case 'FulfillmentCancelled':
    case 'FulfillmentSuperseded':
    case 'FulfillmentPulledBack':
      return [settled(event.data)];
    case 'FulfillmentRejected':
      return event.data.remaining.length === 0 ? [settled(event.data)] : [];
    default:
      return [];
  }
}

function settled(of: {
  readonly orderId: string;
  readonly nodeId: string;
  readonly fulfillmentId: string;
}): Draft {
  const { orderId, nodeId, fulfillmentId } = of;
  return { kind: 'work-settled', orderId, nodeId, fulfillmentId };
}

function deadlineChanges({ event, eventId, metadata }: RecordedEvent<OrderProcessEvent>): readonly Draft[] {
  return deadlinesOf(event).map((deadline) => {
    const payload: DeadlinePayload = {
      deadline,
      orderId: orderIdOfEvent(event) ?? '',
      correlationId: metadata.correlationId,
      causationId: eventId,
    };
    return { kind: 'deadline-set', id: `${metadata.tenant}:${deadline.id}`, dueAt: deadline.dueAt, payload };
  });
}
