/**
 * The speed of the engine, measured on the real processes, each case beside the ceiling that it is held against.
 *
 * Usage: npm run bench -- [CASE …] [--rounds 3] [--seconds 10] [--profile DIR] [--document docs/performance.md] [--markdown]
 */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { BenchCase } from './cases/case.js';
import { ceilings } from './cases/ceilings.js';
import { eventstore } from './cases/eventstore.js';
import { intake } from './cases/intake.js';
import { availability, orderStatus, orderTimeline } from './cases/reads.js';
import { released } from './cases/released.js';
import { audit, rebuild } from './cases/replay.js';
import { performanceDocument, section } from './harness/document.js';
import { judged, machine, medians, printCase, saveReport, type CaseResult } from './harness/report.js';

const CASES: readonly BenchCase[] = [
  ceilings,
  eventstore,
  intake,
  released,
  availability,
  orderStatus,
  orderTimeline,
  rebuild,
  audit,
];
const OUTPUT = resolve('.tmp');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '10' },
    profile: { type: 'string' },
    document: { type: 'string' },
    markdown: { type: 'boolean' },
  },
});

const unknown = positionals.filter((name) => !CASES.some((each) => each.name === name));
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}; there are ${CASES.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
const chosen = CASES.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const about = machine();
console.log(
  Object.entries(about)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', '),
);
const cases: CaseResult[] = [];
for (const each of chosen) {
  const rounds = [];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    rounds.push(
      await each.run({
        seconds: Number(values.seconds),
        workDir: join(OUTPUT, 'bench-data'),
        ...(values.profile === undefined ? {} : { profileDir: resolve(values.profile) }),
      }),
    );
  }
  const figures = medians(rounds);
  const { name, what, limits } = each;
  const result = { name, what, limits, rounds, figures, bars: judged(figures, each.bars) };
  printCase(result);
  cases.push(result);
}
console.log(`\n${saveReport(OUTPUT, { machine: about, cases })}`);
if (values.markdown) console.log(cases.flatMap(section).join('\n'));
if (values.document !== undefined) writeFileSync(values.document, performanceDocument(about, cases));
