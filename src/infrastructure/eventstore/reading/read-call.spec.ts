import { EventStoreDBClient, type ResolvedEvent, START, streamNameFilter } from '@eventstore/db-client';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams, { type ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import { CannedEventStore } from '../../../../test/support/canned-event-store.js';
import { EVENTS, MOST, event, signals, text } from '../../../../test/support/read-messages.js';
import type { ReadAnswer } from './read-answer.types.js';
import { ReadCall } from './read-call.js';
import { followRequest, logRequest, streamRequest } from './read-request.js';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function serve(...given: Parameters<typeof CannedEventStore.start>): Promise<CannedEventStore> {
  const server = await CannedEventStore.start(...given);
  cleanups.push(() => server.stop());
  return server;
}

function connect({ connectionString }: CannedEventStore): EventStoreDBClient {
  const client = EventStoreDBClient.connectionString(connectionString);
  cleanups.push(() => client.dispose());
  return client;
}

const LINE_ENDS = { ended: true } as const;

/** What the client says of events, and how the read ended. */
async function byClient(source: AsyncIterable<ResolvedEvent>): Promise<unknown[]> {
  const all: unknown[] = [];
  try {
    for await (const { event } of source) {
      if (event === undefined) continue;
      const { id, streamId: stream, revision, type, isJson, metadata, position } = event;
      const data = isJson ? event.data : null;
      all.push({ id, stream, revision, position: position?.commit, type, data, metadata });
    }
    return [...all, LINE_ENDS];
  } catch (error) {
    return [...all, wordsOf(error)];
  }
}

function wordsOf(error: unknown): unknown {
  return [(error as Error).constructor.name, (error as Error).message];
}

/** What a read by hand says: all answers. */
async function byHand(server: CannedEventStore, request: ReadReq): Promise<unknown[]> {
  const reading = new ReadCall(connect(server), request);
  const all: ReadAnswer[] = [];
  try {
    for (let batch = await reading.next(); batch !== null; batch = await reading.next()) all.push(...batch);
    return [...all.map(said), LINE_ENDS];
  } catch (error) {
    return [...all.map(said), wordsOf(error)];
  }
}

function said(answer: ReadAnswer): unknown {
  if (answer.kind !== 'event') return answer;
  const { id, stream, revision, position, type, data, metadata } = answer;
  return { id, stream, revision, position, type, data, metadata };
}

async function drained(source: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of source);
}

const isEvent = (one: unknown): boolean => !Object.hasOwn(one as object, 'kind');

describe('what is read by hand is what the client yields', () => {
  it.each(EVENTS)('for %s', async (_, message) => {
    const server = await serve([event(), message, event()]);

    const ordinary = await byClient(connect(server).readAll());
    const found = await byHand(server, logRequest(null));

    expect(ordinary.at(-1)).toBe(LINE_ENDS);
    expect(found.filter(isEvent)).toStrictEqual(ordinary);
  });

  it.each([1, 7, 1_000, 1_000_000])(
    'for all of them, however they come: %i bytes at a time',
    async (pieceBytes) => {
      const messages = EVENTS.map(([, message]) => message).filter(({ length }) => length < 10_000);
      const server = await serve(messages, { pieceBytes });

      const ordinary = await byClient(connect(server).readStream('order-main:1'));
      const found = await byHand(server, streamRequest('order-main:1', 0n));

      expect(found.filter(isEvent)).toStrictEqual(ordinary);
    },
  );

  it.each([
    ['a message that ends too soon', [event().subarray(0, 90)], 0],
    ['a message of nothing known', [new Uint8Array([0, 0, 0])], 0],
    ['a call that failed behind its events', [event(), event()], 14],
    ['a stream that was deleted', [], 9],
  ])('for %s', async (_, messages, status) => {
    const server = await serve(messages, { status });

    const ordinary = await byClient(connect(server).readAll());
    const found = await byHand(server, logRequest(null));

    expect(ordinary.at(-1)).toEqual([expect.stringMatching(/Error$/), expect.any(String)]);
    expect(found).toStrictEqual(ordinary);
  });

  it('and what the server says beside the events stands between them', async () => {
    const server = await serve(signals().flatMap((signal) => [signal, event()]));

    const found = await byHand(server, followRequest(null, ['order'], 1));

    const kinds = found.map((one) => (isEvent(one) ? 'event' : (one as ReadAnswer).kind));
    const expected = ['other', 'caught-up', 'checkpoint', 'other', 'other', 'other', 'other', 'other'];
    expect(kinds).toEqual([...expected.flatMap((kind) => [kind, 'event']), 'event']);
    expect(found).toContainEqual({ kind: 'checkpoint', position: BigInt(MOST) });
  });

  it('and a stream that does not exist is said to be none', async () => {
    const identifier = new shared.StreamIdentifier().setStreamName(text('order-main:1'));
    const notFound = new streams.ReadResp.StreamNotFound().setStreamIdentifier(identifier);
    const server = await serve([new streams.ReadResp().setStreamNotFound(notFound).serializeBinary()]);

    expect(await byHand(server, streamRequest('order-main:1', 0n))).toEqual([
      { kind: 'not-found' },
      LINE_ENDS,
    ]);
  });
});

describe('what is asked for by hand is what the client asks for', () => {
  const from = { commit: 2n ** 60n, prepare: 2n ** 60n };
  const filter = streamNameFilter({ prefixes: ['order-', 'stock-'], checkpointInterval: 8 });

  it.each<[string, ReadReq, (client: EventStoreDBClient) => AsyncIterable<unknown>]>([
    [
      'a stream',
      streamRequest('order-é', 0n),
      (client) => client.readStream('order-é', { fromRevision: 0n }),
    ],
    [
      'some of a stream',
      streamRequest('order-1', 2n ** 63n, 5),
      (client) => client.readStream('order-1', { fromRevision: 2n ** 63n, maxCount: 5 }),
    ],
    ['the log', logRequest(null), (client) => client.readAll({ fromPosition: START })],
    [
      'the log from a position on',
      logRequest(from.commit),
      (client) => client.readAll({ fromPosition: from }),
    ],
    [
      'a subscription',
      followRequest(null, ['order', 'stock'], 8),
      (client) => client.subscribeToAll({ fromPosition: START, filter }),
    ],
    [
      'a subscription from a position on',
      followRequest(from.commit, ['order', 'stock'], 8),
      (client) => client.subscribeToAll({ fromPosition: from, filter }),
    ],
  ])('%s', async (_, request, ask) => {
    const server = await serve([event()]);

    await drained(ask(connect(server)));
    await byHand(server, request);

    const [byTheClient, ours] = server.requests;
    expect(ours).toEqual(byTheClient);
  });
});

describe('a read that is cancelled', () => {
  it('ends, also when it was not open yet', async () => {
    const server = await serve([event()]);
    const reading = new ReadCall(connect(server), logRequest(null));

    reading.cancel();

    expect(await reading.next()).toBeNull();
  });

  it('wakes whoever waits for more', async () => {
    const server = await serve([event()], { isEndless: true });
    const reading = new ReadCall(connect(server), followRequest(null, ['order'], 1));
    expect(await reading.next()).toHaveLength(1);

    const next = reading.next();
    reading.cancel();

    expect(await next).toBeNull();
  });
});
