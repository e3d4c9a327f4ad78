import { randomUUID } from 'node:crypto';
import type { EventLog } from '../log/event-log.js';
import { METADATA_EVENT_TYPE, metastreamOf } from '../log/stream-metadata.js';
import type { ProposedEvent, WriteRequest } from '../log/write-request.js';
import { type GroupConfig, groupId } from './group-settings.js';

/** A group's name, as its streams carry it. */
type Named = Pick<GroupConfig, 'streamName' | 'groupName'>;

/** Stream of what groups there are. */
export const CONFIG_STREAM = '$persistentSubscriptionConfig';

/** Stream of the group's checkpoints. */
export function checkpointStream(group: Named): string {
  return `$persistentsubscription-${groupId(group)}-checkpoint`;
}

/** Stream of links to the events that were given up. */
export function parkedStream(group: Named): string {
  return `$persistentsubscription-${groupId(group)}-parked`;
}

/** The server's own write was not made. */
export class OwnWriteError extends Error {
  override readonly name = 'OwnWriteError';
}

/**
 * Appends one event of the server's own.
 *
 * @throws OwnWriteError
 */
export async function appendOwn(
  log: EventLog,
  streamName: string,
  event: Omit<ProposedEvent, 'id'>,
): Promise<void> {
  const events = [{ ...event, id: randomUUID() }];
  await write(log, { kind: 'append', streamName, expected: 'any', deadlineMs: Infinity, events });
}

/**
 * Sets the metadata of a stream of the server's own.
 *
 * @throws OwnWriteError
 */
export async function setOwnMetadata(log: EventLog, streamName: string, metadata: object): Promise<void> {
  await appendOwn(log, metastreamOf(streamName), jsonEvent(METADATA_EVENT_TYPE, metadata));
}

/** Deletes a stream of the server's own, if it is there. */
export async function deleteOwn(log: EventLog, streamName: string): Promise<void> {
  if (log.view(streamName).kind !== 'readable') return;
  await write(log, { kind: 'soft-delete', streamName, expected: 'any', deadlineMs: Infinity });
}

/** An event whose data is JSON. */
export function jsonEvent(type: string, value: unknown): Omit<ProposedEvent, 'id'> {
  const data = Buffer.from(JSON.stringify(value));
  return { type, contentType: 'application/json', customMetadata: new Uint8Array(), data };
}

function write(log: EventLog, request: WriteRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    log.write(request, (outcome) => {
      if (outcome.kind === 'written') resolve();
      else reject(new OwnWriteError(`'${request.streamName}' could not be written: ${outcome.kind}.`));
    });
  });
}
