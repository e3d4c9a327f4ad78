import { commandLine } from '../../scripts/command-line.js';
import { type Race, runRace } from './race.js';

const USAGE = `npm run races -- [--share N]

Buyers against each other, through HTTP, on the real processes: a thousand for the last unit, and ten thousand for five
thousand units at five nodes.

  --share N   runs the N-th part of it (default 1)

Exits with 1 when anybody was promised what is not there, or anything was left on a shelf that somebody waits for.`;

const { values } = commandLine(USAGE, { options: { share: { type: 'string', default: '1' } } });
const share = Number(values.share);
const RACES: readonly Race[] = [
  { name: 'last-unit', buyers: 1_000 / share, nodes: 1, units: 1 },
  { name: 'five-nodes', buyers: 10_000 / share, nodes: 5, units: 5_000 / share },
];

let violations = 0;
for (const race of RACES) {
  const report = await runRace(race);
  violations += report.violations.length;
  const { reserved, without, refusals, placedPerSecond, settledPerSecond, events } = report;
  process.stdout.write(
    `${race.name}: ${race.buyers} buyers, ${race.units} units at ${race.nodes} nodes: ${reserved} reserved, ` +
      `${without} without, ${refusals} refused by a shelf, ${events} events; ` +
      `${placedPerSecond} orders/s taken, ${settledPerSecond} orders/s to the end\n`,
  );
  for (const violation of report.violations) process.stdout.write(`  VIOLATION ${violation}\n`);
}
process.exitCode = violations === 0 ? 0 : 1;
