import { credentials, type ServiceError, status } from '@grpc/grpc-js';
import {
  EventStoreDBClient,
  jsonEvent,
  type PersistentSubscriptionToStream,
  persistentSubscriptionToStreamSettingsFromDefaults,
  START,
} from '@eventstore/db-client';
import type { UUID } from '@eventstore/db-client/generated/shared_pb.js';
import type { CreateReq, ReadReq, ReadResp } from '@eventstore/db-client/generated/persistent_pb.js';
import { persistent, persistentServices, shared } from '../src/protocol/generated.js';
import { type EmbeddedEventStore, type EmbeddedOptions, startEmbedded } from '../src/start-embedded.js';
import { removeTemporaryDirectories, temporaryDirectory } from './support/temporary-directory.js';

const running: { server: EmbeddedEventStore; client: EventStoreDBClient }[] = [];
const raws: { close(): void }[] = [];

async function start(options: EmbeddedOptions) {
  const server = await startEmbedded(options);
  const client = EventStoreDBClient.connectionString(server.connectionString);
  running.push({ server, client });
  return { server, client };
}

function rawClient(server: EmbeddedEventStore) {
  const raw = new persistentServices.PersistentSubscriptionsClient(
    `127.0.0.1:${server.port}`,
    credentials.createInsecure(),
  );
  raws.push(raw);
  return raw;
}

const identifier = (name: string) => new shared.StreamIdentifier().setStreamName(Buffer.from(name));

function joining(stream: string, group: string): ReadReq {
  const structured = new persistent.ReadReq.Options.UUIDOption().setStructured(new shared.Empty());
  const options = new persistent.ReadReq.Options()
    .setStreamIdentifier(identifier(stream))
    .setGroupName(group)
    .setBufferSize(10)
    .setUuidOption(structured);
  return new persistent.ReadReq().setOptions(options);
}

function creating(stream: string, change: (settings: CreateReq.Settings) => unknown): CreateReq {
  const settings = new persistent.CreateReq.Settings().setReadBatchSize(10).setHistoryBufferSize(10);
  change(settings);
  const streamOptions = new persistent.CreateReq.StreamOptions()
    .setStreamIdentifier(identifier(stream))
    .setStart(new shared.Empty());
  const options = new persistent.CreateReq.Options()
    .setStream(streamOptions)
    .setGroupName('g')
    .setSettings(settings);
  return new persistent.CreateReq().setOptions(options);
}

function received(
  subscription: PersistentSubscriptionToStream,
  count: number,
): Promise<(bigint | undefined)[]> {
  const found: (bigint | undefined)[] = [];
  return new Promise((resolve) => {
    subscription.on('error', () => undefined);
    subscription.on('data', ({ event }) => {
      if (found.push(event?.revision) === count) resolve(found);
    });
  });
}

afterEach(async () => {
  for (const raw of raws.splice(0)) raw.close();
  for (const { server, client } of running.splice(0)) {
    await client.dispose();
    await server.stop();
  }
  removeTemporaryDirectories();
});

describe('persistent subscriptions, by the protocol', () => {
  it('a call that does not name a group first ends with a reason', async () => {
    const { server } = await start({ inMemory: true });
    const call = rawClient(server).read();
    const failure = new Promise<ServiceError>((resolve) => call.on('error', resolve));
    call.write(new persistent.ReadReq().setAck(new persistent.ReadReq.Ack()));
    expect(await failure).toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  it.each([
    ['without options', new persistent.CreateReq(), status.INVALID_ARGUMENT],
    [
      'with a strategy that nobody knows',
      creating('s', (s) => s.setConsumerStrategy('Mine')),
      status.INTERNAL,
    ],
    ['with a negative number', creating('s', (s) => s.setMaxRetryCount(-1)), status.INTERNAL],
    ['of a stream without a name', creating('', () => undefined), status.INVALID_ARGUMENT],
  ])('refuses a group %s', async (_, request, code) => {
    const { server } = await start({ inMemory: true });
    const answer = new Promise((resolve) => rawClient(server).create(request, resolve));
    expect(await answer).toMatchObject({ code });
  });

  it('takes a strategy by name, and times in ticks', async () => {
    const { server, client } = await start({ inMemory: true });
    const request = creating('s', (settings) =>
      settings
        .setConsumerStrategy('PinnedByCorrelation')
        .setMessageTimeoutTicks('50000000')
        .setCheckpointAfterTicks('20000000'),
    );
    const answer = new Promise((resolve) => rawClient(server).create(request, resolve));
    expect(await answer).toBeNull();
    const { settings } = await client.getPersistentSubscriptionToStreamInfo('s', 'g');
    expect(settings).toMatchObject({
      consumerStrategyName: 'PinnedByCorrelation',
      messageTimeout: 5_000,
      checkPointAfter: 2_000,
      startFrom: START,
    });
  });

  it('sends and takes ids as two numbers to who asks for them', async () => {
    const { server, client } = await start({ inMemory: true });
    await client.appendToStream('s', [
      jsonEvent({ type: 'A', data: {} }),
      jsonEvent({ type: 'A', data: {} }),
    ]);
    const settings = persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: START });
    await client.createPersistentSubscriptionToStream('s', 'g', settings);
    const call = rawClient(server).read();
    call.on('error', () => undefined);
    const both = new Promise<UUID[]>((resolve) => {
      const ids: UUID[] = [];
      call.on('data', (response: ReadResp) => {
        const id = response.getEvent()?.getEvent()?.getId();
        if (id !== undefined && ids.push(id) === 2) resolve(ids);
      });
    });
    call.write(joining('s', 'g'));
    const ids = await both;
    expect(ids.map((id) => id.hasStructured())).toEqual([true, true]);
    call.write(new persistent.ReadReq().setAck(new persistent.ReadReq.Ack().setIdsList(ids)));
    let total = 0n;
    while (total < 2n)
      total = (await client.getPersistentSubscriptionToStreamInfo('s', 'g')).stats.totalItems;
    call.cancel();
  });
});

describe('persistent subscriptions of a server that starts again', () => {
  it('go on where they were, with what they parked', async () => {
    const dataDir = temporaryDirectory();
    const first = await start({ dataDir });
    await first.client.appendToStream(
      's',
      Array.from({ length: 5 }, () => jsonEvent({ type: 'A', data: {} })),
    );
    const settings = persistentSubscriptionToStreamSettingsFromDefaults({
      startFrom: START,
      maxRetryCount: 3,
    });
    await first.client.createPersistentSubscriptionToStream('s', 'g', settings);
    const subscription = first.client.subscribeToPersistentSubscriptionToStream('s', 'g');
    const events: Parameters<typeof subscription.ack> = [];
    await new Promise<void>((resolve) => {
      subscription.on('error', () => undefined);
      subscription.on('data', (event) => {
        if (events.push(event) === 5) resolve();
      });
    });
    await subscription.ack(...events.slice(0, 2));
    await subscription.nack('park', 'later', ...events.slice(2, 3));
    const parked = async (client: EventStoreDBClient) =>
      (await client.getPersistentSubscriptionToStreamInfo('s', 'g')).stats.parkedMessageCount;
    while ((await parked(first.client)) === 0n);
    await first.client.dispose();
    await first.server.stop();

    const { client } = await start({ dataDir });
    const info = await client.getPersistentSubscriptionToStreamInfo('s', 'g');
    expect(info).toMatchObject({
      settings,
      stats: { parkedMessageCount: 1n, lastCheckpointedEventRevision: 2n },
    });
    const again = client.subscribeToPersistentSubscriptionToStream('s', 'g');
    expect(await received(again, 2)).toEqual([3n, 4n]);
  });

  it('that begin at the end begin where the end was when they were made', async () => {
    const dataDir = temporaryDirectory();
    const first = await start({ dataDir });
    await first.client.appendToStream('s', jsonEvent({ type: 'A', data: {} }));
    const settings = persistentSubscriptionToStreamSettingsFromDefaults();
    await first.client.createPersistentSubscriptionToStream('s', 'g', settings);
    await first.client.appendToStream('s', jsonEvent({ type: 'A', data: {} }));
    await first.client.dispose();
    await first.server.stop();

    const { client } = await start({ dataDir });
    expect(await received(client.subscribeToPersistentSubscriptionToStream('s', 'g'), 1)).toEqual([1n]);
  });
});
