import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A Redis of its own for one test file: a private unix socket, no port, nothing kept. */
export interface TestRedis {
  readonly socketPath: string;
  stop(): Promise<void>;
}

const HOW_TO_INSTALL =
  'redis-server is not on the PATH. Install it (Debian: apt-get install redis-server, macOS: brew install redis), ' +
  'then run the tests again.';

/** Starts a Redis and answers once it accepts connections. Throws, and never skips, when there is none to start. */
export async function startTestRedis(): Promise<TestRedis> {
  const directory = mkdtempSync(join(tmpdir(), 'wayfill-redis-'));
  const socketPath = join(directory, 'redis.sock');
  const settings = [
    '--port',
    '0',
    '--unixsocket',
    socketPath,
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    directory,
  ];
  const server = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
  try {
    await ready(server);
  } catch (error) {
    server.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
  return {
    socketPath,
    async stop() {
      server.kill('SIGKILL');
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function ready(server: ChildProcess): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let output = '';
    const listen = (chunk: Buffer): void => {
      output += chunk.toString();
      if (/ready to accept connections/i.test(output)) resolve();
    };
    server.stdout?.on('data', listen);
    server.stderr?.on('data', listen);
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ENOENT' ? new Error(HOW_TO_INSTALL) : error),
    );
    server.once('exit', (code) =>
      reject(new Error(`redis-server ended with code ${String(code)}:\n${output}`)),
    );
  });
}
