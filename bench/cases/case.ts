import type { ProcessorTime } from '../harness/processor-time.js';
import type { Bar, Figures } from '../harness/report.js';

/** How long and where a case runs. */
export interface Setting {
  /** Of load, for each figure that is measured over a time. */
  readonly seconds: number;
  readonly workDir: string;
  readonly profileDir?: string;
}

export interface BenchCase {
  readonly name: string;
  readonly what: string;
  readonly bars: readonly Bar[];
  /** What the profiles say that the time goes to, and what was tried. */
  readonly limits: string;
  /** Runs only when it is asked for by name. */
  readonly isOnDemand?: boolean;
  /** As many as asked for unless said otherwise: where a round takes minutes, one. */
  readonly rounds?: number;
  /** One round, from a fresh engine to figures; the ceilings that it is held against are measured in it. */
  run(setting: Setting): Promise<Figures>;
}

/** What one unit of work has cost in each process, and how much of the machine was somebody else's meanwhile. */
export function costOf(spent: ProcessorTime, units: number, unit: string): Figures {
  const { engine, sagas, eventStore, redis, harness, others } = spent;
  const all = engine + sagas + eventStore + redis + harness + others;
  return {
    [`engine, ms CPU an ${unit}`]: engine / units,
    ...(sagas === 0 ? {} : { [`process of the sagas, ms CPU an ${unit}`]: sagas / units }),
    [`event store, ms CPU an ${unit}`]: eventStore / units,
    [`Redis, ms CPU an ${unit}`]: redis / units,
    [`load generator, ms CPU an ${unit}`]: harness / units,
    'used by other programs, % of the busy time': (100 * others) / Math.max(1, all),
  };
}
