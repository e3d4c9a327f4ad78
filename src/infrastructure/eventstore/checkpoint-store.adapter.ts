import { randomUUID } from 'node:crypto';
import { BACKWARDS, END, jsonEvent } from '@eventstore/db-client';
import type { CheckpointStore } from '../../application/ports/checkpoint-store.js';
import { AppendOutcomeUnknown, WrongExpectedRevision } from '../../application/ports/event-store.js';
import { formatPosition, parsePosition } from '../../application/ports/position.js';
import { appendError, isStreamNotFound } from './event-store-errors.js';
import type { EventStoreConnection } from './event-store-connection.js';
import { inTime } from './in-time.js';
import { readClosely } from './read-closely.js';

const WIRE_NAME = 'CheckpointReached.v1';

/** Earlier checkpoints are of no use to anyone; a few are kept for people who look. */
const KEPT_CHECKPOINTS = 5;

/** Writers that meet at one checkpoint agree within a few rounds: each round one of them has won. */
const MAX_ROUNDS = 10;

interface Stored {
  readonly revision: bigint;
  readonly position: bigint;
}

/** Checkpoints in streams of their own, `checkpoint-{name}`, outside the categories of the domain. */
export class CheckpointStoreAdapter implements CheckpointStore {
  private readonly known = new Map<string, Stored>();

  constructor(
    private readonly connection: EventStoreConnection,
    private readonly timeoutMs = 10_000,
  ) {}

  /** @throws EventStoreUnavailable */
  async load(name: string): Promise<bigint | null> {
    const stored = await this.read(name);
    return stored?.position ?? null;
  }

  /** @throws EventStoreUnavailable, AppendOutcomeUnknown (storing the same again is safe) */
  async store(name: string, position: bigint): Promise<void> {
    let stored = this.known.get(name) ?? (await this.read(name));
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      if (stored !== null && stored.position >= position) return;
      const revision = await this.write(name, stored, position);
      if (revision !== null) {
        this.known.set(name, { revision, position });
        return;
      }
      stored = await this.read(name);
    }
    throw new WrongExpectedRevision(streamOf(name), stored?.revision ?? 'no-stream');
  }

  /** The revision written, or null when another reader was first. */
  private async write(name: string, stored: Stored | null, position: bigint): Promise<bigint | null> {
    const stream = streamOf(name);
    const client = await this.connection.ready();
    if (stored === null) await this.limit(stream);
    const event = jsonEvent({
      id: randomUUID(),
      type: WIRE_NAME,
      data: { position: formatPosition(position) },
      metadata: {},
    });
    const expectedRevision = stored?.revision ?? 'no_stream';
    const answer = client.appendToStream(stream, event, { expectedRevision, deadline: this.timeoutMs });
    try {
      const { nextExpectedRevision } = await inTime(answer, this.timeoutMs, () => {
        this.connection.renew(client);
        return new Error('no answer in time');
      });
      return nextExpectedRevision;
    } catch (error) {
      this.known.delete(name);
      const translated = appendError(stream, stored?.revision ?? 'no-stream', error);
      if (translated instanceof WrongExpectedRevision) return null;
      throw translated;
    }
  }

  /** Two readers may do this at once: both ask for the same. */
  private async limit(stream: string): Promise<void> {
    const { client } = this.connection;
    const answer = client.setStreamMetadata(stream, { maxCount: KEPT_CHECKPOINTS });
    try {
      await inTime(answer, this.timeoutMs, () => new AppendOutcomeUnknown(stream));
    } catch (error) {
      throw appendError(stream, 'no-stream', error);
    }
  }

  private async read(name: string): Promise<Stored | null> {
    const options = { direction: BACKWARDS, fromRevision: END, maxCount: 1 } as const;
    const reading = readClosely(this.connection, (client) => client.readStream(streamOf(name), options));
    try {
      for await (const { event } of reading) {
        if (event === undefined) continue;
        const stored = { revision: event.revision, position: positionIn(event.data) };
        this.known.set(name, stored);
        return stored;
      }
    } catch (error) {
      if (!isStreamNotFound(error)) throw error;
    }
    return null;
  }
}

function streamOf(name: string): string {
  return `checkpoint-${name}`;
}

function positionIn(data: unknown): bigint {
  return parsePosition((data as { readonly position: string }).position);
}
