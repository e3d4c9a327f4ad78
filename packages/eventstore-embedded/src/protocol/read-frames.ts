import type { StoredEvent } from '../storage/stored-event.js';
import { shared, streams } from './generated.js';
import { delimitedBytes, varintBytes, WireWriter } from './wire-writer.js';

/**
 * Encoded `ReadResp` messages. Events are framed around their stored encoding by hand: this is
 * the hottest path of the server. The rest is rare and uses the generated classes.
 */

/** How a reader wants event ids: text, or two 64-bit halves (which other clients ask for). */
export type UuidForm = 'text' | 'halves';

/** An event as it was stored. */
export function eventFrame(event: StoredEvent, uuidForm: UuidForm): Buffer {
  const record = inUuidForm(event.record, uuidForm);
  const readEventBytes = delimitedBytes(record.length) + 1 + varintBytes(event.position);
  return new WireWriter(delimitedBytes(readEventBytes))
    .startMessage(0x0a, readEventBytes)
    .bytesField(0x0a, record)
    .varintField(0x18, event.position).buffer;
}

/** A link with the event that it points at; without one when the target is gone. */
export function linkFrame(target: StoredEvent | undefined, link: StoredEvent, uuidForm: UuidForm): Buffer {
  const targetRecord = target && inUuidForm(target.record, uuidForm);
  const linkRecord = inUuidForm(link.record, uuidForm);
  const readEventBytes =
    (targetRecord ? delimitedBytes(targetRecord.length) : 0) +
    delimitedBytes(linkRecord.length) +
    1 +
    varintBytes(link.position);
  const writer = new WireWriter(delimitedBytes(readEventBytes)).startMessage(0x0a, readEventBytes);
  if (targetRecord) writer.bytesField(0x0a, targetRecord);
  return writer.bytesField(0x12, linkRecord).varintField(0x18, link.position).buffer;
}

/** First message of a subscription. */
export function confirmationFrame(subscriptionId: string): Buffer {
  const confirmation = new streams.ReadResp.SubscriptionConfirmation();
  confirmation.setSubscriptionId(subscriptionId);
  return encode(new streams.ReadResp().setConfirmation(confirmation));
}

/** The position up to which a filtered subscription has looked. */
export function checkpointFrame(position: number): Buffer {
  const checkpoint = new streams.ReadResp.Checkpoint();
  checkpoint.setCommitPosition(`${position}`).setPreparePosition(`${position}`);
  return encode(new streams.ReadResp().setCheckpoint(checkpoint));
}

/** The subscription has reached the end of what is stored. */
export function caughtUpFrame(): Buffer {
  return encode(new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp()));
}

/** The subscriber was too slow for live delivery and reads from storage again. */
export function fellBehindFrame(): Buffer {
  return encode(new streams.ReadResp().setFellBehind(new streams.ReadResp.FellBehind()));
}

/** Only answer to a read of a stream that is not there. */
export function streamNotFoundFrame(streamName: string): Buffer {
  const notFound = new streams.ReadResp.StreamNotFound();
  notFound.setStreamIdentifier(streamIdentifier(streamName));
  return encode(new streams.ReadResp().setStreamNotFound(notFound));
}

/** The protocol's form of a stream's name. */
export function streamIdentifier(streamName: string) {
  return new shared.StreamIdentifier().setStreamName(Buffer.from(streamName));
}

/** The record with its id in the form that the reader wants. */
export function inUuidForm(record: Buffer, form: UuidForm): Buffer {
  if (form === 'text') return record;
  const decoded = streams.ReadResp.ReadEvent.RecordedEvent.deserializeBinary(record);
  const hex = decoded.getId()?.getString().replaceAll('-', '') ?? '';
  const halves = new shared.UUID.Structured()
    .setMostSignificantBits(signedDecimal(hex.slice(0, 16)))
    .setLeastSignificantBits(signedDecimal(hex.slice(16)));
  decoded.setId(new shared.UUID().setStructured(halves));
  return Buffer.from(decoded.serializeBinary());
}

function signedDecimal(hex: string): string {
  return BigInt.asIntN(64, BigInt(`0x${hex}`)).toString();
}

function encode(message: { serializeBinary(): Uint8Array }): Buffer {
  return Buffer.from(message.serializeBinary());
}
