import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  writeSync,
  closeSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import Database from 'libsql';
import type { CompiledCli } from './support/compiled-cli.js';
import { compileCli } from './support/compiled-cli.js';
import { findDamage } from './support/crash-check.js';
import { Acknowledgements, writeUntilCrash } from './support/crash-writers.js';
import { runServer, startServerProcess } from './support/server-process.js';
import { removeTemporaryDirectories, temporaryDirectory } from './support/temporary-directory.js';

let cli: CompiledCli;
beforeAll(() => {
  cli = compileCli();
});
afterAll(() => {
  cli.remove();
  removeTemporaryDirectories();
});

const start = (data: string) => startServerProcess(cli.path, ['--port', '0', '--data', data]);
const run = (...args: string[]) => runServer(cli.path, args);
const failure = (stderr: string) =>
  (JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '') as { message: string }).message;

/** Overwrites the middle of the file, as a broken disk would. */
function spoil(path: string): void {
  const db = new Database(path);
  // Pages that are still in the write-ahead log would be read from there.
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  const handle = openSync(path, 'r+');
  const size = statSync(path).size;
  for (let at = 4_096; at < size; at += 4_096)
    writeSync(handle, Buffer.alloc(2_048, 0xff), 0, 2_048, at + 100);
  closeSync(handle);
}

describe('backup', () => {
  it.each([
    ['backup', '--data', 'DIR', '--to', 'FILE'],
    ['compact', '--data', 'DIR'],
  ])('%s of a directory without a log is refused', async (...args) => {
    const dir = temporaryDirectory();
    const result = await run(...args.map((arg) => arg.replace('DIR', dir).replace('FILE', join(dir, 'b'))));
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(failure(result.stderr)).toBe(`There is no event log in ${dir}.`);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('brings back all that was acknowledged before it, after the server was killed and its file spoilt', async () => {
    const data = temporaryDirectory();
    const backup = join(temporaryDirectory(), 'backup.db');
    const server = await start(data);
    const client = EventStoreDBClient.connectionString(server.connectionString);
    const acknowledged = new Acknowledgements();
    const writing = writeUntilCrash({ client, seed: 1, acknowledged }, new Map());
    while (acknowledged.count < 200) await client.getStreamMetadata('a');
    const before = acknowledged.copy();
    const report = await run('backup', '--data', data, '--to', backup);
    expect(report).toMatchObject({ code: 0, stderr: '' });
    expect(acknowledged.count).toBeGreaterThan(before.count);
    server.kill('SIGKILL');
    await server.exited;
    await writing;
    await client.dispose();
    spoil(join(data, 'events.db'));

    const refused = await run('--data', data, '--port', '0');
    expect(refused.code).toBe(1);
    expect(failure(refused.stderr)).toContain('is damaged');
    const early = await run('restore', '--from', backup, '--data', data);
    expect(failure(early.stderr)).toBe(`${join(data, 'events.db')} is still there. Move it away first.`);
    const broken = join(data, 'broken');
    mkdirSync(broken);
    for (const file of readdirSync(data).filter((name) => name.startsWith('events.db'))) {
      renameSync(join(data, file), join(broken, file));
    }
    const restored = await run('restore', '--from', backup, '--data', data);
    expect(restored).toMatchObject({ code: 0, stderr: '' });
    const again = await start(data);
    const reader = EventStoreDBClient.connectionString(again.connectionString);
    const { damage, events } = await findDamage(reader, before);
    expect(damage).toEqual([]);
    expect(JSON.parse(restored.stdout)).toEqual({ event: 'restored', events });
    expect(JSON.parse(report.stdout)).toMatchObject({ event: 'backed-up', events });
    await reader.dispose();
    again.kill('SIGTERM');
    expect(await again.exited).toBe(0);
  });

  it('overwrites nothing, and leaves nothing half done', async () => {
    const data = temporaryDirectory();
    const server = await start(data);
    server.kill('SIGTERM');
    await server.exited;
    const target = join(temporaryDirectory(), 'backup.db');
    expect(await run('backup', '--data', data, '--to', target)).toMatchObject({ code: 0 });
    const second = await run('backup', '--data', data, '--to', target);
    expect(failure(second.stderr)).toBe(`${target} exists already. A backup overwrites nothing.`);
    const nowhere = join(target, 'no', 'directory');
    expect(await run('backup', '--data', data, '--to', nowhere)).toMatchObject({ code: 1 });
    expect(existsSync(`${target}.partial`)).toBe(false);
  });

  it('is not restored when it is spoilt, foreign or not there, or while a server runs', async () => {
    const data = temporaryDirectory();
    const spoilt = join(temporaryDirectory(), 'backup.db');
    const missing = await run('restore', '--from', spoilt, '--data', data);
    expect(failure(missing.stderr)).toBe(`There is no backup ${spoilt}.`);
    const foreign = new Database(spoilt);
    foreign.exec('CREATE TABLE other (x)');
    foreign.close();
    const refused = await run('restore', '--from', spoilt, '--data', data);
    expect(failure(refused.stderr)).toBe('The data file is a SQLite database, but not an event log.');
    expect(readdirSync(data)).toEqual(['lock.db']);
    const server = await start(data);
    const busy = await run('restore', '--from', spoilt, '--data', data);
    expect(failure(busy.stderr)).toBe(`The data directory ${data} is in use by another server.`);
    server.kill('SIGTERM');
    await once(server.stdin, 'close');
    await server.exited;
  });
});
