/**
 * Runs the whole engine in simulated time and trouble: `npm run simulate -- --seeds N --steps M [--seed S]`.
 *
 * Every run follows from its seed alone. `--seed` names the first one, `--without a,b` leaves faults out, `--trace`
 * tells each step, `--keep` goes on after a failure. With `--plants` it hunts for planted defects instead, `--seeds` runs
 * each at most, and `--only` those with a word in their name. Exits with 1 when a run has failed, or a defect was not found.
 */
import { parseArgs } from 'node:util';
import { FAULTS, type Fault } from './kernel/faults.js';
import { minimise } from './minimise.js';
import { huntFor, PLANTS } from './plants/table.js';
import { explainFailure } from './report.js';
import { Simulation } from './simulation.js';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '50' },
    steps: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    without: { type: 'string', default: '' },
    trace: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    plants: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
});
const without = FAULTS.filter((fault) => values.without.split(',').includes(fault)) as readonly Fault[];
const first = Number(values.seed);
const count = Number(values.seeds);
const steps = Number(values.steps);
const write = (line: string): void => void process.stdout.write(`${line}\n`);

async function hunt(): Promise<boolean> {
  let isComplete = true;
  write(' seeds     steps  found by                        planted defect');
  for (const plant of PLANTS.filter(({ name }) => name.includes(values.only))) {
    const found = await huntFor(plant, first, count, steps);
    isComplete &&= found.seeds !== null;
    const columns = [
      String(found.seeds ?? '-').padStart(6),
      String(found.steps).padStart(9),
      '',
      found.check.padEnd(30),
    ];
    write(`${columns.join(' ')}  ${found.plant}`);
  }
  return isComplete;
}

async function runSeeds(): Promise<boolean> {
  const startedAt = performance.now();
  const totals = { seeds: 0, steps: 0, events: 0, failures: 0 };
  for (let seed = first; seed < first + count; seed += 1) {
    const options = { seed, steps, without, ...(values.trace ? { trace: write } : {}) };
    const report = await new Simulation(options).run();
    totals.seeds += 1;
    totals.steps += report.steps;
    totals.events += report.events;
    if (report.failure === null) continue;
    totals.failures += 1;
    const small = values.trace ? { report, options } : await minimise(options, report);
    write(explainFailure(small.report, small.options));
    if (!values.keep) break;
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const { user, system } = process.cpuUsage();
  const cpuSeconds = (user + system) / 1e6;
  write(
    `${totals.seeds} seeds, ${totals.steps} steps, ${totals.events} events, ${totals.failures} failures, ` +
      `${seconds.toFixed(1)} s, ${Math.round(totals.steps / seconds)} steps/s, ` +
      `${Math.round(totals.steps / cpuSeconds)} steps for each second of processor time`,
  );
  return totals.failures === 0;
}

process.exitCode = (await (values.plants ? hunt() : runSeeds())) ? 0 : 1;
