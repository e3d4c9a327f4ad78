import { received } from '../../../test/contract/engine-event-store.contract.js';
import { EventStoreUnavailable } from '../../application/ports/event-store.js';
import { CheckpointStoreAdapter } from './checkpoint-store.adapter.js';
import { EventCodec } from './codec/event-codec.js';
import { WIRE_NAMES } from './codec/wire-registry.js';
import { EventStoreConnection } from './event-store-connection.js';
import { EventStoreAdapter } from './event-store.adapter.js';
import { NetworkSnapshotsAdapter } from './network-snapshots.adapter.js';

/** Nobody listens at any of them; the client looks once. */
const NODES = 'esdb://127.0.0.1:1,127.0.0.1:2?tls=false&maxDiscoverAttempts=1&discoveryInterval=1';
const STREAM = 'stock-main:a@b';
const everything = { after: null, categories: ['stock'] } as const;

const connection = new EventStoreConnection(NODES, 1_000);
const store = new EventStoreAdapter(connection, new EventCodec(WIRE_NAMES));

afterAll(() => connection.close());

async function drain(source: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of source);
}

describe('a cluster of which no node answers', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['an append', () => store.append(STREAM, 'no-stream', [received('away')])],
    ['a read of a stream', () => drain(store.readStream(STREAM))],
    ['a read of the log', () => drain(store.readAll(everything))],
    ['a question for the end of the log', () => store.headPosition()],
    ['a subscription', () => drain(store.subscribe(everything))],
    ['a look for a checkpoint', () => new CheckpointStoreAdapter(connection).load('x')],
    ['a look for the network', () => new NetworkSnapshotsAdapter(connection).load()],
  ])('is unavailable to %s: an outage, which is tried again, and no defect', async (_name, call) => {
    await expect(call()).rejects.toBeInstanceOf(EventStoreUnavailable);
  });
});
