import type { EventStoreDBClient, StreamingRead } from '@eventstore/db-client';
import type { EventStoreConnection } from './event-store-connection.js';
import { isStreamNotFound, readError, unavailable } from './event-store-errors.js';

/**
 * Iterates over a read and makes sure that it ends with the loop: the client leaves the call to the server open when a
 * reader stops half-way. Back-pressure is that of the loop.
 *
 * A read whose client is given up meanwhile just ends, as if there were no more events: the client takes that for the
 * wish of its user, and says nothing. Whoever decides on such a read decides on half a stream, so it fails here.
 *
 * @throws EventStoreUnavailable, EventStoreRefused; the client's own error for a stream that does not exist
 */
export async function* readClosely<T>(
  connection: EventStoreConnection,
  begin: (client: EventStoreDBClient) => StreamingRead<T>,
): AsyncIterable<T> {
  const { client } = connection;
  const reading = begin(client);
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
  if (connection.hasGivenUp(client))
    throw unavailable(new Error('the connection was given up during a read'));
}
