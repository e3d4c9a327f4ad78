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
      command: 'serve',
      dataDir: 'd',
      port: 0,
      host: '127.0.0.1',
      maxAppendBytes: undefined,
      commitDelayMs: 0,
      exitWithParent: true,
      httpPort: undefined,
      isSynced: true,
      isVerified: false,
      compactEveryMinutes: undefined,
      tls: undefined,
      adminPasswordFile: undefined,
    });
  });

  it('reads what is about operation', () => {
    const args = ['--data', 'd', '--port', '1', '--tls-cert', 'c', '--tls-key', 'k', '--verify'];
    const more = ['--http-port', '9', '--compact-every-minutes', '60', '--admin-password-file', 'p'];
    expect(parseCliOptions([...args, ...more])).toMatchObject({
      httpPort: 9,
      isVerified: true,
      compactEveryMinutes: 60,
      tls: { certPath: 'c', keyPath: 'k' },
      adminPasswordFile: 'p',
    });
    expect(parseCliOptions(['backup', '--data', 'd', '--to', 't'])).toEqual({
      command: 'backup',
      dataDir: 'd',
      target: 't',
    });
    expect(parseCliOptions(['restore', '--data', 'd', '--from', 'f'])).toEqual({
      command: 'restore',
      dataDir: 'd',
      source: 'f',
    });
    expect(parseCliOptions(['compact', '--data', 'd'])).toEqual({ command: 'compact', dataDir: 'd' });
    expect(parseCliOptions(['compact', '--help'])).toBeUndefined();
  });

  it.each([
    [[], '--data is missing.'],
    [['--data', 'd'], '--port is missing.'],
    [['--data', 'd', '--port', 'x'], "--port must be a whole number from 0 to 65535, not 'x'."],
    [['--data', 'd', '--port', '70000'], "--port must be a whole number from 0 to 65535, not '70000'."],
    [['--data', 'd', '--port', '1', '--prot'], "Unknown option '--prot'"],
    [['--data', 'd', '--port', '1', '--tls-cert', 'c'], '--tls-key is missing.'],
    [['--data', 'd', '--port', '1', '--tls-key', 'k'], '--tls-cert is missing.'],
    [
      ['--data', 'd', '--port', '1', '--tls-key', 'k', '--tls-cert', 'c', '--insecure'],
      '--insecure and --tls-cert exclude each other.',
    ],
    [
      ['--data', 'd', '--port', '1', '--compact-every-minutes', '0'],
      "--compact-every-minutes must be a whole number from 1 to 35791, not '0'.",
    ],
    [['backup', '--data', 'd'], '--to is missing.'],
    [['restore', '--data', 'd'], '--from is missing.'],
    [['compact'], '--data is missing.'],
    [['compress', '--data', 'd'], "Unexpected argument 'compress'"],
  ])('refuses %j', (args, message) => {
    expect(() => parseCliOptions(args)).toThrow(UsageError);
    expect(() => parseCliOptions(args)).toThrow(message);
  });
});

/** Standard error is one JSON object a line. */
const logged = (stderr: string): unknown[] =>
  stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

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
    const client = EventStoreDBClient.connectionString(server.connectionString);
    const subscription = client.subscribeToAll();
    const failed = new Promise((resolve) => subscription.on('error', resolve));
    await new Promise((resolve) => subscription.on('caughtUp', () => resolve(undefined)));
    server.stdin.end();
    expect(await server.exited).toBe(0);
    await failed;
    await client.dispose();
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
    expect(second).toMatchObject({ code: 1, stdout: '' });
    expect(logged(second.stderr)).toEqual([
      {
        time: expect.any(String) as string,
        level: 'info',
        event: 'starting',
        dataDir: data,
        pid: expect.any(Number) as number,
      },
      {
        time: expect.any(String) as string,
        level: 'error',
        event: 'failed',
        message: `The data directory ${data} is in use by another server.`,
      },
    ]);
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
