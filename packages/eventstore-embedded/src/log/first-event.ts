import { randomUUID } from 'node:crypto';
import type { EventLog } from './event-log.js';

/** Stream of the server's own, as in the real server: which server began to write, and when. */
const EPOCH = '$epoch-information';

/**
 * Begins an empty log as the real server does, with an event of the server's own: to a client no log that it can reach
 * is quite empty.
 *
 * @throws Error when it cannot be written
 */
export async function writeFirstEvent(log: EventLog): Promise<void> {
  if (log.lastPosition > 0) return;
  const epoch = {
    epochNumber: 0,
    epochId: randomUUID(),
    prevEpochPosition: -1,
    leaderInstanceId: randomUUID(),
  };
  const event = {
    id: randomUUID(),
    type: EPOCH,
    contentType: 'application/json',
    customMetadata: new Uint8Array(),
    data: Buffer.from(JSON.stringify(epoch)),
  };
  await new Promise<void>((resolve, reject) => {
    log.write(
      { kind: 'append', streamName: EPOCH, expected: 'any', deadlineMs: Infinity, events: [event] },
      ({ kind }) => (kind === 'written' ? resolve() : reject(new Error(`The log cannot be begun: ${kind}.`))),
    );
  });
}
