import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { type Appends, clientAppends, clientCatchUp, percentile } from '../event-store/client-load.js';
import { makeLargeLog } from '../event-store/large-log.js';
import { type MeasuredServer, startServer, startStub } from '../event-store/server-process.js';
import { wireAppends } from '../event-store/wire-load.js';
import type { Figures } from '../harness/report.js';
import type { BenchCase, Setting } from './case.js';

const IN_FLIGHT = 64;
/** The sides take turns, so that what else the machine does meets them all. */
const TURN_MS = 1_000;
const COMMIT_DELAY_MS = 2;
/** Seconds on the wire that are not counted: in those, compilers are at work beside the server (p99 of 7 to 8 ms). */
const WARM_UP_TURNS = 3;
const LARGE_LOG = { events: 1_000_000, streams: 50_000 };
/** Read in each turn of the catch-up, from the beginning of the large log. */
const CATCH_UP_EVENTS = 100_000;
const CATCH_UP_TURNS = 3;

/** Servers under load, each with a client of its own. */
interface Side {
  readonly server: MeasuredServer;
  readonly client: EventStoreDBClient;
  readonly appends: Appends[];
}

async function sideOf(server: MeasuredServer): Promise<Side> {
  const client = EventStoreDBClient.connectionString(server.connectionString);
  await clientAppends(client, IN_FLIGHT, TURN_MS);
  return { server, client, appends: [] };
}

/** Turns of all sides; each round of turns begins with another side. */
async function takeTurns(
  sides: readonly Side[],
  turns: number,
  load: (side: Side) => Promise<Appends>,
): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) {
    for (const place of sides.keys()) {
      const side = sides[(turn + place) % sides.length];
      side?.appends.push(await load(side));
    }
  }
}

const perSecond = ({ appends }: Side): number =>
  appends.reduce((sum, { count }) => sum + count, 0) /
  (appends.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0) / 1_000);
const p99 = ({ appends }: Side): number =>
  percentile(
    appends.flatMap(({ latencies }) => latencies),
    0.99,
  );

async function end(sides: readonly Side[]): Promise<void> {
  for (const { client, server } of sides) {
    await client.dispose();
    await server.stop();
  }
}

async function appendFigures(workDir: string, turns: number): Promise<Figures> {
  const durable = await sideOf(await startServer(join(workDir, 'durable')));
  const unsynced = await sideOf(await startServer(join(workDir, 'unsynced'), '--no-sync'));
  const stub = await sideOf(await startStub(0));
  const sides = [durable, unsynced, stub];
  await takeTurns(sides, turns, ({ client }) => clientAppends(client, IN_FLIGHT, TURN_MS));
  await end(sides);
  const limit = Math.min(9_000, perSecond(stub));
  return {
    'durable appends a second': perSecond(durable),
    'appends a second with sync off': perSecond(unsynced),
    'appends a second of the stub': perSecond(stub),
    'durable, % of sync off': (100 * perSecond(durable)) / perSecond(unsynced),
    'durable, % of the lower of 9,000 a second and the stub': (100 * perSecond(durable)) / limit,
  };
}

/**
 * Commits of a known length: without a sync of the disk each takes the delay, and no disk of this machine is in it. What
 * they are like with the disk's own sync before the delay is told beside it.
 */
async function delayFigures(workDir: string, turns: number): Promise<Figures> {
  const delay = ['--commit-delay-ms', String(COMMIT_DELAY_MS)];
  const delayed = await sideOf(await startServer(join(workDir, 'delayed'), '--no-sync', ...delay));
  const synced = await sideOf(await startServer(join(workDir, 'synced'), ...delay));
  const stub = await sideOf(await startStub(0));
  const sides = [delayed, synced, stub];
  await takeTurns(sides, turns, ({ client }) => clientAppends(client, IN_FLIGHT, TURN_MS));
  const [clientDelayed, clientStub] = [p99(delayed), p99(stub)];
  const onTheWire = ({ server }: Side): Promise<Appends> => wireAppends(server.port, IN_FLIGHT, TURN_MS);
  await takeTurns(sides, WARM_UP_TURNS, onTheWire);
  for (const { appends } of sides) appends.length = 0;
  await takeTurns(sides, turns, onTheWire);
  await end(sides);
  return {
    'commits delayed by 2 ms: p99 on the wire, ms': p99(delayed),
    'commits delayed by 2 ms: appends a second on the wire': perSecond(delayed),
    'commits synced, then delayed by 2 ms: p99 on the wire, ms': p99(synced),
    'stub: p99 on the wire, ms': p99(stub),
    'commits delayed by 2 ms: p99 of the client, ms': clientDelayed,
    'stub: p99 of the client, ms': clientStub,
  };
}

/** Takes a file out of the memory of the system, where a tool for it is there. */
function forgetCached(directory: string): void {
  execFileSync('sh', [
    '-c',
    'sync; for f in "$0"/*; do dd if="$f" iflag=nocache count=0 2>/dev/null; done; true',
    directory,
  ]);
}

async function largeLogFigures(workDir: string): Promise<Figures> {
  const directory = join(workDir, 'large');
  if (!existsSync(directory)) makeLargeLog(directory, LARGE_LOG.events, LARGE_LOG.streams);
  forgetCached(directory);
  const server = await startServer(directory);
  const stub = await startStub(CATCH_UP_EVENTS * 2);
  const speeds: { readonly server: number[]; readonly stub: number[] } = { server: [], stub: [] };
  for (let turn = 0; turn <= CATCH_UP_TURNS; turn += 1) {
    const measured = await clientCatchUp(server.connectionString, CATCH_UP_EVENTS);
    const ceiling = await clientCatchUp(stub.connectionString, CATCH_UP_EVENTS);
    if (turn === 0) continue;
    speeds.server.push(measured);
    speeds.stub.push(ceiling);
  }
  await stub.stop();
  await server.stop();
  const caughtUp = percentile(speeds.server, 0.5);
  const ceiling = percentile(speeds.stub, 0.5);
  return {
    'cold open of 1,000,000 events, ms': server.startMs,
    'catch-up, events a second': caughtUp,
    'catch-up of the stub, events a second': ceiling,
    'catch-up, % of the stub': (100 * caughtUp) / ceiling,
  };
}

async function run({ seconds, workDir }: Setting): Promise<Figures> {
  mkdirSync(workDir, { recursive: true });
  const directory = mkdtempSync(join(workDir, 'eventstore-'));
  const large = join(workDir, 'eventstore-large');
  process.once('exit', () => rmSync(large, { recursive: true, force: true }));
  try {
    return {
      ...(await appendFigures(directory, Math.max(1, Math.round(seconds)))),
      ...(await delayFigures(directory, Math.max(1, Math.round(seconds / 2)))),
      ...(await largeLogFigures(large)),
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

export const eventstore: BenchCase = {
  name: 'eventstore',
  what: 'the embedded event store, each server a process of its own, beside a server that keeps nothing',
  bars: [
    { figure: 'durable, % of sync off', least: 90 },
    { figure: 'durable, % of the lower of 9,000 a second and the stub', least: 97 },
    { figure: 'commits delayed by 2 ms: p99 on the wire, ms', most: 3 * COMMIT_DELAY_MS },
    { figure: 'catch-up, % of the stub', least: 90 },
    { figure: 'cold open of 1,000,000 events, ms', most: 1_000 },
  ],
  limits: `Single events of 525 bytes to 1,000 streams, ${IN_FLIGHT} in flight. The sides take turns of a second; ratios are of turns of the same round. Latencies on the wire are counted after ${WARM_UP_TURNS} seconds of it.`,
  run,
};
