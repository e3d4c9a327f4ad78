import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { commandLine } from '../scripts/command-line.js';
import type { BenchCase } from './cases/case.js';
import { ceilings } from './cases/ceilings.js';
import { eventstore } from './cases/eventstore.js';
import { eventstoreLarge } from './cases/eventstore-large.js';
import { growth } from './cases/growth.js';
import { hotSku } from './cases/hot-sku.js';
import { intake } from './cases/intake.js';
import { availability, availabilityWide, orderStatus, orderTimeline } from './cases/reads.js';
import { released } from './cases/released.js';
import { audit, rebuild } from './cases/replay.js';
import { sourcing } from './cases/sourcing.js';
import { performanceDocument, section } from './harness/document.js';
import { EngineUnderTest } from './harness/engine-under-test.js';
import {
  type CaseResult,
  type Figures,
  judged,
  machine,
  medians,
  printCase,
  saveReport,
  summary,
} from './harness/report.js';

const CASES: readonly BenchCase[] = [
  ceilings,
  eventstore,
  eventstoreLarge,
  intake,
  released,
  hotSku,
  sourcing,
  availability,
  availabilityWide,
  orderStatus,
  orderTimeline,
  rebuild,
  audit,
  growth,
];
const OUTPUT = resolve('.tmp');
/** The longest case takes four minutes on a quiet machine. */
const ROUND_WITHIN_MS = 15 * 60_000;

const USAGE = `npm run bench -- [CASE …] [options]

The speed of the engine, measured on the real processes, each case beside the ceiling that it is held against.
Cases: ${CASES.map(({ name }) => name).join(', ')}.

  --rounds N       so many rounds of each case (default 3)
  --seconds N      so long is a measurement (default 4)
  --profile DIR    keeps a profile of the engine
  --document FILE  writes the figures as docs/performance.md has them
  --markdown       prints them as tables`;

const { values, positionals } = commandLine(USAGE, {
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '4' },
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
const chosen = CASES.filter(({ name, isOnDemand }) =>
  positionals.length === 0 ? isOnDemand !== true : positionals.includes(name),
);
const about = machine();
console.log(
  Object.entries(about)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', '),
);
/** Rounds of one case. One that fails, or never ends, costs the case its further rounds and no other case anything. */
async function measure(each: BenchCase): Promise<CaseResult> {
  const rounds: Figures[] = [];
  let failure: string | undefined;
  const wanted = Math.min(Number(values.rounds), each.rounds ?? Infinity);
  try {
    while (rounds.length < wanted) rounds.push(await withinTime(each.run(setting)));
  } catch (error) {
    failure = sentenceOf(error);
    console.error(error);
    EngineUnderTest.killAll();
  }
  const figures = medians(rounds);
  const { name, what, limits } = each;
  const result = { name, what, limits, rounds, figures, bars: judged(figures, each.bars) };
  return failure === undefined ? result : { ...result, failure };
}

/** The first line, without the paths of this machine: it may go into a document. */
function sentenceOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n', 1)[0] ?? '').replaceAll(/(?:\/[\w.@+-]+){2,}/g, '…');
}

async function withinTime<T>(work: Promise<T>): Promise<T> {
  const ending = new AbortController();
  const late = delay(ROUND_WITHIN_MS, undefined, { signal: ending.signal }).then(() => {
    throw new Error(`the round did not end within ${ROUND_WITHIN_MS / 60_000} minutes`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    ending.abort();
  }
}

// A case that failed may have left something behind that fails later: it must not take the others along.
process.on('unhandledRejection', (error) => console.error('left behind:', error));
const setting = {
  seconds: Number(values.seconds),
  workDir: join(OUTPUT, 'bench-data'),
  ...(values.profile === undefined ? {} : { profileDir: resolve(values.profile) }),
};
const cases: CaseResult[] = [];
for (const each of chosen) {
  const result = await measure(each);
  printCase(result);
  cases.push(result);
  // After each case: what was measured is there even when the machine goes away.
  saveReport(OUTPUT, { machine: about, cases });
  if (values.document !== undefined) writeFileSync(values.document, performanceDocument(about, cases));
}
console.log(`\n${summary(cases)}\n${saveReport(OUTPUT, { machine: about, cases })}`);
if (values.markdown) console.log(cases.flatMap(section).join('\n'));
process.exit(cases.some(({ failure }) => failure !== undefined) ? 1 : 0);
