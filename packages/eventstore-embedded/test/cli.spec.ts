import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { parseCliOptions, UsageError } from '../src/cli-options.js';
import type { CompiledCli } from './support/compiled-cli.js';
import { compileCli } from './support/compiled-cli.js';
import { runServer, startServerProcess } from './support/server-process.js';
import { removeTemporaryDirectories, temporaryDirectory } from './support/temporary-directory.js';

describe('command line', () => {
  it('reads its options', () => {
    const options = parseCliOptions(['--data', 'd', '--port', '0', '--exit-with-parent']);
    expect(options).toEqual({
      dataDir: 'd',
      port: 0,
      host: '127.0.0.1',
      maxAppendBytes: undefined,
      commitDelayMs: 0,
      exitWithParent: true,
    });
  });

  it.each([
    [[], '--data is missing.'],
    [['--data', 'd'], '--port is missing.'],
    [['--data', 'd', '--port', 'x'], "--port must be a whole number from 0 to 65535, not 'x'."],
    [['--data', 'd', '--port', '70000'], "--port must be a whole number from 0 to 65535, not '70000'."],
    [['--data', 'd', '--port', '1', '--prot'], "Unknown option '--prot'"],
  ])('refuses %j', (args, message) => {
    expect(() => parseCliOptions(args)).toThrow(UsageError);
    expect(() => parseCliOptions(args)).toThrow(message);
  });
});

describe('server process', () => {
  let cli: CompiledCli;
  beforeAll(() => {
    cli = compileCli();
  });
  afterAll(() => {
    cli.remove();
    removeTemporaryDirectories();
  });
  const start = (...args: string[]) => startServerProcess(cli.path, ['--port', '0', ...args]);

  it('says in one line of JSON where it listens', async () => {
    const server = await start('--data', temporaryDirectory());
    const said = JSON.parse(server.line) as { port: number };
    expect(said).toEqual({
      event: 'listening',
      port: expect.any(Number) as number,
      connectionString: `esdb://127.0.0.1:${said.port}?tls=false`,
    });
    server.kill('SIGTERM');
    expect(await server.exited).toBe(0);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends open streams with CANCELLED on %s, and exits with 0',
    async (signal) => {
      const server = await start('--data', temporaryDirectory());
      const client = EventStoreDBClient.connectionString(server.connectionString);
      const subscription = client.subscribeToAll();
      const failed = new Promise((resolve) => subscription.on('error', resolve));
      await new Promise((resolve) => subscription.on('caughtUp', () => resolve(undefined)));
      server.kill(signal);
      expect(await failed).toMatchObject({ type: 'cancelled' });
      expect(await server.exited).toBe(0);
      await client.dispose();
    },
  );

  it('stops when its parent is gone, if told to', async () => {
    const server = await start('--data', temporaryDirectory(), '--exit-with-parent');
    server.stdin.end();
    expect(await server.exited).toBe(0);
  });

  it('keeps what was appended for the next start', async () => {
    const data = temporaryDirectory();
    const first = await start('--data', data);
    const writer = EventStoreDBClient.connectionString(first.connectionString);
    await writer.appendToStream('kept', jsonEvent({ type: 'Happened', data: {} }));
    first.kill('SIGTERM');
    await first.exited;
    await writer.dispose();
    const second = await start('--data', data);
    const reader = EventStoreDBClient.connectionString(second.connectionString);
    const found: unknown[] = [];
    for await (const { event } of reader.readStream('kept')) found.push(event?.type);
    expect(found).toEqual(['Happened']);
    await reader.dispose();
    second.kill('SIGTERM');
    await second.exited;
  });

  it('refuses a data directory that another process works on', async () => {
    const data = temporaryDirectory();
    const first = await start('--data', data);
    const second = await runServer(cli.path, ['--data', data, '--port', '0']);
    expect(second).toEqual({
      code: 1,
      stdout: '',
      stderr: `wayfill-eventstore: The data directory ${data} is in use by another server.\n`,
    });
    first.kill('SIGKILL');
    await first.exited;
    const third = await start('--data', data);
    third.kill('SIGTERM');
    expect(await third.exited).toBe(0);
  });

  it('explains itself, and refuses what it does not understand', async () => {
    const help = await runServer(cli.path, ['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('wayfill-eventstore --data DIR --port N');
    expect(await runServer(cli.path, ['--data', 'd'])).toMatchObject({ code: 2, stdout: '' });
  });
});
