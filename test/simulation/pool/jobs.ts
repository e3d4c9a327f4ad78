import type { Fault } from '../kernel/faults.js';
import { minimise } from '../minimise.js';
import { type Finding, huntFor, PLANTS } from '../plants/table.js';
import { explainFailure } from '../report/explain.js';
import { type Counts, Tally } from '../report/tally.js';
import { type RunOptions, Simulation } from '../simulation.js';

/** Seeds one after another, each a run of its own. */
export interface RunsJob {
  readonly kind: 'runs';
  readonly first: number;
  readonly count: number;
  readonly steps: number;
  readonly without: readonly Fault[];
  readonly keep: boolean;
}

/** A hunt for one planted defect. */
export interface HuntJob {
  readonly kind: 'hunt';
  readonly plant: string;
  readonly first: number;
  readonly seeds: number;
  readonly steps: number;
}

export type Job = RunsJob | HuntJob;

/** What runs came to. Plain data. */
export interface RunsResult {
  readonly kind: 'runs';
  readonly seeds: number;
  readonly troubleSteps: number;
  readonly steps: number;
  readonly events: number;
  readonly counts: Counts;
  /** Failures as they are told to people. */
  readonly failures: readonly string[];
}

export type JobResult = RunsResult | { readonly kind: 'hunt'; readonly finding: Finding };

type Trace = (line: string) => void;

export async function runJob(job: Job, trace?: Trace): Promise<JobResult> {
  if (job.kind === 'runs') return runSeeds(job, trace);
  const plant = PLANTS.find(({ name }) => name === job.plant);
  if (plant === undefined) throw new RangeError(`there is no plant "${job.plant}"`);
  return { kind: 'hunt', finding: await huntFor(plant, job.first, job.seeds, job.steps) };
}

async function runSeeds({ first, count, steps, without, keep }: RunsJob, trace?: Trace): Promise<RunsResult> {
  const totals = { seeds: 0, troubleSteps: 0, steps: 0, events: 0 };
  const tally = new Tally();
  const failures: string[] = [];
  for (let seed = first; seed < first + count; seed += 1) {
    const options: RunOptions = { seed, steps, without, ...(trace ? { trace } : {}) };
    const report = await new Simulation(options).run();
    totals.seeds += 1;
    totals.troubleSteps += report.troubleSteps;
    totals.steps += report.steps;
    totals.events += report.events;
    tally.merge(report.counts);
    if (report.failure === null) continue;
    const small = trace ? { report, options } : await minimise(options, report);
    failures.push(explainFailure(small.report, small.options));
    if (!keep) break;
  }
  return { kind: 'runs', ...totals, counts: tally.counts(), failures };
}
