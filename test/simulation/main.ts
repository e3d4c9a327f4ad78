/**
 * Runs the whole engine in simulated time and trouble: `npm run simulate -- --seeds N --steps M [--seed S]`.
 *
 * Every run follows from its seed alone. `--seed` names the first one, `--without a,b` leaves faults out, `--trace`
 * tells each step. Exits with 1 when a run has failed.
 */
import { parseArgs } from 'node:util';
import { FAULTS, type Fault } from './kernel/faults.js';
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
  },
});
const without = FAULTS.filter((fault) => values.without.split(',').includes(fault)) as readonly Fault[];
const first = Number(values.seed);
const count = Number(values.seeds);
const steps = Number(values.steps);
const write = (line: string): void => void process.stdout.write(`${line}\n`);
const startedAt = performance.now();
const totals = { steps: 0, events: 0, failures: 0 };
for (let seed = first; seed < first + count; seed += 1) {
  const options = { seed, steps, without, ...(values.trace ? { trace: write } : {}) };
  const report = await new Simulation(options).run();
  totals.steps += report.steps;
  totals.events += report.events;
  if (report.failure !== null) {
    totals.failures += 1;
    write(explainFailure(report, options));
    if (!values.keep) break;
  }
}
const seconds = (performance.now() - startedAt) / 1_000;
write(
  `${count} seeds, ${totals.steps} steps, ${totals.events} events, ${totals.failures} failures, ` +
    `${seconds.toFixed(1)} s, ${Math.round(totals.steps / seconds)} steps/s`,
);
process.exitCode = totals.failures === 0 ? 0 : 1;
