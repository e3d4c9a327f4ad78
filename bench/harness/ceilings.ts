import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { EventStoreDBClient, jsonEvent, NO_STREAM, START } from '@eventstore/db-client';
import { startTestRedis } from '../../test/support/redis-server.js';
import { type HttpFigures, httpLoad } from './http-load.js';
import { ProcessorClock } from './processor-time.js';

const IN_FLIGHT = 64;
/** About the size of a placed order. */
const DATA = { text: 'x'.repeat(700), number: 1 };
const METADATA = { text: 'x'.repeat(300) };

/** Appends a second through the official client alone: one new stream each, 64 in flight, durable. */
export async function rawAppends(connectionString: string, seconds: number): Promise<number> {
  const client = EventStoreDBClient.connectionString(connectionString);
  let count = 0;
  const begin = performance.now();
  const end = begin + seconds * 1_000;
  const writer = async (): Promise<void> => {
    while (performance.now() < end) {
      const event = jsonEvent({ type: 'Measured', data: DATA, metadata: METADATA });
      await client.appendToStream(`bench-${randomUUID()}`, event, { expectedRevision: NO_STREAM });
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, writer));
  const perSecond = count / ((performance.now() - begin) / 1_000);
  await client.dispose();
  return perSecond;
}

/** Events a second that the official client alone gets out of a catch-up subscription to a whole log. */
export async function rawCatchUp(connectionString: string): Promise<number> {
  const client = EventStoreDBClient.connectionString(connectionString);
  let count = 0;
  const begin = performance.now();
  const subscription = client.subscribeToAll({ fromPosition: START });
  subscription.on('data', () => {
    count += 1;
  });
  await once(subscription, 'caughtUp');
  const perSecond = count / ((performance.now() - begin) / 1_000);
  await subscription.unsubscribe();
  await client.dispose();
  return perSecond;
}

/** Requests a second of a Fastify that does nothing but answer: `memory`, or with one GET of Redis: `redis`. */
export async function bareFastify(
  kind: 'memory' | 'redis',
  seconds: number,
  connections: number,
): Promise<HttpFigures> {
  const redis = await startTestRedis();
  const script = fileURLToPath(new URL('bare-server.js', import.meta.url));
  const server = spawn(process.execPath, [script, redis.socketPath], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [url] = (await once(createInterface(server.stdout), 'line')) as [string];
    const load = { url, connections, next: () => ({ path: `/${kind}` }) };
    const clock = new ProcessorClock(server.pid);
    await httpLoad({ ...load, seconds: 1 }, clock);
    return await httpLoad({ ...load, seconds }, clock);
  } finally {
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    await ended;
    await redis.stop();
  }
}
