import { type StoredEvent, TOMBSTONE_REVISION } from '../storage/stored-event.js';
import { LINK_EVENT_TYPE } from './link.js';
import { isMetastream } from './stream-metadata.js';

/** Stream of the first event of every stream. */
const STREAMS_STREAM = '$streams';
/** Streams of all events of the streams whose names begin alike, up to the first dash. */
const CATEGORY_PREFIX = '$ce-';
/** Streams of all events of a type. */
const TYPE_PREFIX = '$et-';

/** What it takes to know in which streams of links an event is. */
export type LinkedEvent = Pick<StoredEvent, 'streamName' | 'revision' | 'type'>;

/** Whether the stream holds links that the server finds by itself. */
export function isLinkStream(streamName: string): boolean {
  return (
    streamName === STREAMS_STREAM ||
    (streamName.startsWith(CATEGORY_PREFIX) && streamName.length > CATEGORY_PREFIX.length) ||
    (streamName.startsWith(TYPE_PREFIX) && streamName.length > TYPE_PREFIX.length)
  );
}

/** The streams of links in which the event is. */
export function linkStreamsOf({ streamName, revision, type }: LinkedEvent): string[] {
  if (revision === TOMBSTONE_REVISION) return [];
  const names: string[] = [];
  if (revision === 0 && !isMetastream(streamName)) names.push(STREAMS_STREAM);
  const dash = streamName.startsWith('$') ? -1 : streamName.indexOf('-');
  if (dash > 0) names.push(CATEGORY_PREFIX + streamName.slice(0, dash));
  if (type !== LINK_EVENT_TYPE) names.push(TYPE_PREFIX + type);
  return names;
}
