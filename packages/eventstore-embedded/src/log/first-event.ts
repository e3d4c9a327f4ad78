import { randomUUID } from 'node:crypto';
import type { EventLog } from './event-log.js';
import { METADATA_EVENT_TYPE, metastreamOf } from './stream-metadata.js';

/** Stream whose metadata the real server sets before anything else. */
const SCAVENGES = '$scavenges';

const THIRTY_DAYS_SECONDS = 30 * 24 * 60 * 60;

/**
 * Begins an empty log as the real server does, with an event of the server's own: to a client no log that it can reach
 * is quite empty.
 *
 * @throws Error when it cannot be written
 */
export async function writeFirstEvent(log: EventLog): Promise<void> {
  if (log.lastPosition > 0) return;
  const metadata = { $maxAge: THIRTY_DAYS_SECONDS, $acl: { $r: ['$admins', '$ops'] } };
  const event = {
    id: randomUUID(),
    type: METADATA_EVENT_TYPE,
    contentType: 'application/json',
    customMetadata: new Uint8Array(),
    data: Buffer.from(JSON.stringify(metadata)),
  };
  const streamName = metastreamOf(SCAVENGES);
  await new Promise<void>((resolve, reject) => {
    log.write(
      { kind: 'append', streamName, expected: 'any', deadlineMs: Infinity, events: [event] },
      ({ kind }) => (kind === 'written' ? resolve() : reject(new Error(`The log cannot be begun: ${kind}.`))),
    );
  });
}
