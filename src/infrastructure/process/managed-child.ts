import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** How long a child may take to stop in good order before it is killed. */
const STOP_WITHIN_MS = 15_000;

/** So many of its last lines are told when it ends unasked. */
const LAST_LINES = 20;

type Source = 'stdout' | 'stderr';

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
  private readonly last: { readonly source: Source; readonly line: string }[] = [];
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

  onLine(source: Source, listener: LineListener): void {
    const stream = this.child[source];
    if (stream === null) return;
    createInterface({ input: stream }).on('line', (line) => {
      this.last.push({ source, line });
      if (this.last.length > LAST_LINES) this.last.shift();
      listener(line);
    });
  }

  /** Sends to a child that was started with a channel ('ipc'). @throws Error when it has none, or has closed it */
  send(message: string): Promise<void> {
    return new Promise((resolve, reject) => {
      if (typeof this.child.send !== 'function') throw new Error(`${this.name} has no channel`);
      this.child.send(message, (error) => (error === null ? resolve() : reject(error)));
    });
  }

  /** Hears what a child with a channel sends. */
  onMessage(listener: (message: unknown) => void): void {
    this.child.on('message', listener);
  }

  /**
   * Calls `listener` with a sentence when the child ends and nobody has asked it to.
   * @param told whether it goes on with the last lines that were heard there: why it ended may stand nowhere else
   */
  onDeath(listener: (sentence: string) => void, ...told: readonly Source[]): void {
    void this.ended.then((end) => {
      if (this.stopping) return;
      const lines = this.last.flatMap(({ source, line }) => (told.includes(source) ? [line] : []));
      const lastWords = lines.length === 0 ? '' : `; it said last:\n${lines.join('\n')}`;
      listener(`${this.name} ended unexpectedly (${describeEnd(end)})${lastWords}`);
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
