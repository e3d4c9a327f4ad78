import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * Shows that every rule of .dependency-cruiser.cjs fires, and that what the import table allows passes. Each row is one
 * file with one import; all rows are cruised together, once.
 */

const root = join(__dirname, '..', '..');

interface Row {
  readonly from: string;
  readonly to: string;
  readonly types: boolean;
  readonly breaks: readonly string[];
}

const value = (from: string, to: string, ...breaks: string[]): Row => ({ from, to, types: false, breaks });
const types = (from: string, to: string, ...breaks: string[]): Row => ({ from, to, types: true, breaks });

const DOMAIN: readonly Row[] = [
  value('src/domain/order/order.decide.ts', 'src/domain/shared/money.ts'),
  value('src/domain/order/order.decider.ts', 'src/domain/order/order.state.ts'),
  types('src/domain/order/order.events.ts', 'src/domain/sourcing/sourcing.types.ts'),
  types('src/domain/sourcing/plan.ts', 'src/domain/stock/index.ts'),
  value('src/domain/order/a.ts', 'src/application/ports/clock.ts', 'domain-knows-only-domain'),
  types('src/domain/order/b.ts', 'src/infrastructure/redis/store.ts', 'domain-knows-only-domain'),
  value('src/domain/order/c.ts', 'rxjs', 'domain-has-no-npm'),
  value('src/domain/order/d.ts', 'node:crypto', 'domain-has-no-node'),
  value('src/domain/shared/e.ts', 'src/domain/order/index.ts', 'domain-shared-is-the-bottom'),
  value('src/domain/order/f.ts', 'src/domain/stock/index.ts', 'aggregates-stand-apart'),
  types('src/domain/order/g.ts', 'src/domain/stock/index.ts', 'aggregates-stand-apart'),
  value('src/domain/sourcing/h.ts', 'src/domain/stock/index.ts', 'sourcing-shares-types-only'),
  value('src/domain/order/i.ts', 'src/domain/sourcing/index.ts', 'aggregates-take-sourcing-types-only'),
  types('src/domain/sourcing/j.ts', 'src/domain/stock/stock.state.ts', 'aggregate-only-through-index-inside'),
];

const APPLICATION: readonly Row[] = [
  value('src/application/order/place-order.handler.ts', 'src/domain/order/index.ts'),
  value('src/application/order/place-order.command.ts', '@nestjs/cqrs'),
  value('src/application/order/a.ts', 'src/domain/order/order.state.ts', 'aggregate-only-through-index'),
  value('src/application/order/b.ts', 'src/infrastructure/redis/store.ts', 'application-knows-domain-only'),
  types(
    'src/application/order/c.ts',
    'src/projections/timeline/timeline.view.ts',
    'application-knows-domain-only',
  ),
  value('src/application/order/d.ts', '@nestjs/core', 'application-npm'),
];

const SAGAS: readonly Row[] = [
  types('src/sagas/order/order.react.ts', 'src/domain/order/index.ts'),
  types('src/sagas/order/order.owed.ts', 'src/sagas/runtime/saga.ts'),
  value('src/sagas/order/order.steps.ts', 'src/sagas/order/order.react.ts'),
  value('src/sagas/order/order.worker.ts', 'src/domain/order/index.ts'),
  value('src/sagas/order/order.module.ts', '@nestjs/common'),
  value('src/sagas/order/sweep.worker.ts', 'src/application/runtime/runner.ts'),
  value('src/sagas/order/pump.worker.ts', 'src/sagas/runtime/saga.ts'),
  value('src/sagas/order/a.worker.ts', 'src/projections/timeline/timeline.view.ts', 'sagas-never-read-views'),
  types('src/sagas/order/b.react.ts', 'src/projections/timeline/timeline.view.ts', 'sagas-never-read-views'),
  value('src/sagas/order/c.worker.ts', 'src/api/order/order.controller.ts', 'saga-layers'),
  types('src/sagas/order/d.react.ts', 'src/application/ports/clock.ts', 'saga-pure-no-application'),
  value('src/sagas/order/e.react.ts', 'src/domain/order/index.ts', 'saga-pure-domain-types-only'),
  types('src/sagas/order/f.owed.ts', 'src/sagas/returns/returns.react.ts', 'saga-pure-own-files-only'),
  value('src/sagas/order/g.owed.ts', 'src/sagas/runtime/saga.ts', 'saga-pure-no-runtime'),
  value('src/sagas/order/h.react.ts', '@nestjs/common', 'saga-pure-has-no-npm'),
  value('src/sagas/order/i.react.ts', 'node:crypto', 'saga-pure-has-no-node'),
  value(
    'src/sagas/order/j.worker.ts',
    'src/application/order/use-case.ts',
    'saga-worker-application-ports-and-runtime',
  ),
  value('src/sagas/order/k.worker.ts', 'rxjs', 'saga-worker-npm'),
];

const PROJECTIONS: readonly Row[] = [
  types('src/projections/timeline/timeline.evolve.ts', 'src/domain/order/index.ts'),
  value('src/projections/timeline/timeline.projection.ts', 'src/application/ports/clock.ts'),
  value('src/projections/timeline/a.ts', 'src/domain/order/index.ts', 'projections-see-event-types-only'),
  value(
    'src/projections/timeline/b.ts',
    'src/application/runtime/runner.ts',
    'projections-application-ports-only',
  ),
  value('src/projections/timeline/c.ts', 'src/sagas/returns/returns.react.ts', 'projection-layers'),
  value('src/projections/timeline/d.ts', 'rxjs', 'projection-npm'),
];

const API: readonly Row[] = [
  value('src/api/order/place.controller.ts', 'src/application/order/use-case.command.ts'),
  types('src/api/order/order.dto.ts', 'src/domain/order/index.ts'),
  value('src/api/order/timeline.controller.ts', 'src/projections/timeline/timeline.query.ts'),
  value('src/api/order/validated.dto.ts', 'class-validator'),
  value('src/api/order/a.ts', 'src/infrastructure/redis/store.ts', 'api-layers'),
  value('src/api/order/b.ts', 'src/sagas/returns/returns.react.ts', 'api-layers'),
  value('src/api/order/c.ts', 'src/application/runtime/runner.ts', 'api-application-carriers-and-ports'),
  value('src/api/order/d.ts', 'src/projections/timeline/other.evolve.ts', 'api-views-and-queries'),
  value('src/api/order/e.ts', 'pino', 'api-npm'),
];

const INFRASTRUCTURE: readonly Row[] = [
  value('src/infrastructure/eventstore/event-store.ts', '@eventstore/db-client'),
  value('src/infrastructure/eventstore/registry.ts', 'src/domain/order/index.ts'),
  value('src/infrastructure/redis/view-store.ts', 'ioredis'),
  value('src/infrastructure/memory/clock.ts', 'src/application/ports/clock.ts'),
  value(
    'src/infrastructure/memory/a.ts',
    'src/projections/timeline/timeline.view.ts',
    'infrastructure-layers',
  ),
  value(
    'src/infrastructure/memory/b.ts',
    'src/application/runtime/runner.ts',
    'infrastructure-application-ports-only',
  ),
  value('src/infrastructure/redis/c.ts', '@eventstore/db-client', 'one-event-store-adapter'),
  value('src/infrastructure/memory/d.ts', 'ioredis', 'one-redis-adapter'),
  value('src/api/health/e.ts', 'ioredis', 'api-npm', 'clients-in-infrastructure-only'),
];

const EVERYWHERE: readonly Row[] = [
  value('src/app.module.ts', 'src/infrastructure/redis/store.ts'),
  value('src/main.ts', 'src/app.module.ts'),
  value('src/domain/order/order.spec.ts', 'test/support/builders.ts'),
  value('packages/tool/src/index.ts', 'node:fs'),
  value('src/application/loop/a.ts', 'src/application/loop/b.ts', 'no-cycles'),
  // The way back, by a type: a cycle is reported once, at its first file.
  types('src/application/loop/b.ts', 'src/application/loop/a.ts'),
  value('src/application/order/test.ts', 'test/support/builders.ts', 'src-never-imports-test'),
  value(
    'src/application/order/spec.ts',
    'src/domain/order/order.spec.ts',
    'aggregate-only-through-index',
    'nothing-imports-a-spec',
  ),
  value('src/api/order/root.ts', 'src/app.module.ts', 'api-layers', 'composition-root-is-the-top'),
  value('src/application/order/fs.ts', 'node:fs/promises', 'outside-world-in-infrastructure-only'),
  value('packages/tool/src/gone.ts', './gone-missing.js', 'no-unresolved'),
  value('packages/tool/src/dev.ts', 'fast-check', 'no-development-dependency'),
  value('packages/tool/src/undeclared.ts', 'picomatch', 'no-undeclared-dependency'),
  value('packages/tool/src/engine.ts', 'src/application/ports/clock.ts', 'packages-stand-alone'),
];

const ROWS = [...DOMAIN, ...APPLICATION, ...SAGAS, ...PROJECTIONS, ...API, ...INFRASTRUCTURE, ...EVERYWHERE];
const ORPHAN = 'src/application/order/orphan.ts';

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

const isFile = (target: string): boolean => /^(?:src|test|packages)\//.test(target);

function statement({ from, to, types: onlyTypes }: Row): string {
  const path = isFile(to)
    ? relative(dirname(from), to)
        .replace(/^(?!\.)/, './')
        .replace(/\.ts$/, '.js')
    : to;
  return onlyTypes
    ? `import type * as it from '${path}';\nexport type Use = typeof it;\n`
    : `import * as it from '${path}';\nexport const use = it;\n`;
}

function plant(folder: string): void {
  const put = (path: string, content: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const declared = [
    '@nestjs/common',
    '@nestjs/core',
    '@nestjs/cqrs',
    'rxjs',
    'pino',
    'ioredis',
    '@eventstore/db-client',
    'class-validator',
  ];
  put(
    'package.json',
    JSON.stringify({
      type: 'module',
      dependencies: Object.fromEntries(declared.map((name) => [name, '*'])),
      devDependencies: { 'fast-check': '*' },
    }),
  );
  put('tsconfig.json', JSON.stringify({ compilerOptions: { module: 'nodenext', target: 'es2023' } }));
  for (const { to } of ROWS) if (isFile(to)) put(to, 'export const it = 1;\n');
  for (const row of ROWS) put(row.from, statement(row));
  put(ORPHAN, 'export const alone = 1;\n');
}

function cruise(folder: string): readonly Violation[] {
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const config = join(root, '.dependency-cruiser.cjs');
  const output = execFileSync(
    process.execPath,
    [program, '--config', config, '-T', 'json', 'src', 'packages'],
    {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  return (JSON.parse(output) as { summary: { violations: Violation[] } }).summary.violations;
}

describe('import rules', () => {
  let folder: string;
  let violations: readonly Violation[];

  beforeAll(() => {
    mkdirSync(join(root, '.tmp'), { recursive: true });
    folder = mkdtempSync(join(root, '.tmp', 'import-rules-'));
    plant(folder);
    violations = cruise(folder);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const brokenBy = (from: string): string[] =>
    [
      ...new Set(violations.filter((violation) => violation.from === from).map(({ rule }) => rule.name)),
    ].sort();

  const name = ({ from, to, types: onlyTypes }: Row): string =>
    `${from} → ${onlyTypes ? 'types of ' : ''}${to}`;
  const allowed = ROWS.filter(({ breaks }) => breaks.length === 0);
  const forbidden = ROWS.filter(({ breaks }) => breaks.length > 0);

  test.each(allowed.map((row) => [name(row), row] as const))('allowed: %s', (_, { from }) => {
    expect(brokenBy(from)).toEqual([]);
  });

  test.each(forbidden.map((row) => [name(row), row] as const))('forbidden: %s', (_, { from, breaks }) => {
    expect(brokenBy(from)).toEqual([...breaks].sort());
  });

  test('a file that imports nothing and that nothing imports is an orphan', () => {
    expect(brokenBy(ORPHAN)).toEqual(['no-orphans']);
  });

  test('every rule is an error and is shown here', () => {
    const { forbidden: rules } = require(join(root, '.dependency-cruiser.cjs')) as {
      forbidden: readonly { name: string; severity: string }[];
    };
    expect(rules.filter(({ severity }) => severity !== 'error')).toEqual([]);
    const shown = new Set([...ROWS.flatMap(({ breaks }) => breaks), 'no-orphans']);
    expect(rules.map((rule) => rule.name).filter((rule) => !shown.has(rule))).toEqual([]);
  });
});
