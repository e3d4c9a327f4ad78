import { availableParallelism } from 'node:os';
import { commandLine } from '../../scripts/command-line.js';
import { FAULTS } from './kernel/faults.js';
import type { Job, RunsJob, RunsResult } from './pool/jobs.js';
import { runJob } from './pool/jobs.js';
import { runJobs } from './pool/pool.js';
import { PLANTS } from './plants/table.js';
import { blindSpots } from './report/exercised.js';
import { Tally } from './report/tally.js';

const USAGE = `npm run simulate -- [--seeds N] [--steps M] [--seed S] [options]

Runs the whole engine in simulated time and trouble. Every run follows from its seed alone.

  --seeds N      so many runs (default 50)
  --steps M      so many steps of trouble in each (default 2000)
  --seed S       the first seed (default 1)
  --threads N    so many runs at once (default: one for each core)
  --within N     begins nothing new after so many seconds
  --without A,B  leaves these faults out
  --trace        tells each step
  --keep         goes on after a failure
  --ci           2,000 seeds of 2,000 steps, as many as five minutes allow; fails as well when something that should
                 happen never did
  --plants       hunts for planted defects, in --seeds runs each at the most
  --only TEXT    those with this text in their name

Exits with 1 when a run has failed, or a defect was not found.`;

const { values } = commandLine(USAGE, {
  options: {
    seeds: { type: 'string' },
    steps: { type: 'string' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: String(availableParallelism()) },
    without: { type: 'string', default: '' },
    trace: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    ci: { type: 'boolean', default: false },
    within: { type: 'string' },
    plants: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
});
/** Seeds of one job: few, so that no thread waits long for the last one. */
const SEEDS_OF_A_JOB = 4;
const [usualSeeds, usualSteps] = values.ci ? [2_000, 2_000] : values.plants ? [1_500, 1_500] : [50, 2_000];
const first = Number(values.seed);
const count = Number(values.seeds ?? usualSeeds);
const steps = Number(values.steps ?? usualSteps);
const threads = Number(values.threads);
const withinSeconds = Number(values.within ?? (values.ci ? 300 : Number.POSITIVE_INFINITY));
const write = (line: string): void => void process.stdout.write(`${line}\n`);

async function hunt(): Promise<boolean> {
  const plants = PLANTS.filter(({ name }) => name.includes(values.only));
  const jobs = plants.map(({ name }): Job => ({ kind: 'hunt', plant: name, first, seeds: count, steps }));
  let missed = 0;
  write(' seeds     steps  found by                        planted defect');
  await runJobs(jobs, threads, (result) => {
    if (result.kind !== 'hunt') return true;
    const { plant, seeds, steps: taken, check } = result.finding;
    if (seeds === null) missed += 1;
    write(`${String(seeds ?? '-').padStart(6)} ${String(taken).padStart(9)}  ${check.padEnd(30)}  ${plant}`);
    return true;
  });
  write(`${plants.length - missed} of ${plants.length} planted defects found`);
  return missed === 0;
}

async function runSeeds(): Promise<boolean> {
  const startedAt = performance.now();
  const totals = { seeds: 0, troubleSteps: 0, steps: 0, events: 0, failures: 0 };
  const tally = new Tally();
  const take = (result: RunsResult): boolean => {
    totals.seeds += result.seeds;
    totals.troubleSteps += result.troubleSteps;
    totals.steps += result.steps;
    totals.events += result.events;
    totals.failures += result.failures.length;
    tally.merge(result.counts);
    for (const failure of result.failures) write(failure);
    const isInTime = performance.now() - startedAt < withinSeconds * 1_000;
    return isInTime && (values.keep || totals.failures === 0);
  };
  if (values.trace) take((await runJob(jobOf(first, count), write)) as RunsResult);
  else await runJobs(runJobsOf(), threads, (result) => result.kind === 'runs' && take(result));
  const blind = blindSpots(tally);
  write(tally.describe());
  if (blind.length > 0) write(`never happened:\n${blind.map((name) => `  ${name}`).join('\n')}`);
  if (totals.seeds < count) write(`ended after ${totals.seeds} of ${count} seeds`);
  write(summary(totals, (performance.now() - startedAt) / 1_000));
  return totals.failures === 0 && (!values.ci || blind.length === 0);
}

function jobOf(seed: number, seeds: number): RunsJob {
  const without = FAULTS.filter((fault) => values.without.split(',').includes(fault));
  return { kind: 'runs', first: seed, count: seeds, steps, without, keep: values.keep };
}

function runJobsOf(): readonly Job[] {
  return Array.from({ length: Math.ceil(count / SEEDS_OF_A_JOB) }, (_, index) => {
    const done = index * SEEDS_OF_A_JOB;
    return jobOf(first + done, Math.min(SEEDS_OF_A_JOB, count - done));
  });
}

function summary(
  totals: Omit<RunsResult, 'kind' | 'counts' | 'failures'> & { failures: number },
  seconds: number,
) {
  const { user, system } = process.cpuUsage();
  const cpuSeconds = (user + system) / 1e6;
  return (
    `${totals.seeds} seeds, ${totals.failures} failures, ${totals.events} events; ` +
    `${totals.troubleSteps} steps in trouble and ${totals.steps - totals.troubleSteps} to begin and to come to rest; ` +
    `${seconds.toFixed(1)} s on ${threads} threads: ${Math.round(totals.troubleSteps / seconds)} steps in trouble/s, ` +
    `${Math.round(totals.steps / seconds)} steps/s, ${Math.round(totals.steps / cpuSeconds)} steps for each second of ` +
    `processor time`
  );
}

process.exitCode = (await (values.plants ? hunt() : runSeeds())) ? 0 : 1;
