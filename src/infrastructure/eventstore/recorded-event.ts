import type { RecordedEvent } from '../../application/ports/event-store.js';
import { type StreamCategory, parseStreamName } from '../../domain/shared/stream-names.js';
import { type EventCodec, UnreadableEvent } from './codec/event-codec.js';
import type { ReadRecord } from './reading/read-answer.types.js';

/** Every category of the domain; a missing one does not compile. */
const ALL_CATEGORIES: Readonly<Record<StreamCategory, true>> = {
  order: true,
  stock: true,
  fulfillment: true,
  node: true,
  policy: true,
  notice: true,
};

export const EVERY_CATEGORY = Object.keys(ALL_CATEGORIES) as readonly StreamCategory[];

/** True for streams of these categories; without any, for every stream of the domain. */
export function isOfCategory(stream: string, categories?: readonly StreamCategory[]): boolean {
  const category = parseStreamName(stream)?.category;
  if (category === undefined) return false;
  if (categories === undefined) return Object.hasOwn(ALL_CATEGORIES, category);
  return categories.some((wanted) => wanted === category);
}

/** @throws UnreadableEvent */
export function toRecorded(record: ReadRecord, codec: EventCodec): RecordedEvent {
  const { id, stream, revision, position, type, data, metadata } = record;
  if (position === undefined) {
    throw new UnreadableEvent(
      stream,
      revision,
      type,
      'the server tells no position; it must be 22.6 or later',
    );
  }
  return codec.decode({ id, stream, revision, position, type, data, metadata });
}
