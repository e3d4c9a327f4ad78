import { type AddressInfo, createServer, type Socket } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jsonEvent } from '@eventstore/db-client';
import { type EmbeddedEventStore, startEmbedded } from '@wayfill/eventstore-embedded';
import { received } from '../../../test/contract/engine-event-store.contract.js';
import { StallableProxy } from '../../../test/support/stallable-proxy.js';
import { AppendOutcomeUnknown, EventStoreUnavailable } from '../../application/ports/event-store.js';
import { CheckpointStoreAdapter } from './checkpoint-store.adapter.js';
import { EventCodec, UnreadableEvent, UnregisteredEvent } from './codec/event-codec.js';
import { WIRE_NAMES } from './codec/wire-registry.js';
import { clientError } from './client-inside.js';
import { EventStoreConnection } from './event-store-connection.js';
import { EventStoreRefused } from './event-store-errors.js';
import { type AdapterOptions, EventStoreAdapter } from './event-store.adapter.js';

const STREAM = 'stock-main:a@b';
const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Opened {
  readonly connection: EventStoreConnection;
  readonly store: EventStoreAdapter;
}

function open(connectionString: string, options: Partial<AdapterOptions> = {}): Opened {
  const connection = new EventStoreConnection(connectionString, 300);
  cleanups.push(() => connection.close());
  return { connection, store: new EventStoreAdapter(connection, new EventCodec(WIRE_NAMES), options) };
}

async function startServer(port = 0, dataDir?: string): Promise<EmbeddedEventStore> {
  const server = await startEmbedded(dataDir === undefined ? { inMemory: true, port } : { dataDir, port });
  cleanups.push(() => server.stop());
  return server;
}

/** Asks again, as every caller does, until the client has found the server. */
async function onceReachable<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof EventStoreUnavailable)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

async function drained(source: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _ of source) count += 1;
  return count;
}

const everything = { after: null, categories: ['stock', 'order'] } as const;

describe('short reads', () => {
  /** Node's servers end a connection on which a thousand streams have been cut within half a minute. */
  const MORE_THAN_A_SERVER_BEARS = 1_300;

  it.each<[string, (store: EventStoreAdapter) => Promise<unknown>]>([
    ['the end of the log', (store) => store.headPosition()],
    ['one event of a long stream', (store) => drained(store.readStream(STREAM, 3n, 1))],
  ])('of %s never cut a stream, which would cost the connection', async (_name, read) => {
    const server = await startServer();
    const { store } = open(server.connectionString);
    const events = Array.from({ length: 40 }, (_, index) => received(`short-${index}`));
    await onceReachable(() => store.append(STREAM, 'no-stream', events));
    let left = MORE_THAN_A_SERVER_BEARS;
    const reader = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        expect(await read(store)).not.toBeNull();
      }
    };
    await Promise.all(Array.from({ length: 32 }, reader));
  });

  it('find the end of the log behind many events that are not of the domain', async () => {
    const server = await startServer();
    const { store, connection } = open(server.connectionString);
    expect(await store.headPosition()).toBeNull();
    const { position } = await store.append(STREAM, 'no-stream', [received('last')]);
    const others = Array.from({ length: 300 }, () => jsonEvent({ type: 'Seen', data: {} }));
    await connection.client.appendToStream('checkpoint-x', others);
    expect(await store.headPosition()).toBe(position);
  });
});

describe('a client that is given up', () => {
  type Read = (opened: Opened) => Promise<unknown>;

  it.each<[string, Read]>([
    ['of a stream', ({ store }) => drained(store.readStream(STREAM))],
    ['of the log', ({ store }) => drained(store.readAll(everything))],
    ['of the end of the log', ({ store }) => store.headPosition()],
    ['of a checkpoint', ({ connection }) => new CheckpointStoreAdapter(connection).load('reader')],
  ])('fails a read %s that is under way: it never ends as if there were no more', async (_name, read) => {
    const server = await startServer();
    const opened = open(server.connectionString);
    const { store, connection } = opened;
    const events = Array.from({ length: 40 }, (_, index) => received(`given-up-${index}`));
    await store.append(STREAM, 'no-stream', events);
    await new CheckpointStoreAdapter(connection).store('reader', 7n);
    const whole = await read(opened);

    const outcomes: unknown[] = [];
    for (let turns = 0; turns < 40; turns += 1) {
      const reading = read(opened).catch((error: unknown) => error);
      for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      connection.renew(connection.client);
      outcomes.push(await reading);
    }

    const failed = outcomes.filter((outcome) => outcome instanceof EventStoreUnavailable);
    expect(failed.length).toBeGreaterThan(0);
    expect(outcomes.filter((outcome) => outcome !== whole)).toEqual(failed);
  });
});

describe('a server that takes connections and says nothing', () => {
  it('is given up by a read, and the next one goes to a new connection', async () => {
    const lines: Socket[] = [];
    const mute = createServer((line) => void lines.push(line));
    await new Promise<void>((resolve) => {
      mute.listen(0, '127.0.0.1', resolve);
    });
    const { port } = mute.address() as AddressInfo;
    const connection = new EventStoreConnection(`esdb://127.0.0.1:${port}?tls=false`, 5_000, 100);
    const store = new EventStoreAdapter(connection, new EventCodec(WIRE_NAMES));
    const { client } = connection;

    await expect(drained(store.readStream(STREAM))).rejects.toBeInstanceOf(EventStoreUnavailable);
    expect(connection.hasGivenUp(client)).toBe(true);

    await connection.close();
    for (const line of lines) line.destroy();
    mute.close();
  });
});

describe('a server that is not there', () => {
  it('makes every call fail as unavailable, and is used as soon as it is there', async () => {
    const probe = await startServer();
    await probe.stop();
    const { store } = open(probe.connectionString);

    await expect(store.append(STREAM, 'no-stream', [received('a')])).rejects.toBeInstanceOf(
      EventStoreUnavailable,
    );
    await expect(drained(store.readStream(STREAM))).rejects.toBeInstanceOf(EventStoreUnavailable);
    await expect(drained(store.readAll(everything))).rejects.toBeInstanceOf(EventStoreUnavailable);
    await expect(drained(store.subscribe(everything))).rejects.toBeInstanceOf(EventStoreUnavailable);
    await expect(store.headPosition()).rejects.toBeInstanceOf(EventStoreUnavailable);

    await startServer(probe.port);
    const receipt = await onceReachable(() => store.append(STREAM, 'no-stream', [received('a')]));
    expect(receipt.nextRevision).toBe(0n);
  });

  it('that is there and says nothing is unavailable in bounded time', async () => {
    const server = await startServer();
    const proxy = await StallableProxy.start(server.port);
    cleanups.push(() => proxy.stop());
    proxy.stall();
    const { store } = open(`esdb://127.0.0.1:${proxy.port}?tls=false`);

    await expect(store.append(STREAM, 'no-stream', [received('a')])).rejects.toBeInstanceOf(
      EventStoreUnavailable,
    );

    proxy.cut();
    proxy.heal();
    const receipt = await onceReachable(() => store.append(STREAM, 'no-stream', [received('a')]));
    expect(receipt.nextRevision).toBe(0n);
  });
});

describe('a line that goes silent', () => {
  it('leaves the outcome of an append unknown in bounded time, and later appends find a new line', async () => {
    const server = await startServer();
    const proxy = await StallableProxy.start(server.port);
    cleanups.push(() => proxy.stop());
    const { store } = open(`esdb://127.0.0.1:${proxy.port}?tls=false`, {
      appendTimeoutMs: 500,
      answerGraceMs: 100,
    });
    await onceReachable(() => store.append(STREAM, 'no-stream', [received('first')]));
    proxy.stall();

    await expect(store.append(STREAM, 0n, [received('lost')])).rejects.toBeInstanceOf(AppendOutcomeUnknown);

    proxy.cut();
    proxy.heal();
    const receipt = await onceReachable(() => store.append(STREAM, 0n, [received('later')]));
    expect(receipt.nextRevision).toBe(1n);
  });

  it('that is cut while appends are under way leaves none of them without an end', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'wayfill-adapter-'));
    cleanups.push(() => rm(dataDir, { recursive: true, force: true }));
    const server = await startServer(0, dataDir);
    const { store } = open(server.connectionString, { appendTimeoutMs: 500, answerGraceMs: 100 });
    await onceReachable(() => store.append(STREAM, 'no-stream', [received('first')]));
    const appends = Array.from({ length: 200 }, (_, index) =>
      store.append(`stock-main:s${index}@b`, 'no-stream', [received(`s-${index}`)]),
    );
    await server.stop();

    const settled = await Promise.allSettled(appends);
    const strange = settled.filter(
      (one) =>
        one.status === 'rejected' &&
        !(one.reason instanceof AppendOutcomeUnknown || one.reason instanceof EventStoreUnavailable),
    );
    expect(strange).toEqual([]);

    const { store: again } = open((await startServer(0, dataDir)).connectionString);
    for (const [index, one] of settled.entries()) {
      const found = await drained(again.readStream(`stock-main:s${index}@b`));
      expect(one.status === 'fulfilled' ? [1] : [0, 1]).toContain(found);
    }
  });

  it('ends a subscription with an error, so that its owner opens another', async () => {
    const server = await startServer();
    const proxy = await StallableProxy.start(server.port);
    cleanups.push(() => proxy.stop());
    const { store } = open(`esdb://127.0.0.1:${proxy.port}?tls=false`);
    const listen = async (): Promise<void> => {
      for await (const message of store.subscribe(everything)) if (message.kind === 'caught-up') proxy.cut();
    };

    await expect(listen()).rejects.toBeInstanceOf(EventStoreUnavailable);
  });

  it('because the server stops in good order ends a subscription with an error, too', async () => {
    const server = await startServer();
    const { store } = open(server.connectionString);
    const listen = async (): Promise<void> => {
      for await (const message of store.subscribe(everything)) {
        if (message.kind === 'caught-up') server.stop().catch(() => undefined);
      }
    };

    await expect(listen()).rejects.toBeInstanceOf(EventStoreUnavailable);
  });
});

describe('a rejection that the client leaves lying about when its append stream breaks', () => {
  const stray = (reason: unknown): void => {
    for (const listener of process.listeners('unhandledRejection')) listener(reason, Promise.resolve());
  };

  it('does not end the process, and every other stray rejection still does', () => {
    open('esdb://127.0.0.1:1?tls=false');
    const ofTheTransport = Object.assign(new Error('read ECONNRESET'), { code: 14, metadata: {} });
    const ofTheClient = clientError(Object.assign(new Error('gone'), { code: 14, details: '' }));
    const noNode = new Error('Failed to discover after 10 attempts.');

    expect(() => stray(ofTheTransport)).not.toThrow();
    expect(() => stray(ofTheClient)).not.toThrow();
    expect(() => stray(noNode)).not.toThrow();
    expect(() => stray(new Error('a defect'))).toThrow('a defect');
  });
});

describe('what the server or the codec refuses', () => {
  it('is an append larger than the server takes: refused for good, and nothing was written', async () => {
    const { store } = open((await startServer()).connectionString);
    const large = received('large');
    const event = { ...large, event: { ...large.event, data: { reference: 'x'.repeat(1_100_000) } } };

    await expect(store.append(STREAM, 'no-stream', [event])).rejects.toBeInstanceOf(EventStoreRefused);
    expect(await drained(store.readStream(STREAM))).toBe(0);
  });

  it('is an event without a wire name, before anything is sent', async () => {
    const { store } = open('esdb://127.0.0.1:1?tls=false');
    const event = { ...received('x'), event: { type: 'Unheard', data: {} } };

    await expect(store.append(STREAM, 'no-stream', [event])).rejects.toBeInstanceOf(UnregisteredEvent);
  });

  it('is a connection string that hides failed appends', () => {
    const opening = (): unknown =>
      new EventStoreConnection('esdb://h:1?tls=false&throwOnAppendFailure=false');

    expect(opening).toThrow('throwOnAppendFailure');
  });
});

describe('an event of somebody else in a stream of ours', () => {
  it('stops every kind of reader, and none passes over it', async () => {
    const { store, connection } = open((await startServer()).connectionString);
    await store.append(STREAM, 'no-stream', [received('ours')]);
    await connection.client.appendToStream(STREAM, jsonEvent({ type: 'Foreign.v1', data: {} }));
    await store.append(STREAM, 1n, [received('ours-again')]);

    await expect(drained(store.readStream(STREAM))).rejects.toBeInstanceOf(UnreadableEvent);
    await expect(drained(store.readAll(everything))).rejects.toBeInstanceOf(UnreadableEvent);
    await expect(drained(store.subscribe(everything))).rejects.toBeInstanceOf(UnreadableEvent);
  });

  it('in a stream outside the domain concerns nobody', async () => {
    const { store, connection } = open((await startServer()).connectionString);
    const { position } = await store.append(STREAM, 'no-stream', [received('ours')]);
    await connection.client.appendToStream('checkpoint-x', jsonEvent({ type: 'Foreign.v1', data: {} }));

    expect(await drained(store.readAll(everything))).toBe(1);
    expect(await store.headPosition()).toBe(position);
  });
});
