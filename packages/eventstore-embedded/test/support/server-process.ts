import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** The server in a process of its own. */
export interface ServerProcess {
  readonly connectionString: string;
  readonly stdin: Writable;
  /** What it has printed as its first line. */
  readonly line: string;
  kill(signal: NodeJS.Signals): void;
  /** Its exit code, or null if a signal ended it. */
  readonly exited: Promise<number | null>;
}

/** Starts the server and waits until it says that it listens. */
export async function startServerProcess(cli: string, args: readonly string[]): Promise<ServerProcess> {
  const child = spawnServer(cli, args);
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const line = await Promise.race([
    once(createInterface(child.stdout), 'line').then(([text]) => text as string),
    exited.then((code) => {
      throw new Error(`The server ended with ${code} before it was ready.`);
    }),
  ]);
  const { connectionString } = JSON.parse(line) as { connectionString: string };
  return { connectionString, line, stdin: child.stdin, exited, kill: (signal) => void child.kill(signal) };
}

/** Runs the server to its end, for arguments with which it does not start. */
export async function runServer(
  cli: string,
  args: readonly string[],
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawnServer(cli, args);
  const [stdout, stderr] = [textOf(child.stdout), textOf(child.stderr)];
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: await stdout, stderr: await stderr };
}

function spawnServer(
  cli: string,
  args: readonly string[],
): ChildProcessByStdio<Writable, Readable, Readable> {
  return spawn(process.execPath, [cli, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
}

async function textOf(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}
