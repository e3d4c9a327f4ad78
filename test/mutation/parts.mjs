import { readdirSync } from 'node:fs';

/** Files without rules of their own: declarations, tests, and what reads or writes the outside. */
const NOT_PURE =
  /\.(spec|types|events|commands|rejections|decider|worker|query|projection|module)\.ts$|\/index\.ts$/;

/** Whole conversations, and problems by the hundred: seconds for each mutant that survives the rest. */
const LONG_SPECS =
  /(order|notices|sourcing|sourcing\.promise)\.property\.spec\.ts$|(conversation|order-status\.ledger)\.spec\.ts$/;

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

/** Quick specs, and those that only a thorough run has. */
function specsIn(folders) {
  const all = folders.flatMap(filesIn).filter((path) => path.endsWith('.spec.ts'));
  return {
    specs: all.filter((path) => !LONG_SPECS.test(path)),
    long: all.filter((path) => LONG_SPECS.test(path)),
  };
}

/** All parts: `{ name, mutate, specs, long, texts }`, paths from the root of the repository. */
export const parts = PARTS.map(({ folder, also = [], texts = false }) => ({
  name: folder,
  texts,
  mutate: filesIn(folder).filter((path) => !NOT_PURE.test(path)),
  ...specsIn([folder, ...also]),
}));
