import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedEventStore } from '../../src/infrastructure/process/embedded-event-store.js';
import { bareFastify, rawAppends, rawCatchUp } from '../harness/ceilings.js';
import type { Figures } from '../harness/report.js';
import type { BenchCase, Setting } from './case.js';

async function run({ seconds, workDir }: Setting): Promise<Figures> {
  mkdirSync(workDir, { recursive: true });
  const dataDir = mkdtempSync(join(workDir, 'log-'));
  const quiet = (): void => undefined;
  const server = await startEmbeddedEventStore({ dataDir, onLine: quiet, onDeath: quiet });
  try {
    return {
      'raw appends a second, 64 in flight': await rawAppends(server.connectionString, seconds),
      'raw catch-up of those, events a second': await rawCatchUp(server.connectionString),
      'bare Fastify, answers a second': (await bareFastify('memory', seconds, 64)).perSecond,
      'bare Fastify with one GET of Redis, answers a second': (await bareFastify('redis', seconds, 64))
        .perSecond,
    };
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

export const ceilings: BenchCase = {
  name: 'ceilings',
  what: 'what the client, the event store, Fastify and Redis can do by themselves on this machine',
  bars: [],
  limits:
    'The official client spends about 100 µs of processor on an append and 30 on an event that it reads; event store, client and load share the processors.',
  run,
};
