/** What every measured event carries: 525 bytes of JSON. */
export const PAYLOAD = { text: 'x'.repeat(500), number: 1 };
export const PAYLOAD_BYTES: Uint8Array = Buffer.from(JSON.stringify(PAYLOAD));
export const EVENT_TYPE = 'Measured';
/** Streams that the appends go to in turn. */
export const STREAMS = 1_000;

/** An id that differs for each number, and costs next to nothing to make. */
export function idOf(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}
