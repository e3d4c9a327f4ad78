import type { StreamingRead } from '@eventstore/db-client';
import { isStreamNotFound, readError } from './event-store-errors.js';

/**
 * Iterates over a read and makes sure that it ends with the loop: the client leaves the call to the server open when a
 * reader stops half-way. Back-pressure is that of the loop.
 *
 * @throws EventStoreUnavailable, EventStoreRefused; the client's own error for a stream that does not exist
 */
export async function* readClosely<T>(reading: StreamingRead<T>): AsyncIterable<T> {
  // The client may report an error after the loop has ended; unheard, it would end the process.
  reading.on('error', () => undefined);
  let isOver = false;
  try {
    for await (const resolved of reading) yield resolved;
    isOver = true;
  } catch (error) {
    isOver = true;
    throw isStreamNotFound(error) ? error : readError(error);
  } finally {
    if (!isOver) reading.cancel().catch(() => undefined);
  }
}
