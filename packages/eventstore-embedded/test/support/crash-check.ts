import {
  type AllStreamRecordedEvent,
  type EventStoreDBClient,
  StreamDeletedError,
  StreamNotFoundError,
} from '@eventstore/db-client';
import {
  type Acknowledged,
  type Acknowledgements,
  type CrashEventData,
  type Deleted,
  DESCRIBED_STREAM,
} from './crash-writers.js';

type Found = Pick<AllStreamRecordedEvent, 'id' | 'streamId' | 'revision' | 'position' | 'data'>;

/** Reads the whole log and says what is wrong with it; nothing is what is expected. */
export async function findDamage(
  client: EventStoreDBClient,
  acknowledged: Acknowledgements,
): Promise<{ damage: string[]; heads: Map<string, number>; events: number }> {
  const found: Found[] = [];
  let events = 0;
  for await (const { event } of client.readAll()) {
    events += 1;
    if (event !== undefined && !event.type.startsWith('$')) found.push(event);
  }
  const heads = new Map<string, number>();
  const damage = [
    ...outOfOrder(found, heads),
    ...missing(found, acknowledged.appends),
    ...halfThere(found),
    ...(await undeleted(client, acknowledged.deletions)),
    ...(await forgottenMetadata(client, acknowledged.metadata)),
  ];
  return { damage, heads, events };
}

async function undeleted(client: EventStoreDBClient, deletions: readonly Deleted[]): Promise<string[]> {
  const damage: string[] = [];
  for (const { stream, isForEver } of deletions) {
    const expected = isForEver ? StreamDeletedError : StreamNotFoundError;
    try {
      for await (const _ of client.readStream(stream, { maxCount: 1 }))
        damage.push(`${stream} is not deleted`);
    } catch (error) {
      if (!(error instanceof expected)) damage.push(`${stream}: ${String(error)}`);
    }
  }
  return damage;
}

/** What was set after the last acknowledgement may be there or not. */
async function forgottenMetadata(client: EventStoreDBClient, acknowledged: number): Promise<string[]> {
  const { metadata } = await client.getStreamMetadata<{ number?: number }>(DESCRIBED_STREAM);
  const found = metadata?.number ?? -1;
  return found < acknowledged ? [`the metadata is ${found}, though ${acknowledged} was acknowledged`] : [];
}

function* outOfOrder(found: readonly Found[], heads: Map<string, number>): Generator<string> {
  const ids = new Set<string>();
  let lastPosition = -1n;
  for (const { id, streamId, revision, position } of found) {
    const expected = (heads.get(streamId) ?? -1) + 1;
    heads.set(streamId, Number(revision));
    if (Number(revision) !== expected) yield `${streamId}: revision ${revision} where ${expected} should be`;
    if (position.commit <= lastPosition)
      yield `${streamId}: position ${position.commit} after ${lastPosition}`;
    if (ids.has(id)) yield `${streamId}: event ${id} is there twice`;
    ids.add(id);
    lastPosition = position.commit;
  }
}

function* missing(found: readonly Found[], acknowledged: readonly Acknowledged[]): Generator<string> {
  const places = new Map(found.map(({ id, streamId, revision }) => [id, `${streamId}:${revision}`]));
  for (const { stream, firstRevision, ids } of acknowledged) {
    for (const [index, id] of ids.entries()) {
      const expected = `${stream}:${firstRevision + index}`;
      if (places.get(id) !== expected) yield `acknowledged ${expected} is ${places.get(id) ?? 'not there'}`;
    }
  }
}

/** What was not acknowledged may be there or not, but never in part. */
function* halfThere(found: readonly Found[]): Generator<string> {
  const appends = new Map<string, { indexes: number[]; of: number }>();
  for (const { streamId, data } of found) {
    const { append, index, of } = data as unknown as CrashEventData;
    const key = `${streamId} ${append}`;
    const known = appends.get(key) ?? { indexes: [], of };
    known.indexes.push(index);
    appends.set(key, known);
  }
  for (const [append, { indexes, of }] of appends) {
    if (indexes.join() !== Array.from({ length: of }, (_, index) => index).join()) {
      yield `append ${append}: parts ${indexes.join()} of ${of}`;
    }
  }
}
