import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { parts } from './parts.mjs';
import config from './stryker.config.mjs';

/** Where results are kept between runs; not in git. */
const KEPT = '.tmp/mutation';

const KILLED = new Set(['Killed', 'Timeout']);
const MISSED = new Set(['Survived', 'NoCoverage']);
/** Stryker says of each part whether it is below; what fails the run is the score of all parts together. */
const TARGET = config.thresholds.break;

const { values: wanted } = parseArgs({
  options: {
    only: { type: 'string' },
    survivors: { type: 'boolean', default: false },
    force: { type: 'boolean', default: false },
    thorough: { type: 'boolean', default: false },
  },
});

/** A part, or what of it lies under `--only`; what is found out of that is kept with the whole part. */
function narrowed(part, only) {
  if (only === undefined || part.name.startsWith(only)) return part;
  return { ...part, shown: only, mutate: part.mutate.filter((path) => path.startsWith(only)) };
}

const count = (mutants, kinds) => mutants.filter(({ status }) => kinds.has(status)).length;

function scoreOf(mutants) {
  const killed = count(mutants, KILLED);
  const missed = count(mutants, MISSED);
  return { killed, missed, score: killed + missed === 0 ? 100 : (100 * killed) / (killed + missed) };
}

/** The mutants of a report, each with its file. */
function mutantsOf(report, mutate) {
  const files = JSON.parse(readFileSync(report, 'utf8')).files;
  return mutate.flatMap((file) =>
    (files[file]?.mutants ?? []).map((mutant) => ({ ...mutant, file, source: files[file].source })),
  );
}

/** What survived, as a reader of the code wants to see it: place, what stood there, what was put in its place. */
function describeSurvivor({ file, location: { start, end }, status, source, mutatorName, replacement }) {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const before =
    lines.length === 1
      ? lines[0].slice(start.column - 1, end.column - 1)
      : `${lines[0].slice(start.column - 1)} …`;
  return `${file}:${start.line}:${start.column} ${status} ${mutatorName}: ${before} → ${(replacement ?? '').replaceAll(/\s+/g, ' ')}`;
}

/** What earlier runs found out. A thorough run begins with what the quick tests have killed. */
function memoryOf(key) {
  const quick = `${KEPT}/${key}.incremental.json`;
  if (!wanted.thorough) return quick;
  const thorough = `${KEPT}/${key}.thorough.json`;
  if (!existsSync(thorough) && existsSync(quick)) copyFileSync(quick, thorough);
  return thorough;
}

async function mutatePart({ name, shown = name, mutate, specs, long, texts }) {
  const key = name.replaceAll('/', '-');
  const fileName = `${KEPT}/${key}.report.json`;
  process.env.WAYFILL_MUTATION_SPECS = [...specs, ...(wanted.thorough ? long : [])].join(',');
  process.env.WAYFILL_MUTATION_THOROUGH = wanted.thorough ? '1' : '';
  process.env.WAYFILL_MUTATE_TEXTS = texts ? '1' : '';
  const start = performance.now();
  await new Stryker({
    configFile: 'test/mutation/stryker.config.mjs',
    mutate,
    incrementalFile: memoryOf(key),
    force: wanted.force,
    jsonReporter: { fileName },
  }).runMutationTest();
  const mutants = mutantsOf(fileName, mutate);
  const seconds = Math.round((performance.now() - start) / 1000);
  if (wanted.survivors) {
    for (const mutant of mutants) if (MISSED.has(mutant.status)) console.log(describeSurvivor(mutant));
  }
  const { killed, missed, score } = scoreOf(mutants);
  console.log(`${shown}: ${score.toFixed(1)} % (${killed} killed, ${missed} survived, ${seconds} s)`);
  return mutants;
}

const { only } = wanted;
const chosen = parts
  .filter(({ name }) => only === undefined || name.startsWith(only) || only.startsWith(name))
  .map((part) => narrowed(part, only?.replace(/\/$/, '')))
  .filter(({ mutate }) => mutate.length > 0);
if (chosen.length === 0)
  throw new Error(`Nothing is mutated in ${only}. Parts: ${parts.map(({ name }) => name).join(', ')}`);

mkdirSync(KEPT, { recursive: true });
const mutants = [];
for (const part of chosen) mutants.push(...(await mutatePart(part)));
const { killed, missed, score } = scoreOf(mutants);
console.log(`all: ${score.toFixed(1)} % (${killed} killed, ${missed} survived); wanted: ${TARGET} %`);
process.exitCode = score < TARGET ? 1 : 0;
