import { readdirSync } from 'node:fs';

/** Files without rules of their own: declarations, tests, and what reads or writes the outside. */
const NOT_PURE =
  /\.(spec|types|events|commands|rejections|decider|worker|query|projection|module)\.ts$|\/index\.ts$/;

/** Whole conversations of the engine: minutes for each mutant that survives. */
const LONG_SPECS =
  /(order|notices|sourcing\.promise)\.property\.spec\.ts$|(order-process\.conversation|order-status\.ledger)\.spec\.ts$/;

/**
 * The folders that are mutated. `also`: folders whose specs prove rules of this one. `texts`: what it makes are texts,
 * so they are mutated like anything else.
 */
const PARTS = [
  { folder: 'src/domain/order' },
  { folder: 'src/domain/stock' },
  { folder: 'src/domain/fulfillment' },
  { folder: 'src/domain/node' },
  { folder: 'src/domain/policy' },
  { folder: 'src/domain/notice' },
  { folder: 'src/domain/sourcing' },
  {
    folder: 'src/domain/shared',
    also: ['src/domain/node', 'src/domain/notice', 'src/domain/stock', 'src/domain/order'],
  },
  { folder: 'src/sagas/order-process' },
  { folder: 'src/sagas/notices' },
  { folder: 'src/projections/availability' },
  { folder: 'src/projections/node-work' },
  { folder: 'src/projections/notices' },
  { folder: 'src/projections/order-status' },
  { folder: 'src/projections/order-timeline', texts: true },
];

const filesIn = (folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path}`)
    .filter((path) => path.endsWith('.ts'))
    .toSorted();

/** Quick specs first: a mutant is done with at its first failing test. */
const quickFirst = (one, other) => Number(one.includes('property')) - Number(other.includes('property'));

/** All parts: `{ name, mutate, specs }`, paths from the root of the repository. */
export const parts = PARTS.map(({ folder, also = [], texts = false }) => ({
  name: folder,
  texts,
  mutate: filesIn(folder).filter((path) => !NOT_PURE.test(path)),
  specs: [folder, ...also]
    .flatMap(filesIn)
    .filter((path) => path.endsWith('.spec.ts') && !LONG_SPECS.test(path))
    .toSorted(quickFirst),
}));
