import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import Database from 'libsql';
import { startEmbedded } from '../src/index.js';
import { EventLog } from '../src/log/event-log.js';
import { Compactor } from '../src/operations/compactor.js';
import { SqliteStorage } from '../src/storage/sqlite-storage.js';
import { compileCli, type CompiledCli } from './support/compiled-cli.js';
import { runServer, startServerProcess } from './support/server-process.js';
import { removeTemporaryDirectories, temporaryDirectory } from './support/temporary-directory.js';

afterAll(removeTemporaryDirectories);

const events = (count: number) =>
  Array.from({ length: count }, (_, number) =>
    jsonEvent({ type: 'Happened', data: { number, text: 'x'.repeat(200) } }),
  );

async function numbers(client: EventStoreDBClient, stream: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { event } of client.readStream(stream)) {
    const data = event?.data as { number: number } | undefined;
    found.push(`${event?.revision}:${data?.number}`);
  }
  return found;
}

describe('compaction of a running server', () => {
  it('changes nothing for those who read a stream, write it or follow it', async () => {
    const server = await startEmbedded({ dataDir: temporaryDirectory(), httpPort: 0 });
    const client = EventStoreDBClient.connectionString(server.connectionString);
    await client.appendToStream('s', events(2_000));
    await client.appendToStream('kept', events(3));
    await client.setStreamMetadata('s', { maxCount: 5 });
    const before = await numbers(client, 's');
    const [result, again] = await Promise.all([server.compact(), server.compact()]);
    expect(result).toEqual({ streams: 1, events: 1_995 });
    expect(again).toBe(result);
    expect(await numbers(client, 's')).toEqual(before);
    expect(await numbers(client, 'kept')).toEqual(['0:0', '1:1', '2:2']);
    const appended = await client.appendToStream('s', events(1), { expectedRevision: 1_999n });
    expect(appended.nextExpectedRevision).toBe(2_000n);
    const followed: number[] = [];
    for await (const { event } of client.subscribeToStream('s')) {
      if (followed.push(Number(event?.revision)) === 5) break;
    }
    expect(followed).toEqual([1_996, 1_997, 1_998, 1_999, 2_000]);
    const metrics = await (await fetch(`http://127.0.0.1:${server.httpPort}/metrics`)).text();
    expect(metrics).toContain('eventstore_events_compacted_total 1995\n');
    await client.dispose();
    await server.stop();
  });

  it('lets a server stop in the middle, and goes on at the next start', async () => {
    const dataDir = temporaryDirectory();
    const server = await startEmbedded({ dataDir });
    const client = EventStoreDBClient.connectionString(server.connectionString);
    await client.appendToStream('s', events(2_000));
    await client.setStreamMetadata('s', { maxCount: 1 });
    const running = server.compact();
    await client.dispose();
    await server.stop();
    await running;
    const next = await startEmbedded({ dataDir, isVerified: true });
    await next.compact();
    expect(await next.compact()).toEqual({ streams: 0, events: 0 });
    await next.stop();
  });

  it('goes on with its runs when one of them fails', async () => {
    const storage = new SqliteStorage(':memory:');
    const log = new EventLog(storage, () => undefined);
    const broken = jest.spyOn(storage, 'streamsAfter').mockImplementationOnce(() => {
      throw new Error('The disk is gone.');
    });
    const compactor = new Compactor(log, storage, () => undefined);
    const outcomes: unknown[] = [];
    await new Promise<void>((resolve) => {
      compactor.runEvery(0, (outcome) => {
        if (outcomes.push(outcome) === 2) resolve();
      });
    });
    await compactor.stop();
    expect(outcomes.slice(0, 2)).toEqual([new Error('The disk is gone.'), { streams: 0, events: 0 }]);
    expect(broken).toHaveBeenCalled();
    await log.close();
  });
});

describe('compaction that is killed', () => {
  let cli: CompiledCli;
  beforeAll(() => {
    cli = compileCli();
  });
  afterAll(() => cli.remove());

  it('takes nothing that a reader may see, wherever it is killed, and is finished by the next', async () => {
    const data = temporaryDirectory();
    const first = await startServerProcess(cli.path, ['--data', data, '--port', '0']);
    const writer = EventStoreDBClient.connectionString(first.connectionString);
    const streams = Array.from({ length: 20 }, (_, index) => `s-${index}`);
    for (const stream of streams) {
      await writer.appendToStream(stream, events(505));
      await writer.setStreamMetadata(stream, { truncateBefore: 495 });
    }
    const expected = await numbers(writer, 's-0');
    await writer.dispose();
    first.kill('SIGTERM');
    await first.exited;
    const file = join(data, 'events.db');
    const bytesBefore = statSync(file).size;
    let left = eventsIn(file);
    for (const [steps, within] of KILLS) {
      const script = killedCompaction(dirname(cli.path), file, steps, within);
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
      expect((await once(child, 'exit'))[1]).toBe('SIGKILL');
      const now = eventsIn(file);
      // A step that was cut off has taken nothing out.
      expect(left - now).toBe(steps * 495);
      left = now;
    }
    const last = await runServer(cli.path, ['compact', '--data', data]);
    expect(last.code).toBe(0);
    // And the event with which every log begins.
    expect(eventsIn(file)).toBe(1 + streams.length * 11);
    expect(statSync(file).size).toBeLessThan(bytesBefore / 5);
    const again = await startServerProcess(cli.path, ['--data', data, '--port', '0', '--verify']);
    const reader = EventStoreDBClient.connectionString(again.connectionString);
    for (const stream of streams) expect(await numbers(reader, stream)).toEqual(expected);
    await reader.dispose();
    again.kill('SIGTERM');
    await again.exited;
  });
});

/** Steps done, and how many events of the next step are taken out when the kill comes. */
const KILLS: readonly (readonly [number, number])[] = [
  [0, 100],
  [1, 0],
  [2, 400],
  [3, 1],
];

/** A process that compacts, and kills itself in the middle of a transaction. */
function killedCompaction(modules: string, file: string, steps: number, within: number): string {
  return `
    import { compactionSteps } from '${modules}/log/compaction.js';
    import { EventLog } from '${modules}/log/event-log.js';
    import { SqliteStorage } from '${modules}/storage/sqlite-storage.js';
    const storage = new SqliteStorage('${file}');
    const remove = storage.remove.bind(storage);
    let step = 0;
    storage.remove = (positions) => remove(step++ < ${steps} ? positions : deadly(positions));
    function* deadly(positions) {
      for (const [index, position] of positions.entries()) {
        if (index === ${within}) process.kill(process.pid, 'SIGKILL');
        yield position;
      }
    }
    for (const _ of compactionSteps(new EventLog(storage, () => undefined), storage));
  `;
}

function eventsIn(file: string): number {
  const db = new Database(file);
  const [row] = db.prepare('SELECT count(*) FROM events').raw(true).all() as [number][];
  db.close();
  return row?.[0] ?? 0;
}
