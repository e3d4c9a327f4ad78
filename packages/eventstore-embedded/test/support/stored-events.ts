import { encodeRecord } from '../../src/protocol/recorded-event.js';
import type { StoredEvent } from '../../src/storage/stored-event.js';

/** An event as the storage takes it; the data is so many bytes. */
export function storedEvent(
  place: { position: number; stream?: number; revision: number },
  dataBytes = 10,
): StoredEvent {
  const { position, stream: streamNumber = 1, revision } = place;
  const streamName = `stream-${streamNumber}`;
  const type = 'Happened';
  const createdMs = 1_700_000_000_000;
  const record = encodeRecord({
    id: idAt(position),
    streamName,
    revision,
    position,
    type,
    contentType: 'application/octet-stream',
    createdMs,
    customMetadata: new Uint8Array(),
    data: new Uint8Array(dataBytes),
  });
  return { position, streamNumber, streamName, revision, type, createdMs, record };
}

/** The id of the event at a position. */
export function idAt(position: number): string {
  return `00000000-0000-4000-8000-${String(position).padStart(12, '0')}`;
}

/** Events of one stream, from position 1 and revision 0 on. */
export function storedEvents(count: number, dataBytes = 10): StoredEvent[] {
  return Array.from({ length: count }, (_, index) =>
    storedEvent({ position: index + 1, revision: index }, dataBytes),
  );
}
