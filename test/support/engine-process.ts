import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.js';

/** Of the repository, wherever this file runs from: it is used from the sources and compiled. */
export const root = rootAbove(dirname(fileURLToPath(import.meta.url)));
const MAIN = join(root, 'dist/src/main.js');
const AUDIT = join(root, 'dist/scripts/audit.js');
const START_WITHIN_MS = 120_000;

/** How a process ended, and everything that it wrote. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** So many of the last lines are told of a process that ended unasked. */
const LAST_LINES = 30;

/** What is told of a process that has ended and was not asked to. */
export function describeEnd(what: string, { code, signal, output }: ProcessEnd): string {
  const how = signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
  const last = output.trimEnd().split('\n').slice(-LAST_LINES).join('\n');
  return `${what} ended unasked (${how}); it said last:\n${last}`;
}

/** Settings beside the ones that every engine under test has. */
export type EngineEnvironment = Readonly<Record<string, string>>;

/** Compiles what has changed, so that the processes run the code that the test was written for. */
export function buildEngine(): void {
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: 'inherit' });
}

/** A data directory of its own. What still runs on it when it is removed was left behind, and is ended. */
export class DataDir {
  readonly path = mkdtempSync(join(tmpdir(), 'wayfill-engine-'));

  remove(): void {
    for (const { pid, command } of processes()) {
      if (command.includes(this.path)) process.kill(pid, 'SIGKILL');
    }
    rmSync(this.path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}

/** The whole engine as it is shipped: a process with its children, on a data directory, listening on a free port. */
export class EngineProcess {
  readonly ended: Promise<ProcessEnd>;
  private output = '';
  private end: ProcessEnd | null = null;
  private isAsked = false;

  private constructor(
    readonly dataDir: string,
    private readonly child: ChildProcess,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        this.output += `${line}\n`;
      });
    }
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        this.end = { code, signal, output: this.output };
        resolve(this.end);
      });
    });
  }

  /** Starts an engine without waiting for it. */
  static launch(dataDir: string, environment: EngineEnvironment = {}): EngineProcess {
    const env = {
      PATH: process.env['PATH'] ?? '',
      WAYFILL_PORT: '0',
      WAYFILL_DATA_DIR: dataDir,
      WAYFILL_LOG_LEVEL: 'warn',
      WAYFILL_DEADLINES_EVERY_MS: '50',
      ...environment,
    };
    return new EngineProcess(
      dataDir,
      spawn(process.execPath, ['--enable-source-maps', MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] }),
    );
  }

  /** Starts an engine and answers when it says that it is ready. */
  static async start(dataDir: string, environment: EngineEnvironment = {}): Promise<EngineProcess> {
    const engine = EngineProcess.launch(dataDir, environment);
    await engine.ready();
    return engine;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.end === null;
  }

  /** What it has written so far. */
  get said(): string {
    return this.output;
  }

  /** As the engine published it. Another one after each start. */
  get url(): string {
    return /API +(http:\S+)\/v1/.exec(this.output)?.[1] ?? 'http://127.0.0.1:9';
  }

  /** The same for clients: that it has ended by itself is told as that, and not as a connection that is refused. */
  get address(): string {
    if (this.trouble !== null) throw new Error(this.trouble);
    return this.url;
  }

  /** How it ended, when nobody has asked it to here; else null. */
  get trouble(): string | null {
    return this.end === null || this.isAsked
      ? null
      : describeEnd(`the engine (process ${this.pid})`, this.end);
  }

  /** Address of its log, for a reader beside it. */
  get eventStoreUrl(): string {
    const file = readFileSync(join(this.dataDir, 'engine.json'), 'utf8');
    return (JSON.parse(file) as { readonly eventStore: string }).eventStore;
  }

  async ready(): Promise<void> {
    const isReady = async (): Promise<boolean> => {
      if (this.end !== null) throw new Error(this.trouble ?? 'the engine was ended before it was ready');
      return (await fetch(`${this.url}/health/ready`).catch(() => null))?.ok ?? false;
    };
    await eventually('the engine is ready', isReady, (ok) => ok, START_WITHIN_MS);
  }

  /** Its child processes: the event store, and Redis where it has started one. */
  children(): readonly { readonly pid: number; readonly command: string }[] {
    return processes().filter(({ parent }) => parent === this.pid);
  }

  /** Pid of the child whose command line has this text. */
  childPid(text: string): number {
    const found = this.children().find(({ command }) => command.includes(text));
    if (found === undefined) throw new Error(`the engine has no child '${text}'`);
    return found.pid;
  }

  /** Whoever reads what it says goes away. */
  stopListening(): void {
    this.child.stdout?.destroy();
    this.child.stderr?.destroy();
  }

  /** As an operator stops it. */
  async stop(): Promise<ProcessEnd> {
    this.isAsked = true;
    this.child.kill('SIGTERM');
    return this.ended;
  }

  /** As a power cut stops it. Its Redis outlives it until the next start. */
  async kill(): Promise<ProcessEnd> {
    this.isAsked = true;
    this.child.kill('SIGKILL');
    return this.ended;
  }
}

/** The auditor, as a process of its own. */
export async function audit(dataDir: string, ...flags: readonly string[]): Promise<ProcessEnd> {
  const env = { PATH: process.env['PATH'] ?? '' };
  const child = spawn(process.execPath, [AUDIT, '--data', dataDir, ...flags], { env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, output }));
  });
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Everything that runs on this machine. */
export function processes(): readonly {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}[] {
  const table = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  return table.split('\n').flatMap((row) => {
    const [, pid, parent, command = ''] = /^ *(\d+) +(\d+) +(.*)$/.exec(row) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
}

function rootAbove(folder: string): string {
  return existsSync(join(folder, 'scripts', 'build.mjs')) ? folder : rootAbove(dirname(folder));
}
