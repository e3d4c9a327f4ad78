import type { EventStoreDBClient, StreamingRead } from '@eventstore/db-client';
import { Ear } from './ear.js';
import type { EventStoreConnection } from './event-store-connection.js';
import { isStreamNotFound, readError, unavailable } from './event-store-errors.js';
import type { ReadAnswer } from './reading/read-answer.types.js';
import { ReadCall } from './reading/read-call.js';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';

/**
 * Iterates over a read and makes sure that it ends with the loop: the client leaves the call to the server open when a
 * reader stops half-way. Back-pressure is that of the loop.
 *
 * A read whose client is given up meanwhile just ends, as if there were no more events: the client takes that for the
 * wish of its user, and says nothing. Whoever decides on such a read decides on half a stream, so it fails here.
 *
 * A connection that was made while the line was dead waits for the server's first word for ever, and so does every read
 * on it: a read that hears nothing for {@link EventStoreConnection.silenceMs} gives the client up.
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
  const ear = new Ear(connection.silenceMs, () => {
    connection.renew(client);
    reading.destroy();
  });
  try {
    for await (const resolved of reading) {
      ear.heard();
      yield resolved;
      ear.listens();
    }
    isOver = true;
  } catch (error) {
    isOver = true;
    if (ear.gaveUp) throw unavailable(new Error('no answer to a read in time'));
    throw isStreamNotFound(error) ? error : readError(error);
  } finally {
    ear.close();
    if (!isOver) reading.cancel().catch(() => undefined);
  }
  if (connection.hasGivenUp(client)) throw givenUp();
}

/**
 * The same for a read by hand, whose answers come in batches: a promise for each event would cost as much as its bytes.
 *
 * @throws EventStoreUnavailable, EventStoreRefused
 */
export async function* readInBatches(
  connection: EventStoreConnection,
  request: ReadReq,
): AsyncIterable<readonly ReadAnswer[]> {
  const { client } = connection;
  const reading = new ReadCall(client, request);
  const ear = new Ear(connection.silenceMs, () => {
    connection.renew(client);
    reading.cancel();
  });
  try {
    for (let batch = await reading.next(); batch !== null; batch = await reading.next()) {
      ear.heard();
      yield batch;
      ear.listens();
    }
  } catch (error) {
    throw readError(error);
  } finally {
    ear.close();
    reading.cancel();
  }
  if (ear.gaveUp) throw unavailable(new Error('no answer to a read in time'));
  if (connection.hasGivenUp(client)) throw givenUp();
}

function givenUp(): Error {
  return unavailable(new Error('the connection was given up during a read'));
}
