import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { SERVER_CLI } from './package-modules.js';

const STUB = fileURLToPath(new URL('stub-server.js', import.meta.url));

/** A server in a process of its own. */
export interface MeasuredServer {
  readonly connectionString: string;
  readonly port: number;
  readonly pid: number;
  /** From the start of the process until it listens, in milliseconds. */
  readonly startMs: number;
  stop(): Promise<void>;
}

/** The event store over a directory. */
export function startServer(dataDir: string, ...options: readonly string[]): Promise<MeasuredServer> {
  return start([SERVER_CLI, '--data', dataDir, '--port', '0', ...options]);
}

/** The server without storage; it has so many events for each subscription. */
export function startStub(events: number): Promise<MeasuredServer> {
  return start([STUB, String(events)]);
}

async function start(args: readonly string[]): Promise<MeasuredServer> {
  const begin = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const exited = once(child, 'exit');
  const ready = once(createInterface(child.stdout), 'line') as Promise<[string]>;
  const died = exited.then(([code]) => {
    throw new Error(`${args.join(' ')} ended with ${String(code)} before it listened`);
  });
  const [line] = await Promise.race([ready, died]);
  const startMs = performance.now() - begin;
  const { connectionString, port } = JSON.parse(line) as { connectionString: string; port: number };
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
  };
  return { connectionString, port, pid: child.pid ?? 0, startMs, stop };
}
