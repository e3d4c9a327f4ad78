import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  EventStoreNotStarted,
  type RunningEventStore,
  startEmbeddedEventStore,
} from './embedded-event-store.js';

const READY = `console.log('noise'); console.log(JSON.stringify({ event: 'listening', port: 1, connectionString: 'esdb://x' }));`;
const STAY = `setInterval(() => {}, 1000); process.stdin.on('close', () => process.exit(0)).resume();`;

let folder: string;
let heard: string[];
let deaths: string[];
const running: RunningEventStore[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wayfill-process-'));
  heard = [];
  deaths = [];
});
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a stand-in for the server that runs the given code. */
async function start(
  code: string,
  times: { ready?: number; release?: number } = {},
): Promise<RunningEventStore> {
  const cli = join(folder, 'cli.mjs');
  writeFileSync(cli, code);
  const server = await startEmbeddedEventStore({
    dataDir: folder,
    cli,
    onLine: (line) => heard.push(line),
    onDeath: (sentence) => deaths.push(sentence),
    readyWithinMs: times.ready ?? 20_000,
    releaseWithinMs: times.release ?? 20_000,
  });
  running.push(server);
  return server;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('an event store that does not start', () => {
  it('is reported with what it said last', async () => {
    const attempt = start(`console.error('no space left'); process.exitCode = 3;`);

    await expect(attempt).rejects.toEqual(new EventStoreNotStarted('no space left'));
    expect(heard).toEqual(['no space left']);
  });

  it('is reported with its exit code when it said nothing', async () => {
    await expect(start('process.exitCode = 3;')).rejects.toEqual(new EventStoreNotStarted('exit code 3'));
  });

  it('is given up in bounded time, and nothing of it is left', async () => {
    const pidFile = join(folder, 'pid');
    const code = `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); ${STAY}`;

    await expect(start(code, { ready: 1_500 })).rejects.toEqual(
      new EventStoreNotStarted('it did not become ready in time'),
    );
    expect(isAlive(Number(readFileSync(pidFile, 'utf8')))).toBe(false);
  });

  it('because the data is in use, and stays so, is given up', async () => {
    const attempt = start(`console.error('is in use by another server.'); process.exitCode = 1;`, {
      release: 0,
    });

    await expect(attempt).rejects.toBeInstanceOf(EventStoreNotStarted);
  });
});

describe('an event store whose predecessor is still closing', () => {
  it('is started again until the data is free', async () => {
    const mark = JSON.stringify(join(folder, 'mark'));
    const code = `import { existsSync, writeFileSync } from 'node:fs';
      if (existsSync(${mark})) { ${READY} ${STAY} }
      else { writeFileSync(${mark}, ''); console.error('The data directory is in use by another server.'); process.exitCode = 1; }`;

    expect((await start(code)).connectionString).toBe('esdb://x');
    expect(heard).toEqual(['The data directory is in use by another server.']);
  });
});

describe('an event store that runs', () => {
  it('gets its data folder, a free port, and the order to stop with its parent', async () => {
    await start(`console.error(process.argv.slice(2).join(' ')); ${READY} ${STAY}`);

    expect(heard).toEqual([`--data ${join(folder, 'events')} --port 0 --exit-with-parent`]);
    expect(existsSync(join(folder, 'events'))).toBe(true);
  });

  it('and dies is reported in a sentence, once', async () => {
    const { pid } = await start(`${READY} ${STAY}`);
    process.kill(pid, 'SIGKILL');
    while (deaths.length === 0) await new Promise((resolve) => setImmediate(resolve));

    expect(deaths).toEqual(['the embedded event store ended unexpectedly (signal SIGKILL)']);
  });

  it('and ends by a defect is reported with its last words, which stand nowhere else', async () => {
    const defect = `process.on('SIGUSR2', () => { console.error('first\\nsecond'); process.exitCode = 7; process.exit(); });`;
    const { pid } = await start(`${defect} ${READY} ${STAY}`);
    process.kill(pid, 'SIGUSR2');
    while (deaths.length === 0) await new Promise((resolve) => setImmediate(resolve));

    expect(deaths).toEqual([
      'the embedded event store ended unexpectedly (exit code 7); it said last:\nfirst\nsecond',
    ]);
  });

  it('is waited for when it stops, and that is no death', async () => {
    const mark = join(folder, 'closed');
    const close = `process.on('SIGTERM', () => setTimeout(() => { writeFileSync(${JSON.stringify(mark)}, ''); process.exit(0); }, 50));`;
    const server = await start(`import { writeFileSync } from 'node:fs'; ${close} ${READY} ${STAY}`);

    await server.stop();

    expect([existsSync(mark), isAlive(server.pid), deaths]).toEqual([true, false, []]);
  });
});
