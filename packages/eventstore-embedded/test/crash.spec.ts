import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EventStoreDBClient } from '@eventstore/db-client';
import { DATA_FILE } from '../src/storage/sqlite-file.js';
import { type CompiledCli, compileCli } from './support/compiled-cli.js';
import { findDamage } from './support/crash-check.js';
import { seededBelow } from './support/crash-numbers.js';
import { Acknowledgements, writeUntilCrash } from './support/crash-writers.js';
import { runServer, type ServerProcess, startServerProcess } from './support/server-process.js';
import { removeTemporaryDirectories, temporaryDirectory } from './support/temporary-directory.js';
import { leftLog, TAIL_DAMAGE, turnBit } from './support/wal-damage.js';

/** `ROUNDS=200` makes a long run of it; `SEED` gives other moments and other damage. */
const ROUNDS = Number(process.env['ROUNDS'] ?? 6);
const SEED = Number(process.env['SEED'] ?? 1);

/** A log that only grows would be read again and again in a long run: it is begun anew after so many rounds. */
const ROUNDS_PER_LOG = 10;

const LONGEST_RUN_MS = 250;
const DAMAGES = Object.entries(TAIL_DAMAGE);

describe('kill -9 under load', () => {
  let cli: CompiledCli;
  beforeAll(() => {
    cli = compileCli();
  });
  afterAll(() => {
    cli.remove();
    removeTemporaryDirectories();
  });

  /** With small batches the index is always being moved, as it is in a long run. */
  const start = (data: string, batch: readonly string[] = []) =>
    startServerProcess(cli.path, ['--data', data, '--port', '0', ...batch]);

  async function withClient<T>(server: ServerProcess, use: (client: EventStoreDBClient) => Promise<T>) {
    const client = EventStoreDBClient.connectionString(server.connectionString);
    try {
      return await use(client);
    } finally {
      await client.dispose();
    }
  }

  /** Starts on what the last crash has left, checks it, writes, and is killed. */
  async function round(data: string, seed: number, acknowledged: Acknowledgements): Promise<void> {
    const server = await start(data, seed % 4 < 2 ? ['--index-batch', '24'] : []);
    await withClient(server, async (client) => {
      const { damage, heads } = await findDamage(client, acknowledged);
      expect({ seed, damage }).toEqual({ seed, damage: [] });
      const answered = acknowledged.next();
      const writing = writeUntilCrash({ client, seed, acknowledged }, heads);
      // A slow machine may not answer anything in time: every other crash waits until it has.
      if (seed % 2 === 0) await Promise.race([answered, writing]);
      // The moment of the crash is what the test varies: this is no wait for something to happen.
      await delay(20 + seededBelow(seed)(LONGEST_RUN_MS));
      server.kill('SIGKILL');
      await writing;
    });
    await server.exited;
  }

  /** Every second crash is one of the machine: what was not durable is lost, in one way or another. */
  function cutPower(data: string, seed: number, acknowledged: Acknowledgements): void {
    const log = leftLog(data);
    expect({ seed, missing: Math.max(0, acknowledged.position - log.durablePosition) }).toEqual({
      seed,
      missing: 0,
    });
    const damage = DAMAGES[(seed >> 1) % DAMAGES.length]?.[1];
    damage?.(log, seededBelow(seed + 1));
    rmSync(join(data, `${DATA_FILE}-shm`), { force: true });
  }

  /** A copy of the log whose durable part the disk has spoilt: it is refused, or nothing is wrong with it. */
  async function spoil(data: string, seed: number, acknowledged: Acknowledgements, part: 'wal' | 'main') {
    const copy = temporaryDirectory();
    cpSync(data, copy, { recursive: true });
    const below = seededBelow(seed + 2);
    if (part === 'wal') turnBit(join(copy, `${DATA_FILE}-wal`), below, leftLog(copy).durableBytes);
    else turnBit(join(copy, DATA_FILE), below);
    const server = await startVerified(copy);
    if (server === undefined) return 'refused';
    const { damage } = await withClient(server, (client) => findDamage(client, acknowledged));
    server.kill('SIGTERM');
    await server.exited;
    expect({ seed, part, damage }).toEqual({ seed, part, damage: [] });
    return 'unharmed';
  }

  /** @returns undefined when the server refuses the file in one clear sentence */
  async function startVerified(data: string): Promise<ServerProcess | undefined> {
    const args = ['--data', data, '--port', '0', '--verify'];
    try {
      return await startServerProcess(cli.path, args);
    } catch {
      const { code, stderr } = await runServer(cli.path, args);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringMatching(/is damaged \(|is not an event log|has format|not an event log/),
      });
      return undefined;
    }
  }

  const logs = Array.from({ length: Math.ceil(ROUNDS / ROUNDS_PER_LOG) }, (_, log) => log);

  it.each(logs)(
    'loses nothing acknowledged, halves nothing, repeats nothing, keeps the order, and finds out what the disk spoils (log %i)',
    async (log) => {
      const data = temporaryDirectory();
      const acknowledged = new Acknowledgements();
      const rounds = Math.min(ROUNDS_PER_LOG, ROUNDS - log * ROUNDS_PER_LOG);
      const firstSeed = SEED * 10_000 + log * ROUNDS_PER_LOG;
      for (let count = 0; count < rounds; count += 1) {
        await round(data, firstSeed + count, acknowledged);
        if (count % 2 === 1) cutPower(data, firstSeed + count, acknowledged);
      }
      // Rounds in which nothing was written would prove nothing.
      expect(acknowledged.count).toBeGreaterThan(rounds);
      await spoil(data, firstSeed, acknowledged, 'wal');
      const last = await start(data);
      const { damage } = await withClient(last, (client) => findDamage(client, acknowledged));
      expect({ firstSeed, damage }).toEqual({ firstSeed, damage: [] });
      last.kill('SIGTERM');
      expect(await last.exited).toBe(0);
      await spoil(data, firstSeed, acknowledged, 'main');
      rmSync(data, { recursive: true });
    },
    ROUNDS_PER_LOG * 30_000,
  );
});
