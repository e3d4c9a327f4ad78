import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { root } from '../support/engine-process.js';
import { eventually } from '../support/eventually.js';

export const STORE_PROGRAM = join(root, 'packages/eventstore-embedded/dist/cli.js');
const RESTART_AFTER_MS = 200;

type Command = readonly [program: string, ...args: readonly string[]];

/**
 * A server beside the engine, at a port of its own, with what an operator's supervisor does: a server that ends without
 * having been asked to is started again a moment later.
 */
export class Server {
  restarts = 0;
  /** The last lines that it wrote, over all its lives. */
  readonly said: string[] = [];
  private child: ChildProcess | undefined;
  private wanted = false;
  /** Done before each start that follows a death. */
  beforeRestart: () => void = () => undefined;

  private constructor(
    readonly port: number,
    private readonly command: Command,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** The embedded event store as a server of its own. */
  static async store(dataDir: string, environment: Readonly<Record<string, string>> = {}): Promise<Server> {
    const port = await freePort();
    mkdirSync(dataDir, { recursive: true });
    const flags = ['--data', dataDir, '--port', String(port), '--compact-every-minutes', '1'];
    const server = new Server(port, [process.execPath, STORE_PROGRAM, ...flags], environment);
    await server.start();
    return server;
  }

  static async redis(dataDir: string): Promise<Server> {
    const port = await freePort();
    mkdirSync(dataDir, { recursive: true });
    const network = ['--port', String(port), '--bind', '127.0.0.1'];
    const storage = ['--dir', dataDir, '--save', '', '--appendonly', 'yes', '--appendfsync', 'everysec'];
    const server = new Server(port, ['redis-server', ...network, ...storage], {});
    await server.start();
    return server;
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  async start(): Promise<void> {
    this.wanted = true;
    this.launch();
    await this.answers();
  }

  /** As a power cut stops it; the supervisor starts it again. */
  kill(): void {
    this.child?.kill('SIGKILL');
  }

  /** Dead until it is started again. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.wanted = false;
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill(signal);
    child.kill('SIGCONT');
    await ended;
  }

  pause(): void {
    this.child?.kill('SIGSTOP');
  }

  resume(): void {
    this.child?.kill('SIGCONT');
  }

  async answers(): Promise<void> {
    await eventually(
      `port ${this.port} answers`,
      () => isOpen(this.port),
      (open) => open,
      180_000,
    );
  }

  private launch(): void {
    const [program, ...args] = this.command;
    const env = { PATH: process.env['PATH'] ?? '', ...this.environment };
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        this.said.push(
          ...chunk
            .toString()
            .split('\n')
            .filter((line) => line !== ''),
        );
        this.said.splice(0, this.said.length - 50);
      });
    }
    child.once('close', () => {
      if (!this.wanted || this.child !== child) return;
      this.restarts += 1;
      setTimeout(() => {
        if (!this.wanted) return;
        this.beforeRestart();
        this.launch();
      }, RESTART_AFTER_MS);
    });
  }
}

/** Takes away what a Redis has kept: its next life begins empty. */
export function emptyRedis(dataDir: string): void {
  rmSync(join(dataDir, 'appendonlydir'), { recursive: true, force: true });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
