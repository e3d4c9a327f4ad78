import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second. */
const TICK_MS = 10;

/** Milliseconds of processor time by the part of the engine that spent them; `others` are processes not of this run. */
export interface ProcessorTime {
  readonly engine: number;
  /** The process of the sagas, where they have one of their own. */
  readonly sagas: number;
  readonly eventStore: number;
  readonly redis: number;
  readonly harness: number;
  readonly others: number;
}

interface Sample extends Omit<ProcessorTime, 'others'> {
  readonly busy: number;
}

/**
 * Reads what processes have spent. On a machine that others use too, wall time says little and this still tells what an
 * order or an event costs. Needs /proc; elsewhere everything is 0.
 */
export class ProcessorClock {
  /** @param eventStorePid when the event store is no child of the engine */
  constructor(
    private readonly enginePid: number | undefined,
    private readonly eventStorePid?: number,
  ) {}

  /** Spent between now and the call of the answer. */
  start(): () => ProcessorTime {
    const before = this.sample();
    return () => {
      const after = this.sample();
      const spent = {
        engine: after.engine - before.engine,
        sagas: after.sagas - before.sagas,
        eventStore: after.eventStore - before.eventStore,
        redis: after.redis - before.redis,
        harness: after.harness - before.harness,
      };
      const own = spent.engine + spent.sagas + spent.eventStore + spent.redis + spent.harness;
      return { ...spent, others: Math.max(0, after.busy - before.busy - own) };
    };
  }

  private sample(): Sample {
    const { user, system } = process.cpuUsage();
    const children = this.enginePid === undefined ? [] : childrenOf(this.enginePid);
    const of = (pattern: RegExp): number =>
      children.filter(({ command }) => pattern.test(command)).reduce((sum, { pid }) => sum + spentBy(pid), 0);
    return {
      engine: this.enginePid === undefined ? 0 : spentBy(this.enginePid),
      sagas: of(/dist\/src\/main\.js/),
      eventStore: this.eventStorePid === undefined ? of(/eventstore-embedded/) : spentBy(this.eventStorePid),
      redis: of(/redis-server/),
      harness: (user + system) / 1000,
      busy: machineBusy(),
    };
  }
}

function childrenOf(parent: number): readonly { readonly pid: number; readonly command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && statOf(name)[1] === String(parent))
    .map((name) => ({ pid: Number(name), command: textOf(`/proc/${name}/cmdline`) }));
}

function spentBy(pid: number): number {
  const fields = statOf(String(pid));
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_MS;
}

/** User, nice, system, irq and softirq time of all processors. */
function machineBusy(): number {
  const [, user, nice, system, , , irq, softirq] = (textOf('/proc/stat').split('\n', 1)[0] ?? '').split(/ +/);
  return [user, nice, system, irq, softirq].reduce((sum, ticks) => sum + Number(ticks ?? 0), 0) * TICK_MS;
}

/** The fields behind the name of the program: state, parent, … */
function statOf(pid: string): readonly string[] {
  const text = textOf(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
