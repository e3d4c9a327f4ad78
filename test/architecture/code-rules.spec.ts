import {
  badlyNamed,
  type Finding,
  hasSeveralMemories,
  MAX_FILE_LINES,
  notDeterministic,
  packageFolders,
  readsEnvironment,
  readSources,
  type Sources,
  takesWhatIsClosed,
  tooLong,
} from './code-rules.js';

const RULES: Readonly<Record<string, (sources: Sources) => readonly Finding[]>> = {
  'a file has at most 300 lines': tooLong,
  'a file name is kebab-case with a role': badlyNamed,
  'only the configuration reads the environment': readsEnvironment,
  'rules, folds and reactions read no clock, roll no dice and wait for nothing': notDeterministic,
  'a layer takes from an aggregate only what it may know': takesWhatIsClosed,
  'the state of one aggregate is the memory of a saga': hasSeveralMemories,
};

describe('the source code', () => {
  const sources = readSources('src', ...packageFolders());

  test('is there', () => {
    expect(sources.size).toBeGreaterThan(0);
  });

  test.each(Object.entries(RULES))('%s', (_, rule) => {
    expect(rule(sources)).toEqual([]);
  });
});

describe('each rule fires', () => {
  const tree = (files: Readonly<Record<string, string>>): Sources => new Map(Object.entries(files));

  test('on a file that is too long', () => {
    const path = 'src/domain/order/order.decide.ts';
    const lines = (count: number): Sources => tree({ [path]: 'export {};\n'.repeat(count) });
    expect(tooLong(lines(MAX_FILE_LINES))).toEqual([]);
    expect(tooLong(lines(MAX_FILE_LINES + 1))).toEqual([`${path}: 301 lines, 300 at most`]);
  });

  test('on a file name in another case', () => {
    expect(badlyNamed(tree({ 'src/api/order.controller.ts': '', 'src/api/OrderDto.ts': '' }))).toEqual([
      'src/api/OrderDto.ts: not kebab-case with a role',
    ]);
  });

  test('on the environment read outside the configuration', () => {
    const text = '// process.env is fine in a comment\nconst port = process.env.PORT;\n';
    expect(
      readsEnvironment(tree({ 'src/infrastructure/config/config.ts': text, 'src/api/a.ts': text })),
    ).toEqual(['src/api/a.ts: process.env in line 2']);
  });

  test.each([
    ['const now = Date.now();', 'Date.now'],
    ['const now = new Date();', 'new Date()'],
    ['const now = new Date;', 'new Date'],
    ['const text = Date();', 'Date('],
    ['const dice = Math.random();', 'Math.random'],
    ['const id = crypto.randomUUID();', 'crypto'],
    ['setTimeout(run, 1);', 'setTimeout'],
    ['export const later = async () => 1;', 'async'],
  ])('on %s in the domain', (text, found) => {
    const path = 'src/domain/order/order.decide.ts';
    expect(notDeterministic(tree({ [path]: text }))).toEqual([`${path}: ${found} in line 1`]);
    expect(notDeterministic(tree({ 'src/application/runtime/clock.ts': text }))).toEqual([]);
  });

  test('not on an instant that arrived in the command, nor on a comment or a text', () => {
    const text = "const at = new Date(ms); // never Date.now()\nconst reason = 'no Math.random';\n";
    expect(notDeterministic(tree({ 'src/domain/order/order.decide.ts': text }))).toEqual([]);
  });

  const order = {
    'src/domain/order/index.ts':
      "export type { OrderPlaced } from './order.events.js';\nexport * from './order.state.js';\nexport { decide } from './decide/place.js';\n",
    'src/domain/order/order.state.ts': 'export interface OrderState {}\nexport const initial = {};\n',
  };
  const stock = { 'src/domain/stock/index.ts': "export type { StockState } from './stock.state.js';\n" };

  test('on a view that sees state or decide', () => {
    const view = "import type { decide, OrderPlaced, OrderState } from '../../domain/order/index.js';\n";
    expect(
      takesWhatIsClosed(tree({ ...order, 'src/projections/timeline/timeline.evolve.ts': view })),
    ).toEqual([
      'src/projections/timeline/timeline.evolve.ts: takes decide from src/domain/order/decide/place.ts',
      'src/projections/timeline/timeline.evolve.ts: takes OrderState from src/domain/order/order.state.ts',
    ]);
  });

  test('on an import of the whole aggregate', () => {
    const api = "import type * as order from '../../domain/order/index.js';\n";
    expect(takesWhatIsClosed(tree({ ...order, 'src/api/order/order.dto.ts': api }))).toHaveLength(4);
  });

  test('on a saga with two memories', () => {
    const react = "import type { OrderState } from '../../domain/order/index.js';\n";
    const owed = "import type { StockState } from '../../domain/stock/index.js';\n";
    const one = { ...order, ...stock, 'src/sagas/order/order.react.ts': react };
    expect(hasSeveralMemories(tree(one))).toEqual([]);
    expect(hasSeveralMemories(tree({ ...one, 'src/sagas/order/order.owed.ts': owed }))).toEqual([
      'src/sagas/order/: remembers order and stock',
    ]);
  });
});
