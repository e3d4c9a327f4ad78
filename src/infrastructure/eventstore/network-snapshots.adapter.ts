import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { BACKWARDS, END, jsonEvent } from '@eventstore/db-client';
import { AppendOutcomeUnknown, WrongExpectedRevision } from '../../application/ports/event-store.js';
import type { NetworkSnapshot, NetworkSnapshots } from '../../application/ports/network-snapshots.js';
import { appendError, isStreamNotFound } from './event-store-errors.js';
import type { EventStoreConnection } from './event-store-connection.js';
import { inTime } from './in-time.js';
import { readClosely } from './read-closely.js';

const STREAM = 'snapshot-network';
const WIRE_NAME = 'NetworkSnapshotTaken.v1';
/** The newest counts; one more is for people who look. */
const KEPT_SNAPSHOTS = 2;
/** An event store takes a megabyte at a time, the base64 included: some twenty thousand nodes. */
const MOST_BYTES = 700_000;

interface Taken {
  readonly position: string;
  /** The snapshot: JSON, gzip, base64. */
  readonly packed: string;
}

interface Stored {
  readonly revision: bigint;
  readonly taken: Taken;
}

/** Snapshots of the network in a stream of their own, outside the categories of the domain. */
export class NetworkSnapshotsAdapter implements NetworkSnapshots {
  constructor(
    private readonly connection: EventStoreConnection,
    /** The engine that stops waits for its last snapshot. */
    private readonly timeoutMs = 3_000,
  ) {}

  async load(): Promise<NetworkSnapshot | null> {
    const stored = await this.read();
    return stored === null ? null : unpacked(stored.taken);
  }

  /** @throws EventStoreUnavailable, AppendOutcomeUnknown (saving the same again is safe) */
  async save(snapshot: NetworkSnapshot): Promise<void> {
    const packed = await promisify(gzip)(JSON.stringify(snapshot));
    if (packed.length > MOST_BYTES) return;
    const stored = await this.read();
    if (stored !== null && stored.taken.position >= snapshot.position) return;
    if (stored === null) await this.limit();
    await this.write({ position: snapshot.position, packed: packed.toString('base64') }, stored);
  }

  private async write(data: Taken, stored: Stored | null): Promise<void> {
    const client = await this.connection.ready();
    const event = jsonEvent({ id: randomUUID(), type: WIRE_NAME, data: { ...data }, metadata: {} });
    const expectedRevision = stored?.revision ?? 'no_stream';
    const answer = client.appendToStream(STREAM, event, { expectedRevision, deadline: this.timeoutMs });
    try {
      await inTime(answer, this.timeoutMs, () => {
        this.connection.renew(client);
        return new Error('no answer in time');
      });
    } catch (error) {
      const translated = appendError(STREAM, stored?.revision ?? 'no-stream', error);
      // Another engine was first: its snapshot does as well.
      if (!(translated instanceof WrongExpectedRevision)) throw translated;
    }
  }

  /** Two engines may do this at once: both ask for the same. */
  private async limit(): Promise<void> {
    const answer = this.connection.client.setStreamMetadata(STREAM, { maxCount: KEPT_SNAPSHOTS });
    try {
      await inTime(answer, this.timeoutMs, () => new AppendOutcomeUnknown(STREAM));
    } catch (error) {
      throw appendError(STREAM, 'no-stream', error);
    }
  }

  private async read(): Promise<Stored | null> {
    const options = { direction: BACKWARDS, fromRevision: END, maxCount: 1 } as const;
    try {
      for await (const { event } of readClosely(this.connection, (client) =>
        client.readStream(STREAM, options),
      )) {
        if (event !== undefined) return { revision: event.revision, taken: event.data as unknown as Taken };
      }
    } catch (error) {
      if (!isStreamNotFound(error)) throw error;
    }
    return null;
  }
}

/** Null for what cannot be read: then it counts as lost. */
async function unpacked({ packed }: Taken): Promise<NetworkSnapshot | null> {
  try {
    const text = await promisify(gunzip)(Buffer.from(packed, 'base64'));
    return JSON.parse(text.toString('utf8')) as NetworkSnapshot;
  } catch {
    return null;
  }
}
