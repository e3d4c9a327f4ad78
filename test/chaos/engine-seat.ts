import {
  describeEnd,
  type EngineEnvironment,
  EngineProcess,
  type ProcessEnd,
} from '../support/engine-process.js';
import { eventually } from '../support/eventually.js';

/** Far more than a start takes on a busy machine, and some deaths on the way to it. */
const READY_WITHIN_MS = 180_000;

/** The place of an engine process among those of a stage: one process after the other, each the last one's successor. */
export class EngineSeat {
  starts = 0;
  /** Ends that no fault brings about: by a defect, or for want of memory. */
  readonly defects: string[] = [];
  private running: EngineProcess | undefined;
  private keeping = false;

  constructor(
    private readonly dataDir: string,
    private readonly environment: () => EngineEnvironment,
  ) {}

  get engine(): EngineProcess {
    if (this.running === undefined) throw new Error('the engine has not been started');
    return this.running;
  }

  /** Where clients find it. @throws when it has ended by itself, and nobody starts it again */
  get address(): string {
    return this.keeping ? this.engine.url : this.engine.address;
  }

  async start(): Promise<void> {
    this.launch();
    await this.engine.ready();
  }

  /** Starts the engine again whenever it ends, as a supervisor does, until {@link leave}. */
  keep(): void {
    this.keeping = true;
    this.watch();
  }

  leave(): void {
    this.keeping = false;
  }

  /** Whoever runs here is ready: the process that was just killed, or the one after it. */
  async ready(): Promise<void> {
    const answers = async (): Promise<boolean> =>
      (await fetch(`${this.engine.url}/health/ready`).catch(() => null))?.ok ?? false;
    await eventually('the engine is ready', answers, (ok) => ok, READY_WITHIN_MS);
  }

  async close(): Promise<void> {
    this.leave();
    const engine = this.running;
    if (engine === undefined || !engine.isRunning) return;
    const end = engine.kill();
    process.kill(engine.pid, 'SIGCONT');
    await end;
  }

  private launch(): void {
    this.starts += 1;
    const engine = EngineProcess.launch(this.dataDir, this.environment());
    this.running = engine;
    void engine.ended.then((end) => this.judge(engine.pid, end));
  }

  /** Told at once: what comes of it is looked at much later. */
  private judge(pid: number, end: ProcessEnd): void {
    if (isOfFaults(end)) return;
    const defect = describeEnd(`the engine (process ${pid})`, end);
    this.defects.push(defect);
    process.stderr.write(`${defect}\n`);
  }

  private watch(): void {
    const watched = this.engine;
    void watched.ended.then(() => {
      if (!this.keeping || this.running !== watched) return;
      this.launch();
      this.watch();
    });
  }
}

/** Killed, stopped in order, or ended since a server of its own had died. */
function isOfFaults({ code, signal }: ProcessEnd): boolean {
  return signal === null ? code === 0 || code === 1 : signal === 'SIGKILL' || signal === 'SIGTERM';
}
