import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { EventStoreDBClient, jsonEvent, START } from '@eventstore/db-client';

/**
 * Measures the server through the official client, the server in a process of its own: durable
 * single-event appends with 1, 8 and 64 in flight, and reads of what was appended.
 *
 * Usage: node dist/bench/event-store.js [seconds for each figure] [options of the server]
 */

const CLI = join(dirname(fileURLToPath(import.meta.url)), '../../packages/eventstore-embedded/dist/cli.js');
const PAYLOAD = { text: 'x'.repeat(500), number: 1 };
const STREAMS = 1_000;

const [seconds = '3', ...serverOptions] = process.argv.slice(2);
const durationMs = Number(seconds) * 1_000;

const dataDir = mkdtempSync(join(tmpdir(), 'eventstore-bench-'));
const server = spawn(process.execPath, [CLI, '--data', dataDir, '--port', '0', ...serverOptions], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const [line] = (await once(createInterface(server.stdout), 'line')) as [string];
  const { connectionString } = JSON.parse(line) as { connectionString: string };
  const client = EventStoreDBClient.connectionString(connectionString);
  await measureAppends(client, 64, 1_000); // warm-up
  for (const inFlight of [1, 8, 64]) {
    const latencies = await measureAppends(client, inFlight, durationMs);
    report(`append, ${inFlight} in flight`, latencies.length / (durationMs / 1_000), percentiles(latencies));
  }
  await reportRate('catch-up subscription to $all', () => readBySubscription(client));
  await reportRate('read of $all', () => readAll(client));
  await client.dispose();
} finally {
  server.kill('SIGTERM');
  await once(server, 'exit');
  rmSync(dataDir, { recursive: true });
}

async function measureAppends(
  client: EventStoreDBClient,
  inFlight: number,
  forMs: number,
): Promise<number[]> {
  const latencies: number[] = [];
  const end = performance.now() + forMs;
  const worker = async (worker: number) => {
    for (let i = worker; performance.now() < end; i += inFlight) {
      const begin = performance.now();
      await client.appendToStream(`bench-${i % STREAMS}`, jsonEvent({ type: 'Measured', data: PAYLOAD }));
      latencies.push(performance.now() - begin);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, (_, index) => worker(index)));
  return latencies;
}

async function readBySubscription(client: EventStoreDBClient): Promise<number> {
  let events = 0;
  const subscription = client.subscribeToAll({ fromPosition: START });
  const caughtUp = once(subscription, 'caughtUp');
  subscription.on('data', () => events++);
  await caughtUp;
  await subscription.unsubscribe();
  return events;
}

async function readAll(client: EventStoreDBClient): Promise<number> {
  let events = 0;
  for await (const _ of client.readAll()) events++;
  return events;
}

async function reportRate(name: string, read: () => Promise<number>): Promise<void> {
  const begin = performance.now();
  const events = await read();
  report(name, events / ((performance.now() - begin) / 1_000), `${events} events`);
}

function percentiles(latencies: number[]): string {
  latencies.sort((a, b) => a - b);
  const at = (share: number) => (latencies[Math.floor(latencies.length * share)] ?? 0).toFixed(2);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`;
}

function report(name: string, perSecond: number, details: string): void {
  process.stdout.write(
    `${name.padEnd(32)} ${Math.round(perSecond).toString().padStart(7)} /s   ${details}\n`,
  );
}
