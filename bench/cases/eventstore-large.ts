import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { END, EventStoreDBClient, START } from '@eventstore/db-client';
import type { ReadPosition } from '@eventstore/db-client';
import { clientAppends } from '../event-store/client-load.js';
import { makeLargeLog } from '../event-store/large-log.js';
import { type MeasuredServer, startServer } from '../event-store/server-process.js';
import type { Figures } from '../harness/report.js';
import type { BenchCase, Setting } from './case.js';

const LARGE = { events: Number(process.env['BENCH_LARGE_EVENTS'] ?? 10_000_000), streams: 100_000 };
/** What any log of this server takes, however small. */
const SMALL = { events: 100_000, streams: 1_000 };
const IN_FLIGHT = 64;
const STREAMS_READ = 20_000;
const CAUGHT_UP = 200_000;
const READ_BACKWARDS = 2_000;

/** Memory of a server in MiB: as it is, and the most that it ever had. */
function memoryOf({ pid }: MeasuredServer): { readonly now: number; readonly most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
  return { now: mib('VmRSS'), most: mib('VmHWM') };
}

/** The last event of so many streams, spread over all of them; each must be there. */
async function readStreams(client: EventStoreDBClient, streams: number): Promise<void> {
  const reader = async (first: number): Promise<void> => {
    for (let count = first; count < STREAMS_READ; count += IN_FLIGHT) {
      const name = `bench-${1 + ((count * 7_919) % streams)}`;
      let found = 0;
      const read = client.readStream(name, { direction: 'backwards', fromRevision: END, maxCount: 1 });
      for await (const { event } of read) found += event?.streamId === name ? 1 : 0;
      if (found !== 1) throw new Error(`the last event of ${name} is missing`);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, (_, first) => reader(first)));
}

/** Takes so many events from a subscription to all streams. */
async function follow(client: EventStoreDBClient, fromPosition: ReadPosition): Promise<void> {
  const subscription = client.subscribeToAll({ fromPosition });
  let count = 0;
  await new Promise<void>((resolve, reject) => {
    subscription.on('error', reject);
    subscription.on('data', () => {
      count += 1;
      if (count === CAUGHT_UP / 2) resolve();
    });
  });
  subscription.on('error', () => undefined);
  await subscription.unsubscribe();
}

/** Everything that a log is used for, one after another, and the memory after each. */
async function use(directory: string, size: typeof LARGE, ms: number) {
  const server = await startServer(directory);
  const client = EventStoreDBClient.connectionString(server.connectionString);
  const started = memoryOf(server).now;
  await readStreams(client, size.streams);
  const read = memoryOf(server).now;
  const middle = BigInt(Math.floor(size.events / 2));
  await follow(client, START);
  await follow(client, { commit: middle - BigInt(CAUGHT_UP / 4), prepare: middle - BigInt(CAUGHT_UP / 4) });
  let backwards = 0;
  for await (const _ of client.readAll({
    direction: 'backwards',
    fromPosition: END,
    maxCount: READ_BACKWARDS,
  })) {
    backwards += 1;
  }
  if (backwards !== READ_BACKWARDS) throw new Error(`${backwards} events read backwards`);
  const followed = memoryOf(server).now;
  const { count, elapsedMs } = await clientAppends(client, IN_FLIGHT, ms);
  const { now: appended, most } = memoryOf(server);
  await client.dispose();
  await server.stop();
  return {
    startMs: server.startMs,
    started,
    read,
    followed,
    appended,
    most,
    perSecond: (1_000 * count) / elapsedMs,
  };
}

async function run({ seconds, workDir }: Setting): Promise<Figures> {
  const kept = process.env['BENCH_LARGE_DIR'];
  const [large, small] = [kept ?? join(workDir, 'eventstore-10m'), join(workDir, 'eventstore-100k')];
  const remove = (): void => {
    rmSync(small, { recursive: true, force: true });
    if (kept === undefined) rmSync(large, { recursive: true, force: true });
  };
  process.once('exit', remove);
  try {
    makeLargeLog(small, SMALL.events, SMALL.streams);
    makeLargeLog(large, LARGE.events, LARGE.streams);
    const little = await use(small, SMALL, seconds * 1_000);
    const much = await use(large, LARGE, seconds * 1_000);
    return {
      'events in the log': LARGE.events,
      'start, ms': much.startMs,
      'memory after the start, MiB': much.started,
      'memory after reading 20,000 streams, MiB': much.read,
      'memory after following 200,000 events, MiB': much.followed,
      'memory while appending, MiB': much.appended,
      'greatest memory, MiB': much.most,
      'greatest memory with 100,000 events, MiB': little.most,
      'greatest memory, more than with 100,000 events, MiB': much.most - little.most,
      'appends a second': much.perSecond,
      'appends a second with 100,000 events': little.perSecond,
    };
  } finally {
    remove();
  }
}

export const eventstoreLarge: BenchCase = {
  name: 'eventstore-large',
  what: 'Memory of the event store over 10,000,000 events in 100,000 streams, read, followed and appended to.',
  isOnDemand: true,
  rounds: 1,
  bars: [{ figure: 'greatest memory, MiB', most: 384 }],
  limits:
    'SQLite keeps 64 MiB of pages and the server 32 MiB of events and 65,536 streams, whatever the size of the log. Filling the log takes five to ten minutes and 8 GB; BENCH_LARGE_DIR keeps it, and a fill that was stopped goes on.',
  run,
};
