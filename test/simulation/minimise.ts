import { FAULTS } from './kernel/faults.js';
import { type RunOptions, type RunReport, Simulation } from './simulation.js';

/** Parts of the steps that are tried, from few to many. */
const PARTS = [1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 3 / 4];

export interface Minimised {
  readonly options: RunOptions;
  readonly report: RunReport;
}

/** Looks for a shorter run with fewer kinds of fault that fails the same check. What it finds is small, not smallest. */
export async function minimise(options: RunOptions, report: RunReport): Promise<Minimised> {
  const check = report.failure?.check;
  if (check === undefined) return { options, report };
  let best: Minimised = { options, report };
  const isKept = async (candidate: RunOptions): Promise<boolean> => {
    const found = await new Simulation(candidate).run();
    if (found.failure?.check !== check) return false;
    best = { options: { ...candidate, steps: found.failedAtStep ?? candidate.steps }, report: found };
    return true;
  };
  for (const part of PARTS) {
    if (await isKept({ ...options, steps: Math.floor((report.failedAtStep ?? options.steps) * part) })) break;
  }
  for (const fault of FAULTS) {
    await isKept({ ...best.options, without: [...(best.options.without ?? []), fault] });
  }
  return best;
}
