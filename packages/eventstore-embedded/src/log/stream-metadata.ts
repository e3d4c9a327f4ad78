/**
 * The rules that a stream's metadata sets for reading it. Stream `s` keeps its metadata as the
 * last event of the stream `$$s`.
 */
export interface StreamMetadata {
  /** `$maxCount`: only the last so many events are visible. */
  readonly maxCount?: number;
  /** `$maxAge`, in seconds: older events are not visible. */
  readonly maxAgeSeconds?: number;
  /** `$tb`: events below this revision are not visible. */
  readonly truncateBefore?: number;
  /** The whole document, so that nothing in it is lost when the server rewrites `$tb`. */
  readonly document: Readonly<Record<string, unknown>>;
}

/** Type of the events that carry metadata. */
export const METADATA_EVENT_TYPE = '$metadata';

/** `$tb` of a softly deleted stream, 2^63-1 on the wire, as JSON reads it. */
const SOFT_DELETED = 2 ** 63;

/** A stream without metadata. */
export const NO_METADATA: StreamMetadata = { document: {} };

/** Metadata streams show only their last event. */
export const METASTREAM_METADATA: StreamMetadata = { maxCount: 1, document: {} };

const METASTREAM_PREFIX = '$$';

/** Parts of the document that must be whole numbers where they are there. */
const NUMBERS = ['$maxCount', '$maxAge', '$tb', '$cacheControl'];

/** Whether the stream holds another stream's metadata. */
export function isMetastream(streamName: string): boolean {
  return streamName.startsWith(METASTREAM_PREFIX);
}

/** Name of the stream that holds `streamName`'s metadata. */
export function metastreamOf(streamName: string): string {
  return METASTREAM_PREFIX + streamName;
}

/** Name of the stream whose metadata `metastream` holds. */
export function originalStreamOf(metastream: string): string {
  return metastream.slice(METASTREAM_PREFIX.length);
}

/**
 * Reads a metadata document. Anything can be written to a metadata stream: as in the real server, a document with a
 * number that is none, or that is not said to be JSON, sets no rule at all.
 */
export function parseMetadata(data: Uint8Array, isJson: boolean): StreamMetadata {
  const document = isJson ? parseObject(data) : {};
  if (!NUMBERS.every((name) => isWholeNumber(document[name]))) return { document };
  const maxCount = positiveInteger(document['$maxCount']);
  const maxAgeSeconds = positiveInteger(document['$maxAge']);
  const truncateBefore = positiveInteger(document['$tb']);
  return {
    document,
    ...(maxCount !== undefined && { maxCount }),
    ...(maxAgeSeconds !== undefined && { maxAgeSeconds }),
    ...(truncateBefore !== undefined && { truncateBefore }),
  };
}

/** Whether the stream was deleted and may be begun again. */
export function isSoftDeleted(metadata: StreamMetadata): boolean {
  return metadata.truncateBefore !== undefined && metadata.truncateBefore >= SOFT_DELETED;
}

/** The document that deletes a stream softly. Written as text: no JavaScript number holds the value. */
export function softDeleteDocument(): Buffer {
  return Buffer.from('{"$tb":9223372036854775807}');
}

/** The document that begins a softly deleted stream again at `revision`, all else kept. */
export function restartDocument(metadata: StreamMetadata, revision: number): Buffer {
  return Buffer.from(JSON.stringify({ ...metadata.document, $tb: revision }));
}

function parseObject(data: Uint8Array): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(data).toString('utf8'));
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function isWholeNumber(value: unknown): boolean {
  return value === undefined || (Number.isInteger(value) && Math.abs(value as number) <= SOFT_DELETED);
}

function positiveInteger(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;
}
