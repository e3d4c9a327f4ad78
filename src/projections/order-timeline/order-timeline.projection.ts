import type { RecordedEvent } from '../../application/ports/event-store.js';
import { formatPosition } from '../../application/ports/position.js';
import type { FulfillmentEvent } from '../../domain/fulfillment/index.js';
import type { NoticeEvent } from '../../domain/notice/index.js';
import type { OrderEvent } from '../../domain/order/index.js';
import { parseStreamName } from '../../domain/shared/stream-names.js';
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
  version: 1,
  entries: timelineEntries,
};

interface Part {
  readonly orderId: string;
  readonly sentence: string;
  readonly fulfillmentId?: string;
  readonly nodeId?: string;
}

/** Where an event shows up, and with what words. One count may touch many orders. */
export function timelineEntries(
  recorded: RecordedEvent,
): readonly { readonly key: string; readonly entry: TimelineEntry }[] {
  return partsOf(recorded).map(({ orderId, ...part }) => ({ key: orderId, entry: entryOf(recorded, part) }));
}

function partsOf(recorded: RecordedEvent): readonly Part[] {
  switch (parseStreamName(recorded.stream)?.category) {
    case 'order': {
      const event = recorded.event as OrderEvent;
      return [{ orderId: event.data.orderId, sentence: orderSentence(event), ...namesIn(event.data) }];
    }
    case 'fulfillment': {
      const event = recorded.event as FulfillmentEvent;
      return [{ orderId: event.data.orderId, sentence: fulfillmentSentence(event), ...namesIn(event.data) }];
    }
    case 'notice': {
      const event = recorded.event as NoticeEvent;
      return [{ orderId: event.data.orderId, sentence: noticeSentence(event) }];
    }
    case 'stock': {
      const event = recorded.event as StockEvent;
      return stockParts(event).map((part) => ({ ...part, nodeId: event.data.nodeId }));
    }
    default:
      return [];
  }
}

function namesIn(data: object): Pick<Part, 'fulfillmentId' | 'nodeId'> {
  const { fulfillmentId, nodeId } = data as { fulfillmentId?: string; nodeId?: string };
  return {
    ...(fulfillmentId === undefined ? {} : { fulfillmentId }),
    ...(nodeId === undefined ? {} : { nodeId }),
  };
}

function entryOf(recorded: RecordedEvent, part: Omit<Part, 'orderId'>): TimelineEntry {
  const { metadata } = recorded;
  return {
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
}
