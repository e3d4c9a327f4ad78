import { writeFileSync } from 'node:fs';
import { commandLine } from '../../scripts/command-line.js';
import { replayOf, type Row, summaryOf, table } from './report.js';
import { SCENARIOS } from './scenarios/all.js';
import { type Finding, NOTHING, type Scenario } from './scenarios/scenario.js';
import { closeAll } from './stage.js';

const USAGE = `npm run chaos -- [--only TEXT,TEXT] [--faults TEXT] [options]

Does harm to the real processes under load, and looks at everything that was promised after each fault.

  --list         the scenarios and their faults
  --only A,B     scenarios with one of these texts in their name
  --faults TEXT  those of their faults with this text
  --rounds N     so many times (default 1)
  --seed N       other moments (default 1)
  --at-once N    so many scenarios side by side, each with processes and a log of its own (default 3)
  --json FILE    writes the whole report

Exits with 1 on any violation.`;

const { values } = commandLine(USAGE, {
  options: {
    only: { type: 'string', default: '' },
    faults: { type: 'string', default: '' },
    rounds: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    'at-once': { type: 'string', default: '3' },
    json: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const rounds = Number(values.rounds);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const wanted = SCENARIOS.filter(
  ({ name, faults }) =>
    values.only.split(',').some((text) => name.includes(text)) &&
    faults.some((fault) => fault.includes(values.faults)),
);
const faults = wanted.flatMap((one) => one.faults).filter((fault) => fault.includes(values.faults));
const expected = faults.length * rounds;
const startedAt = performance.now();
let done = 0;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void closeAll().finally(() => process.exit(130)));
}

/** One line for each fault, when it is over and everything has been looked at. */
function tell(scenario: string, finding: Finding): void {
  const { fault, seconds, outcome, violations, lastWords } = finding;
  done += 1;
  const elapsed = (performance.now() - startedAt) / 1_000;
  const clock = `${Math.floor(elapsed / 60)}:${String(Math.floor(elapsed % 60)).padStart(2, '0')}`;
  const head = `${clock.padStart(5)} ${String(done).padStart(3)}/${expected}`;
  say(
    `${head} ${scenario.padEnd(18)} ${fault.padEnd(48)} ${seconds.toFixed(1).padStart(5)} s  ${outcome.slice(0, 200)}`,
  );
  for (const violation of violations) say(`        VIOLATION ${violation}`);
  for (const line of lastWords) say(`          the engine said: ${line}`);
  if (violations.length > 0) say(`        again: ${replayOf(scenario, finding, seed)}`);
}

async function run({ name, run: play }: Scenario): Promise<Row> {
  const began = performance.now();
  const context = {
    seed,
    rounds,
    only: values.faults,
    tell: (finding: Finding) => tell(name, finding),
  };
  const report = await play(context).catch((error: unknown) => {
    const violations = [`the scenario could not be played: ${String(error)}`];
    const finding = { fault: '', outcome: 'not played', violations, lastWords: [], seconds: 0 };
    tell(name, finding);
    return { ...NOTHING, findings: [finding] };
  });
  return { scenario: name, seconds: (performance.now() - began) / 1_000, ...report };
}

async function runAll(): Promise<readonly Row[]> {
  const rows = new Map<Scenario, Row>();
  const turns = wanted.values();
  const lane = async (): Promise<void> => {
    for (const scenario of turns) rows.set(scenario, await run(scenario));
  };
  await Promise.all(Array.from({ length: Number(values['at-once']) }, lane));
  return wanted.flatMap((scenario) => rows.get(scenario) ?? []);
}

if (values.list) {
  for (const { name, about, faults: list } of wanted) {
    say(`${name}: ${about}`);
    for (const fault of list) say(`    ${fault}`);
  }
} else {
  const rows = await runAll();
  const summary = summaryOf(rows, { seed, rounds, seconds: (performance.now() - startedAt) / 1_000 });
  say(`\n${table(summary)}`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(summary, null, 2)}\n`);
  // A run that has looked at less than it was asked to has not shown it.
  process.exitCode = summary.violations === 0 && summary.faults > 0 ? 0 : 1;
}
