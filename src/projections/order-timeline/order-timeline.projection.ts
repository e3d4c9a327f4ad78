import type { RecordedEvent } from '../../application/ports/event-store.js';
import { formatPosition } from '../../application/ports/position.js';
import type { FulfillmentEvent } from '../../domain/fulfillment/index.js';
import type { NoticeEvent } from '../../domain/notice/index.js';
import type { OrderEvent } from '../../domain/order/index.js';
import { isStreamOf } from '../../domain/shared/stream-names.js';
import type { StockEvent } from '../../domain/stock/index.js';
import type { ListProjection } from '../runtime/projection.js';
import { fulfillmentSentence } from './fulfillment-sentence.js';
import { noticeSentence } from './notice-sentence.js';
import { orderSentence } from './order-sentence.js';
import type { TimelineEntry } from './order-timeline.view.js';
import { stockParts } from './stock-sentence.js';

export const ORDER_TIMELINE = 'order-timeline';

/** A list for each order, appended to by events of the order, of its fulfillments, its reservations and its notices. */
export const orderTimelineProjection: ListProjection = {
  kind: 'list',
  name: ORDER_TIMELINE,
  version: 2,
  entries: timelineEntries,
};

interface Part {
  readonly orderId: string;
  readonly sentence: string;
  readonly fulfillmentId?: string;
  readonly nodeId?: string;
}

interface Placed {
  readonly key: string;
  readonly entry: TimelineEntry;
}

const NOWHERE: readonly Placed[] = [];

/** Where an event shows up, and with what words. One count may touch many orders. */
export function timelineEntries(recorded: RecordedEvent): readonly Placed[] {
  const { stream } = recorded;
  if (isStreamOf('order', stream)) {
    const event = recorded.event as OrderEvent;
    return [placed(recorded, partOf(event.data, orderSentence(event)))];
  }
  if (isStreamOf('stock', stream)) {
    const event = recorded.event as StockEvent;
    const { nodeId } = event.data;
    return stockParts(event).map((part) => placed(recorded, { ...part, nodeId }));
  }
  if (isStreamOf('fulfillment', stream)) {
    const event = recorded.event as FulfillmentEvent;
    return [placed(recorded, partOf(event.data, fulfillmentSentence(event)))];
  }
  if (!isStreamOf('notice', stream)) return NOWHERE;
  const event = recorded.event as NoticeEvent;
  return [placed(recorded, { orderId: event.data.orderId, sentence: noticeSentence(event) })];
}

function partOf(data: object, sentence: string): Part {
  const { orderId, fulfillmentId, nodeId } = data as Omit<Part, 'sentence'>;
  if (fulfillmentId === undefined) {
    return nodeId === undefined ? { orderId, sentence } : { orderId, sentence, nodeId };
  }
  return nodeId === undefined
    ? { orderId, sentence, fulfillmentId }
    : { orderId, sentence, fulfillmentId, nodeId };
}

function placed(recorded: RecordedEvent, { orderId, ...part }: Part): Placed {
  const { metadata } = recorded;
  const entry = {
    position: formatPosition(recorded.position),
    eventId: recorded.eventId,
    occurredAt: metadata.occurredAt,
    recordedAt: metadata.recordedAt,
    stream: recorded.stream,
    revision: Number(recorded.revision),
    type: recorded.event.type,
    causationId: metadata.causationId,
    correlationId: metadata.correlationId,
    actor: metadata.actor,
    ...part,
  };
  return { key: orderId, entry };
}
