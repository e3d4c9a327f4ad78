import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DemoClient } from '../../scripts/demo/client.js';
import { findEngine } from '../../src/infrastructure/process/engine-address.js';
import { ProcessorClock } from './processor-time.js';

/** As scripts/start.sh starts it. */
const NODE_ARGS = ['--enable-source-maps', '--max-semi-space-size=64'];
const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const READY_WITHIN_MS = 60_000;
/** So much of what the engine said last is told when it ends unasked. */
const LAST_CHARACTERS = 4_096;

export interface EngineSetting {
  /** Where V8 leaves a processor profile of the engine when it stops. */
  readonly profileDir?: string;
  /** An event store of the caller's, for a process that has only some of the roles. */
  readonly eventStore?: { readonly connectionString: string; readonly pid: number };
  readonly roles?: string;
  /** 2: the sagas have a process of their own. */
  readonly processes?: 1 | 2;
  /** Data of an engine that was stopped; empty ones of its own when left out. */
  readonly dataDir?: string;
  /** A minute unless said otherwise. */
  readonly readyWithinMs?: number;
}

const RUNNING = new Set<ChildProcess>();

/** The engine as it is installed: `src/main.ts` with its event store and its Redis, over data of its own. */
export class EngineUnderTest {
  private constructor(
    readonly dataDir: string,
    private readonly child: ChildProcess,
    readonly url: string,
    /** For the official client. */
    readonly eventStoreUrl: string,
    eventStorePid: number | undefined,
  ) {
    this.client = new DemoClient(url);
    this.processorClock = new ProcessorClock(child.pid, eventStorePid);
  }

  readonly client: DemoClient;
  readonly processorClock: ProcessorClock;

  static async start(workDir: string, setting: EngineSetting = {}): Promise<EngineUnderTest> {
    const { profileDir, eventStore, roles, processes = 1, readyWithinMs = READY_WITHIN_MS } = setting;
    mkdirSync(workDir, { recursive: true });
    const dataDir = setting.dataDir ?? mkdtempSync(join(workDir, 'engine-'));
    const log = openSync(join(dataDir, 'engine.log'), 'a');
    const profiling = profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`];
    const env = {
      ...process.env,
      WAYFILL_PORT: '0',
      WAYFILL_DATA_DIR: dataDir,
      WAYFILL_PROCESSES: String(processes),
      ...(roles === undefined ? {} : { WAYFILL_ROLES: roles }),
      ...(eventStore === undefined ? {} : { EVENTSTORE_URL: eventStore.connectionString }),
    };
    const child = spawn(process.execPath, [...NODE_ARGS, ...profiling, MAIN], {
      env,
      stdio: ['ignore', log, log],
    });
    RUNNING.add(child);
    child.once('exit', (code, signal) => {
      RUNNING.delete(child);
      // Told at once: a case may find out much later, and then only that nobody answers.
      if (child.killed) return;
      const how = signal ?? `exit code ${String(code)}`;
      const last = readFileSync(join(dataDir, 'engine.log'), 'utf8').slice(-LAST_CHARACTERS);
      process.stderr.write(
        `the engine (process ${child.pid}) ended unasked (${how}); it said last:\n${last}\n`,
      );
    });
    const deadline = Date.now() + readyWithinMs;
    while (Date.now() < deadline && child.exitCode === null) {
      const address = findEngine(dataDir);
      if (address?.url) {
        return new EngineUnderTest(dataDir, child, address.url, address.eventStore, eventStore?.pid);
      }
      await delay(50);
    }
    child.kill('SIGKILL');
    throw new Error(`the engine did not start:\n${readFileSync(join(dataDir, 'engine.log'), 'utf8')}`);
  }

  /** Ends what a case that failed has left running. Their children notice, and end too. */
  static killAll(): void {
    for (const child of RUNNING) child.kill('SIGKILL');
  }

  /** Memory of the engine's own process. */
  get residentMib(): number {
    const [, kib] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.child.pid}/status`, 'utf8')) ?? [];
    return Number(kib) / 1024;
  }

  /** Drains the engine. Its data stays. */
  async stop(): Promise<void> {
    this.client.close();
    if (this.child.exitCode !== null) return;
    const ended = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    this.child.kill('SIGTERM');
    await ended;
  }

  /** Deletes the data; after {@link stop}. */
  discard(): void {
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
