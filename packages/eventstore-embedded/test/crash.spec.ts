import { setTimeout as delay } from 'node:timers/promises';
import { EventStoreDBClient } from '@eventstore/db-client';
import type { CompiledCli } from './support/compiled-cli.js';
import { compileCli } from './support/compiled-cli.js';
import { findDamage } from './support/crash-check.js';
import type { Acknowledged } from './support/crash-writers.js';
import { appendUntilCrash, seededNumbers } from './support/crash-writers.js';
import { startServerProcess } from './support/server-process.js';
import { removeTemporaryDirectories, temporaryDirectory } from './support/temporary-directory.js';

/** `ROUNDS=200` makes a long run of it. */
const ROUNDS = Number(process.env['ROUNDS'] ?? 6);

/** A log that only grows would be read again and again in a long run: it is begun anew after so many rounds. */
const ROUNDS_PER_LOG = 10;

const WRITERS = 16;
const LONGEST_RUN_MS = 400;

describe('kill -9 under load', () => {
  let cli: CompiledCli;
  beforeAll(() => {
    cli = compileCli();
  });
  afterAll(() => {
    cli.remove();
    removeTemporaryDirectories();
  });

  /** Starts the server, appends until it is killed, and returns how much was acknowledged. */
  async function crash(
    data: string,
    round: number,
    heads: Map<string, number>,
    acknowledged: Acknowledged[],
  ) {
    const server = await startServerProcess(cli.path, ['--data', data, '--port', '0']);
    const client = EventStoreDBClient.connectionString(server.connectionString);
    const before = acknowledged.length;
    const writing = appendUntilCrash(client, heads, round, acknowledged);
    // The moment of the crash is what the test varies: this is no wait for something to happen.
    await delay(20 + (seededNumbers(round).next().value % LONGEST_RUN_MS));
    server.kill('SIGKILL');
    await writing;
    await server.exited;
    await client.dispose();
    return acknowledged.length - before;
  }

  async function check(data: string, acknowledged: readonly Acknowledged[]) {
    const server = await startServerProcess(cli.path, ['--data', data, '--port', '0']);
    const client = EventStoreDBClient.connectionString(server.connectionString);
    const result = await findDamage(client, acknowledged);
    await client.dispose();
    server.kill('SIGTERM');
    expect(await server.exited).toBe(0);
    return result;
  }

  const logs = Array.from({ length: Math.ceil(ROUNDS / ROUNDS_PER_LOG) }, (_, log) => log);

  it.each(logs)(
    'loses nothing acknowledged, halves nothing, repeats nothing, and keeps the order (log %i)',
    async (log) => {
      const data = temporaryDirectory();
      const acknowledged: Acknowledged[] = [];
      let heads = new Map(Array.from({ length: WRITERS }, (_, index) => [`stream-${index}`, -1]));
      const rounds = Math.min(ROUNDS_PER_LOG, ROUNDS - log * ROUNDS_PER_LOG);
      let answered = 0;
      for (let round = 0; round < rounds; round += 1) {
        answered += await crash(data, log * ROUNDS_PER_LOG + round, heads, acknowledged);
        const result = await check(data, acknowledged);
        expect(result.damage).toEqual([]);
        heads = new Map([...heads.keys()].map((stream) => [stream, result.heads.get(stream) ?? -1]));
      }
      // Rounds in which nothing was written would prove nothing.
      expect(answered).toBeGreaterThan(rounds);
    },
    ROUNDS_PER_LOG * 30_000,
  );
});
