import type { StoredEvent } from '../storage/stored-event.js';
import { persistent } from './generated.js';
import { inUuidForm, type UuidForm } from './read-frames.js';
import { delimitedBytes, varintBytes, WireWriter } from './wire-writer.js';

/** What a subscriber to a group is sent: an event, or a link and what it points at. */
export interface Delivery {
  readonly event: StoredEvent | undefined;
  readonly link: StoredEvent | undefined;
  readonly retryCount: number;
}

/** Encoded `ReadResp` of persistent subscriptions; events keep the encoding they were stored in. */
export function deliveryFrame({ event, link, retryCount }: Delivery, uuidForm: UuidForm): Buffer {
  const eventRecord = event && inUuidForm(event.record, uuidForm);
  const linkRecord = link && inUuidForm(link.record, uuidForm);
  const position = link?.position ?? event?.position ?? 0;
  const bytes =
    (eventRecord ? delimitedBytes(eventRecord.length) : 0) +
    (linkRecord ? delimitedBytes(linkRecord.length) : 0) +
    (1 + varintBytes(position)) +
    (1 + varintBytes(retryCount));
  const writer = new WireWriter(delimitedBytes(bytes)).startMessage(0x0a, bytes);
  if (eventRecord) writer.bytesField(0x0a, eventRecord);
  if (linkRecord) writer.bytesField(0x12, linkRecord);
  return writer.varintField(0x18, position).varintField(0x28, retryCount).buffer;
}

/** First message of a subscription to a group. */
export function groupConfirmationFrame(subscriptionId: string): Buffer {
  const confirmation = new persistent.ReadResp.SubscriptionConfirmation();
  confirmation.setSubscriptionId(subscriptionId);
  const response = new persistent.ReadResp().setSubscriptionConfirmation(confirmation);
  return Buffer.from(response.serializeBinary());
}
