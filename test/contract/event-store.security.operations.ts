import type { EventStoreDBClient, StreamACL } from '@eventstore/db-client';
import { collect, event } from './event-store.support.js';

/** Something that a client does to a stream. */
export type Operation = (client: EventStoreDBClient, stream: string) => Promise<unknown>;

/** What can be done to a stream, and under which part of its access control list. */
export const OPERATIONS: readonly (readonly [string, keyof StreamACL, Operation])[] = [
  ['read forwards', 'readRoles', (client, stream) => collect(client.readStream(stream))],
  [
    'read backwards',
    'readRoles',
    (client, stream) => collect(client.readStream(stream, { direction: 'backwards', fromRevision: 'end' })),
  ],
  ['subscribe', 'readRoles', (client, stream) => untilCaughtUp(client.subscribeToStream(stream))],
  ['append', 'writeRoles', (client, stream) => client.appendToStream(stream, event())],
  ['read metadata', 'metaReadRoles', (client, stream) => client.getStreamMetadata(stream)],
  ['write metadata', 'metaWriteRoles', (client, stream) => client.setStreamMetadata(stream, { maxCount: 9 })],
  ['delete', 'deleteRoles', (client, stream) => client.deleteStream(stream)],
  ['tombstone', 'deleteRoles', (client, stream) => client.tombstoneStream(stream)],
];

/** All of them, and those on the log of all streams. */
export const ALL_OPERATIONS: readonly (readonly [string, Operation])[] = [
  ...OPERATIONS.map(([name, , operation]) => [name, operation] as const),
  ['read all', (client) => collect(client.readAll({ maxCount: 1 }))],
  ['subscribe to all', (client) => untilCaughtUp(client.subscribeToAll())],
];

interface Following extends AsyncIterable<unknown> {
  on(event: 'caughtUp', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  unsubscribe(): Promise<void>;
}

/** Follows until all there is was sent. */
export async function untilCaughtUp(subscription: Following): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    subscription.on('caughtUp', resolve);
    subscription.on('error', reject);
    (subscription as unknown as { resume(): void }).resume();
  });
  await subscription.unsubscribe();
}
