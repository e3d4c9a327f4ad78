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

/** What every change carries. */
type Place = Pick<IndexChange, 'position' | 'tenant'>;

/** What an event changes in the process index. Derived from events alone, so that the index can be built anew. */
export function indexChangesOf(recorded: RecordedEvent<OrderProcessEvent>): readonly IndexChange[] {
  const { position, metadata, event } = recorded;
  // Put into each change as it is made: to copy changes of every kind afterwards costs more than to make them.
  const place = { position, tenant: metadata.tenant };
  const changes = orderChanges(recorded, place);
  addWork(changes, event, place);
  addDeadlines(changes, recorded, place);
  return changes;
}

/** The order that an event belongs to; undefined for stock and nodes on their own account. */
export function orderIdOfEvent({ data }: OrderProcessEvent): string | undefined {
  return 'orderId' in data ? data.orderId : undefined;
}

function orderChanges({ event, metadata }: RecordedEvent<OrderProcessEvent>, place: Place): IndexChange[] {
  const orderId = orderIdOfEvent(event);
  if (orderId === undefined) return [];
  const at = metadata.recordedAt;
  const active: IndexChange = { ...place, kind: 'order-active', orderId, at };
  switch (event.type) {
    case 'OrderPlaced':
      return [{ ...place, kind: 'order-opened', orderId, priority: event.data.priority, at }];
    case 'OrderCancelled':
    case 'OrderClosed':
      return [{ ...place, kind: 'order-ended', orderId }];
    case 'DemandParked':
      return [active, ...parked('demand-parked', orderId, event.data.lines, at, place)];
    case 'ParkedDemandRetried':
      return [active, ...parked('demand-unparked', orderId, event.data.lines, at, place)];
    case 'LinesCancelled':
      return event.data.from === 'parked'
        ? [active, ...parked('demand-unparked', orderId, event.data.lines, at, place)]
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
  place: Place,
): readonly IndexChange[] {
  return Array.from(sumBySku(lines), ([sku, quantity]): IndexChange => {
    const of = { ...place, orderId, sku, quantity };
    return kind === 'demand-parked' ? { ...of, kind, at } : { ...of, kind };
  });
}

/**
 * Work counts from its plan until it is picked or has ended. What leaves an order another way (a refused reservation)
 * stays until the order ends: a suspension then asks once too often, and the order says no.
 */
function addWork(changes: IndexChange[], event: OrderProcessEvent, place: Place): void {
  switch (event.type) {
    case 'SourcingPlanned':
      for (const { nodeId, fulfillmentId } of event.data.allocations) {
        const { orderId } = event.data;
        changes.push({ ...place, kind: 'work-planned', orderId, nodeId, fulfillmentId });
      }
      return;
    case 'FulfillmentPicked':
    case 'FulfillmentShortPicked':
    case 'FulfillmentCancelled':
    case 'FulfillmentSuperseded':
    case 'FulfillmentPulledBack':
      changes.push(settled(event.data, place));
      return;
    case 'FulfillmentRejected':
      if (event.data.remaining.length === 0) changes.push(settled(event.data, place));
      return;
    default:
      return;
  }
}

function settled({ orderId, nodeId, fulfillmentId }: Work, place: Place): IndexChange {
  return { ...place, kind: 'work-settled', orderId, nodeId, fulfillmentId };
}

interface Work {
  readonly orderId: string;
  readonly nodeId: string;
  readonly fulfillmentId: string;
}

function addDeadlines(
  changes: IndexChange[],
  { event, eventId, metadata }: RecordedEvent<OrderProcessEvent>,
  place: Place,
): void {
  for (const deadline of deadlinesOf(event)) {
    const payload: DeadlinePayload = {
      deadline,
      orderId: orderIdOfEvent(event) ?? '',
      correlationId: metadata.correlationId,
      causationId: eventId,
    };
    const id = `${metadata.tenant}:${deadline.id}`;
    changes.push({ ...place, kind: 'deadline-set', id, dueAt: deadline.dueAt, payload });
  }
}
