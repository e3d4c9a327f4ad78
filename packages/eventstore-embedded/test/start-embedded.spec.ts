import { once } from 'node:events';
import { connect } from 'node:http2';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { CancelledError, EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { status } from '@grpc/grpc-js';
import { DataDirectoryInUseError, startEmbedded } from '../src/index.js';
import type { EmbeddedEventStore, EmbeddedOptions } from '../src/index.js';
import { removeTemporaryDirectories, temporaryDirectory } from './support/temporary-directory.js';

const event = (text = '') => jsonEvent({ type: 'Happened', data: { text } });

describe('embedded event store', () => {
  const running: EmbeddedEventStore[] = [];
  const clients: EventStoreDBClient[] = [];
  const start = async (options: EmbeddedOptions) => {
    const server = await startEmbedded(options);
    running.push(server);
    const client = EventStoreDBClient.connectionString(server.connectionString);
    clients.push(client);
    return { server, client };
  };
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.dispose();
    for (const server of running.splice(0)) await server.stop();
  });
  afterAll(removeTemporaryDirectories);

  it('starts in memory in less than a tenth of a second', async () => {
    await (await startEmbedded({ inMemory: true })).stop();
    const times: number[] = [];
    for (let run = 0; run < 5; run += 1) {
      const begin = performance.now();
      const server = await startEmbedded({ inMemory: true });
      times.push(performance.now() - begin);
      await server.stop();
    }
    expect(Math.min(...times)).toBeLessThan(100);
  });

  it('ends with CANCELLED also the read of a client that has ceased to take events', async () => {
    const { server, client } = await start({ inMemory: true });
    await client.appendToStream(
      'much',
      Array.from({ length: 500 }, () => event('x'.repeat(2_000))),
    );
    const read = client.readStream('much');
    const ended = new Promise<unknown>((resolve) => read.once('error', resolve));
    await once(read, 'readable');
    await server.stop();
    read.resume();
    expect(await ended).toBeInstanceOf(CancelledError);
  });

  it('keeps servers in memory apart', async () => {
    const [one, two] = [await start({ inMemory: true }), await start({ inMemory: true })];
    await one.client.appendToStream('same', event(), { expectedRevision: NO_STREAM });
    const result = await two.client.appendToStream('same', event(), { expectedRevision: NO_STREAM });
    expect(result.position).toEqual({ commit: 1n, prepare: 1n });
  });

  it('needs to know where to keep its data', async () => {
    await expect(startEmbedded({})).rejects.toThrow('either dataDir or inMemory');
  });

  it('finds the data of the run before, and knows its appends', async () => {
    const dataDir = temporaryDirectory();
    const first = await start({ dataDir });
    const appended = event();
    const answer = await first.client.appendToStream('kept', appended);
    await first.client.setStreamMetadata('kept', { maxCount: 1 });
    await first.server.stop();
    const second = await start({ dataDir });
    expect(await second.client.appendToStream('kept', appended)).toEqual(answer);
    expect(await second.client.appendToStream('kept', event(), { expectedRevision: 0n })).toMatchObject({
      nextExpectedRevision: 1n,
    });
    const found: unknown[] = [];
    for await (const { event: e } of second.client.readStream('kept')) found.push(e?.revision);
    expect(found).toEqual([1n]);
  });

  it('refuses a data directory that is in use, and takes it once it is free', async () => {
    const dataDir = temporaryDirectory();
    const { server } = await start({ dataDir });
    await expect(startEmbedded({ dataDir })).rejects.toBeInstanceOf(DataDirectoryInUseError);
    await server.stop();
    await start({ dataDir });
  });

  it('leaves the data directory free when its port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    const dataDir = temporaryDirectory();
    // The transport says it on the console besides.
    jest.spyOn(console, 'error').mockReturnValue();
    await expect(startEmbedded({ dataDir, port })).rejects.toThrow('EADDRINUSE');
    await start({ dataDir });
    await new Promise((resolve) => taken.close(resolve));
  });

  it('can be stopped twice', async () => {
    const { server } = await start({ inMemory: true });
    await Promise.all([server.stop(), server.stop()]);
  });

  it('answers what it has received, or fails it, when it stops: nothing hangs', async () => {
    const { server, client } = await start({ dataDir: temporaryDirectory(), commitDelayMs: 5 });
    await client.appendToStream('busy', event());
    const appends = Array.from({ length: 100 }, () => client.appendToStream('busy', event()));
    const settled = Promise.allSettled(appends);
    await appends[0];
    await server.stop();
    const failures = (await settled).flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
    );
    for (const failure of failures)
      expect((failure as { type: string }).type).toMatch(/^(?:cancelled|unavailable)$/);
  });

  it('stops though a subscriber does not read', async () => {
    const { server, client } = await start({ inMemory: true });
    const subscription = client.subscribeToAll();
    subscription.on('error', () => undefined);
    subscription.pause();
    for (let i = 0; i < 20; i += 1) await client.appendToStream('much', event('x'.repeat(900_000)));
    await server.stop();
  });

  it('does not drain when it is told to cut: a call that never ends holds nothing up, and all is kept', async () => {
    const dataDir = temporaryDirectory();
    const { server, client } = await start({ dataDir });
    await client.appendToStream('kept', event());
    const session = connect(`http://127.0.0.1:${server.port}`);
    const call = session.request({
      ':method': 'POST',
      ':path': '/event_store.client.streams.Streams/Delete',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    call.on('error', () => undefined);
    session.on('error', () => undefined);
    await once(call, 'ready');
    // What was sent before it was received before it.
    await new Promise((resolve) => session.ping(resolve));
    const begin = performance.now();
    await server.stop('cut');
    // Draining gives such a call 2 seconds.
    expect(performance.now() - begin).toBeLessThan(1_900);
    session.destroy();
    const again = await start({ dataDir });
    expect(await again.client.appendToStream('kept', event())).toMatchObject({ nextExpectedRevision: 1n });
  });

  it('refuses what it does not have by name', async () => {
    const { client } = await start({ inMemory: true });
    await expect(client.createProjection('p', 'fromAll()')).rejects.toMatchObject({
      code: status.UNIMPLEMENTED,
      message: expect.stringContaining('Projections') as string,
    });
  });

  it('does not pretend to enable what nobody has made', async () => {
    const { client } = await start({ inMemory: true });
    await expect(client.enableProjection('mine')).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
  });

  it('begins a log on disk once, and one in memory not at all', async () => {
    const dataDir = temporaryDirectory();
    const typesOf = async (client: EventStoreDBClient) => {
      const types: unknown[] = [];
      for await (const { event: found } of client.readAll()) types.push(found?.type);
      return types;
    };
    for (let starts = 0; starts < 2; starts += 1) {
      const { server, client } = await start({ dataDir });
      expect(await typesOf(client)).toEqual(['$metadata']);
      await server.stop();
    }
    expect(await typesOf((await start({ inMemory: true })).client)).toEqual([]);
  });

  it('takes as much in one append as it is told to', async () => {
    const { client } = await start({ inMemory: true, maxAppendBytes: 100 });
    await expect(client.appendToStream('s', event('x'.repeat(100)))).rejects.toMatchObject({
      maxAppendSize: 100,
    });
    expect(await client.appendToStream('s', event())).toMatchObject({ nextExpectedRevision: 0n });
  });
});
