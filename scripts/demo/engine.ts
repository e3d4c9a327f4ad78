import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const READY_WITHIN_MS = 60_000;
/** So much of what the engine said last is told when it ends unasked. */
const LAST_BYTES = 4_096;

/** The engine as a child process, started again whenever it dies unexpectedly: what an operator's supervisor does. */
export class Engine {
  private child: ChildProcess | undefined;
  private stopping = false;
  restarts = 0;

  constructor(
    readonly dataDir: string,
    readonly port: number,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Resolves when the engine is ready. @throws Error when it is not within a minute */
  async start(): Promise<void> {
    mkdirSync(this.dataDir, { recursive: true });
    this.spawn();
    await this.ready();
  }

  /** What a power cut does to it. It is started again on the same data. */
  kill(): void {
    this.child?.kill('SIGKILL');
  }

  /** Waits until the engine says that it is ready. */
  private async ready(): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    while (Date.now() < deadline) {
      const answer = await fetch(`${this.url}/health/ready`).catch(() => null);
      if (answer?.ok) return;
      await delay(100);
    }
    throw new Error(
      `the engine was not ready within ${READY_WITHIN_MS / 1000} s; see ${path.join(this.dataDir, 'engine.log')}`,
    );
  }

  /** Drains the engine and its children. */
  async stop(): Promise<void> {
    this.stopping = true;
    const child = this.child;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    await ended;
  }

  private spawn(): void {
    const log = createWriteStream(path.join(this.dataDir, 'engine.log'), { flags: 'a' });
    const env = {
      ...process.env,
      WAYFILL_PORT: String(this.port),
      WAYFILL_DATA_DIR: this.dataDir,
      WAYFILL_LOG_LEVEL: process.env['WAYFILL_LOG_LEVEL'] ?? 'warn',
    };
    const child = spawn(process.execPath, ['--max-semi-space-size=64', MAIN], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let last = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.pipe(log, { end: false });
      stream.on('data', (chunk: Buffer) => {
        last = `${last}${chunk.toString()}`.slice(-LAST_BYTES);
      });
    }
    // Not 'exit': by 'close' everything that it had to say has been heard.
    child.once('close', (code, signal) => {
      log.end();
      if (this.stopping) return;
      this.restarts += 1;
      const how = signal ?? `exit ${String(code)}`;
      // Killed by the demo itself it has nothing to say.
      const words = signal === 'SIGKILL' ? '' : `  It said last:\n${last}\n`;
      process.stdout.write(`\n  the engine ended (${how}); starting it again on the same data\n${words}`);
      this.spawn();
    });
    this.child = child;
  }
}

/** A port of the loopback interface that nobody uses now. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
