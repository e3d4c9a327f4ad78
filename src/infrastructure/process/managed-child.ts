import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** How long a child may take to stop in good order before it is killed. */
const STOP_WITHIN_MS = 15_000;

/** One line that a child wrote, for the log of the engine. */
export type LineListener = (line: string) => void;

/** How a child ended. */
export interface ChildEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Set when it never started. */
  readonly error?: NodeJS.ErrnoException;
}

/** A server that this process has started and will stop. */
export class ManagedChild {
  readonly ended: Promise<ChildEnd>;
  private stopping = false;
  private hasEnded = false;

  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
  ) {
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => resolve({ code: null, signal: null, error }));
      // Not 'exit': by 'close' everything that it had to say has been heard.
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
    void this.ended.then(() => {
      this.hasEnded = true;
    });
  }

  /**
   * Starts a program. It gets a process group of its own: Ctrl-C in a terminal reaches the whole group of the engine,
   * and would stop the child before the engine has finished what is in flight.
   */
  static start(
    name: string,
    program: string,
    args: readonly string[],
    options: SpawnOptions = {},
  ): ManagedChild {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], ...options, detached: true });
    // A child that is gone does not read any more; that it is gone is heard elsewhere.
    child.stdin?.on('error', () => undefined);
    return new ManagedChild(name, child);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get isRunning(): boolean {
    return !this.hasEnded;
  }

  onLine(source: 'stdout' | 'stderr', listener: LineListener): void {
    const stream = this.child[source];
    if (stream !== null) createInterface({ input: stream }).on('line', listener);
  }

  /** Calls `listener` with a sentence when the child ends and nobody has asked it to. */
  onDeath(listener: (sentence: string) => void): void {
    void this.ended.then((end) => {
      if (!this.stopping) listener(`${this.name} ended unexpectedly (${describeEnd(end)})`);
    });
  }

  /** Asks the child to stop and waits; after a while it is killed. */
  async stop(withinMs = STOP_WITHIN_MS): Promise<void> {
    this.stopping = true;
    if (this.hasEnded) return;
    this.child.kill('SIGTERM');
    const impatience = setTimeout(() => this.child.kill('SIGKILL'), withinMs);
    await this.ended;
    clearTimeout(impatience);
  }
}

export function describeEnd({ code, signal, error }: ChildEnd): string {
  if (error !== undefined) return error.message;
  return signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
}
