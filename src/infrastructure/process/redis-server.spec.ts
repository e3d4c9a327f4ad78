import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Redis } from 'ioredis';
import { connectRedis } from '../redis/redis-connection.js';
import { isRunning } from './process-state.js';
import { RedisInUse, endOrphan, recordServer } from './redis-orphan.js';
import { identifyRedis } from './redis-probe.js';
import { type RunningRedis, startRedisServer } from './redis-server.js';

let folder: string;
let deaths: string[];
let heard: string[];
const cleanups: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wf-'));
  deaths = [];
  heard = [];
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  rmSync(folder, { recursive: true, force: true });
});

async function start(dataDir = folder, program?: string): Promise<RunningRedis | null> {
  const redis = await startRedisServer({
    dataDir,
    onLine: (line) => heard.push(line),
    onDeath: (sentence) => deaths.push(sentence),
    ...(program === undefined ? {} : { program }),
  });
  if (redis !== null) cleanups.push(() => redis.stop());
  return redis;
}

async function started(dataDir = folder): Promise<RunningRedis> {
  const redis = await start(dataDir);
  if (redis === null) throw new Error('redis-server is not on the PATH; install it and run the tests again');
  return redis;
}

function clientOf({ socketPath }: RunningRedis): Redis {
  const client = connectRedis({ socketPath });
  cleanups.push(async () => client.disconnect());
  return client;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A process that ends at once: its id belonged to someone, and does no more. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.once('close', resolve));
  return child.pid ?? 0;
}

/** What a killed engine leaves behind: a Redis that runs, with a note of who started it. */
async function orphan(enginePid: number, launch = directly): Promise<ChildProcess> {
  const redisFolder = join(folder, 'redis');
  const socketPath = join(redisFolder, 'redis.sock');
  mkdirSync(redisFolder, { recursive: true });
  const settings = [
    '--port',
    '0',
    '--unixsocket',
    socketPath,
    '--dir',
    redisFolder,
    '--appendonly',
    'yes',
    '--save',
    '',
  ];
  const child = launch(settings);
  cleanups.push(async () => child.kill('SIGKILL'));
  let found = await identifyRedis(socketPath);
  for (; found === null; found = await identifyRedis(socketPath)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  recordServer(redisFolder, { pid: found.pid, socketPath, enginePid });
  return child;
}

function directly(settings: readonly string[]): ChildProcess {
  return spawn('redis-server', settings, { stdio: 'ignore' });
}

/** Under a parent that never asks after its children: what has ended keeps its process id. */
function underCarelessParent(settings: readonly string[]): ChildProcess {
  const script = 'redis-server "$@" & exec sleep 1000';
  return spawn('sh', ['-c', script, 'sh', ...settings], { stdio: 'ignore' });
}

describe('a Redis that an engine has left behind', () => {
  it('is ended, and its data is found by the next one', async () => {
    const left = await orphan(await deadPid());
    const client = connectRedis({ socketPath: join(folder, 'redis', 'redis.sock') });
    await client.set('kept', 'yes');
    client.disconnect();

    const redis = await started();

    expect(isRunning(left.pid ?? 0)).toBe(false);
    expect(redis.pid).not.toBe(left.pid);
    expect(await clientOf(redis).get('kept')).toBe('yes');
  });

  it('is gone when it has ended, though nobody has asked after it and its id is still there', async () => {
    await orphan(await deadPid(), underCarelessParent);
    const socketPath = join(folder, 'redis', 'redis.sock');
    const pid = (await identifyRedis(socketPath))?.pid ?? 0;

    await endOrphan(join(folder, 'redis'), socketPath);

    expect(isAlive(pid)).toBe(true);
    expect(isRunning(pid)).toBe(false);
  });

  it('is left alone while its engine lives, and the second engine is told', async () => {
    const left = await orphan(process.ppid);

    await expect(start()).rejects.toEqual(new RedisInUse(join(folder, 'redis'), process.ppid));
    expect(isAlive(left.pid ?? 0)).toBe(true);
  });

  it('and that is gone is forgotten; the process that has its id by now is left alone', async () => {
    const bystander = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    cleanups.push(async () => bystander.kill('SIGKILL'));
    const redisFolder = join(folder, 'redis');
    mkdirSync(redisFolder);
    const socketPath = join(redisFolder, 'redis.sock');
    recordServer(redisFolder, { pid: bystander.pid ?? 0, socketPath, enginePid: process.ppid });

    await started();

    expect(isAlive(bystander.pid ?? 0)).toBe(true);
  });

  it('with a note that makes no sense is found by its socket', async () => {
    const left = await orphan(await deadPid());
    writeFileSync(join(folder, 'redis', 'wayfill-redis.json'), '{"pid":"x"');

    await endOrphan(join(folder, 'redis'), join(folder, 'redis', 'redis.sock'));

    expect(isRunning(left.pid ?? 0)).toBe(false);
  });
});

describe('a Redis of the engine', () => {
  it('is absent when there is no redis-server, and that is no error', async () => {
    expect(await start(folder, join(folder, 'no-such-program'))).toBeNull();
    expect(existsSync(join(folder, 'redis', 'wayfill-redis.json'))).toBe(false);
  });

  it('that cannot read its data starts without it', async () => {
    const first = await started();
    await clientOf(first).set('key', 'x'.repeat(1_000));
    await first.stop();
    const files = join(folder, 'redis', 'appendonlydir');
    for (const name of readdirSync(files)) {
      if (name.endsWith('.manifest')) writeFileSync(join(files, name), 'nonsense');
      else truncateSync(join(files, name), 1);
    }

    const redis = await started();

    expect(await clientOf(redis).get('key')).toBeNull();
    expect(heard.some((line) => line.includes('trying again without its old data'))).toBe(true);
  });

  it('and dies is reported in a sentence, with what it said last', async () => {
    const redis = await started();
    process.kill(redis.pid, 'SIGKILL');
    while (deaths.length === 0) await new Promise((resolve) => setImmediate(resolve));

    const [[sentence, ...lines] = []] = deaths.map((death) => death.split('\n'));
    expect([deaths.length, sentence]).toEqual([
      1,
      'redis-server ended unexpectedly (signal SIGKILL); it said last:',
    ]);
    expect(lines.at(-1)).toContain(`ready to accept connections at ${redis.socketPath}`);
  });

  it('listens on its socket only, keeps what it is given, and is gone after its stop', async () => {
    const redis = await started();
    const client = clientOf(redis);
    await client.set('kept', 'yes');
    expect(await client.config('GET', 'port')).toEqual(['port', '0']);
    await redis.stop();

    expect(isAlive(redis.pid)).toBe(false);
    expect(existsSync(join(folder, 'redis', 'wayfill-redis.json'))).toBe(false);
    expect(await clientOf(await started()).get('kept')).toBe('yes');
    expect(deaths).toEqual([]);
  });

  it('has its socket elsewhere when its folder is too deep for one, and takes it away again', async () => {
    const deep = join(folder, 'd'.repeat(90));
    const redis = await started(deep);

    expect(Buffer.byteLength(redis.socketPath)).toBeLessThanOrEqual(100);
    expect(await clientOf(redis).ping()).toBe('PONG');
    await redis.stop();
    expect(existsSync(dirname(redis.socketPath))).toBe(false);
  });
});
