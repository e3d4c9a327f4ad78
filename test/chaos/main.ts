/**
 * Does harm to the real processes under load, and looks at everything that was promised after each fault:
 * `npm run chaos [-- --only NAME[,NAME]] [-- --faults TEXT] [-- --rounds N] [-- --seed N] [-- --json FILE] [-- --list]`.
 *
 * `--only` runs the scenarios with that text in their name, `--faults` those of their faults (kill points) with that text.
 * Exits with 1 on any violation.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { seededRandom } from '../support/seeded-random.js';
import { type Row, summaryOf, table } from './report.js';
import { SCENARIOS } from './scenarios/all.js';
import type { Scenario } from './scenarios/scenario.js';
import { closeAll } from './stage.js';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    faults: { type: 'string', default: '' },
    rounds: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const rounds = Number(values.rounds);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const wanted = SCENARIOS.filter(({ name }) => values.only.split(',').some((text) => name.includes(text)));

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void closeAll().finally(() => process.exit(130)));
}

async function run({ name, about, run: play }: Scenario): Promise<Row> {
  say(`${name}: ${about}`);
  const startedAt = performance.now();
  const context = { seed, random: seededRandom(seed), rounds, only: values.faults, say };
  const report = await play(context).catch((error: unknown) => {
    say(`      VIOLATION the scenario could not be played: ${String(error)}`);
    const finding = { fault: name, outcome: 'not played', violations: [String(error)] };
    return { findings: [finding], acknowledged: 0, unanswered: 0, events: 0, engineStarts: 0 };
  });
  return { scenario: name, seconds: (performance.now() - startedAt) / 1_000, ...report };
}

if (values.list) {
  for (const { name, about } of wanted) say(`${name.padEnd(20)} ${about}`);
} else {
  const rows: Row[] = [];
  for (const scenario of wanted) rows.push(await run(scenario));
  const summary = summaryOf(rows, seed, rounds);
  say(`\n${table(summary)}`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(summary, null, 2)}\n`);
  // A run that has looked at nothing has not shown anything.
  process.exitCode = summary.violations === 0 && summary.faults > 0 ? 0 : 1;
}
