'use strict';

/**
 * Who may import whom: the import table of docs/ARCHITECTURE.md, one rule an entry. Every rule is an error, and
 * test/architecture/import-rules.spec.ts shows each of them firing.
 *
 * `preCompilationOnly: false` means "a value": what is left of an import once types are erased. `import type` of the
 * same file passes. `$1` in `to` is the first group of `from.path`.
 */

const spec = '\\.spec\\.ts$';
const compositionRoot = '^src/[^/]+\\.ts$';
const packagesOfNpm = [
  'npm',
  'npm-dev',
  'npm-optional',
  'npm-peer',
  'npm-bundled',
  'npm-no-pkg',
  'npm-unknown',
];
const behindTheIndex = '^src/domain/(?!shared/)[^/]+/(?!index\\.ts$)';
/** Sourcing is no aggregate. Its types have a door of their own, so that an event can carry a decision without a cycle. */
const sourcingTypes = '^src/domain/sourcing/sourcing\\.types\\.ts$';
/** Node modules that reach outside the process: only infrastructure and the composition root touch them. */
const outsideWorld =
  '^(?:fs|net|tls|http|http2|https|dgram|dns|child_process|cluster|worker_threads|process|os|sqlite)(?:$|/)';

/** Pure files of a saga: all that is not a worker, a Nest module or the shared runtime. */
const sagaPure = '^src/sagas/(?!runtime/).*(?<!\\.worker|\\.module|\\.spec|/index)\\.ts$';
const sagaWorker = '^src/sagas/(?:runtime/.*|.*(?:\\.worker|\\.module|/index))\\.ts$';

const npmExcept = (...names) => ({
  dependencyTypes: packagesOfNpm,
  pathNot: names.map((name) => `(?:^|/)node_modules/${name}/`),
});
const forbid = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: { ...from, pathNot: [spec, ...(from.pathNot ?? [])] },
  to,
});

const domain = [
  forbid(
    'domain-knows-only-domain',
    'The domain is the inside: it imports nothing of the layers around it.',
    { path: '^src/domain/' },
    { path: '^(?:src/(?!domain/)|packages/)' },
  ),
  forbid(
    'domain-has-no-npm',
    'The domain is plain TypeScript. What it needs, it contains or receives in the command.',
    { path: '^src/domain/' },
    npmExcept(),
  ),
  forbid(
    'domain-has-no-node',
    'No Node built-in in the domain: no I/O, no clock, no random.',
    { path: '^src/domain/' },
    { dependencyTypes: ['core'] },
  ),
  forbid(
    'domain-shared-is-the-bottom',
    'The shared kernel imports no aggregate.',
    { path: '^src/domain/shared/' },
    { path: '^src/domain/(?!shared/)' },
  ),
  forbid(
    'aggregates-stand-apart',
    'An aggregate never imports another one: what it must know about it arrives in a command.',
    { path: '^src/domain/((?!shared/|sourcing/)[^/]+)/' },
    { path: '^src/domain/(?!shared/|sourcing/|$1/)' },
  ),
  forbid(
    'sourcing-shares-types-only',
    'Sourcing and the aggregates exchange types, never behaviour.',
    { path: '^src/domain/sourcing/' },
    { path: '^src/domain/(?!shared/|sourcing/)', preCompilationOnly: false },
  ),
  forbid(
    'aggregates-take-sourcing-types-only',
    'An aggregate records a sourcing decision; it never runs the sourcing engine.',
    { path: '^src/domain/(?!shared/|sourcing/)' },
    { path: '^src/domain/sourcing/', preCompilationOnly: false },
  ),
  forbid(
    'aggregate-only-through-index',
    'An aggregate shows the world only its index.ts.',
    { path: '^(?:src/(?!domain/)|packages/)' },
    { path: behindTheIndex, pathNot: sourcingTypes },
  ),
  forbid(
    'aggregate-only-through-index-inside',
    'An aggregate shows other aggregates only its index.ts, too.',
    { path: '^src/domain/([^/]+)/' },
    { path: behindTheIndex.replace('shared/', 'shared/|$1/'), pathNot: sourcingTypes },
  ),
];

const application = [
  forbid(
    'application-knows-domain-only',
    'Use cases reach the outside through ports; sagas, projections, api and infrastructure build on them.',
    { path: '^src/application/' },
    { path: '^(?:src/(?!domain/|application/)|packages/)' },
  ),
  forbid(
    'application-npm',
    'Of npm, the application layer uses @nestjs/common and @nestjs/cqrs.',
    { path: '^src/application/' },
    npmExcept('@nestjs/common', '@nestjs/cqrs'),
  ),
];

const sagas = [
  forbid(
    'sagas-never-read-views',
    'A process that reads a lagging view decides on stale facts.',
    { path: '^src/sagas/' },
    { path: '^src/projections/' },
  ),
  forbid(
    'saga-layers',
    'Sagas build on domain and application; nothing else.',
    { path: '^src/sagas/' },
    { path: '^(?:src/(?!domain/|application/|sagas/|projections/)|packages/)' },
  ),
  forbid(
    'saga-pure-no-application',
    'React and owed are pure: the worker does what they ask for.',
    { path: sagaPure },
    { path: '^src/application/' },
  ),
  forbid(
    'saga-pure-domain-types-only',
    'React and owed see the types of events, commands and the state that is their memory, never behaviour.',
    { path: sagaPure },
    { path: '^src/domain/(?!shared/)', preCompilationOnly: false },
  ),
  forbid(
    'saga-pure-own-files-only',
    'Pure saga files import their own folder, and types of the saga runtime.',
    { path: sagaPure.replace('(?!runtime/).*', '((?!runtime/)[^/]+)/.*') },
    { path: '^src/sagas/(?!runtime/|$1/)' },
  ),
  forbid(
    'saga-pure-no-runtime',
    'Pure saga files never run the runtime or a worker; its types are fine.',
    { path: sagaPure },
    { path: sagaWorker, preCompilationOnly: false },
  ),
  forbid('saga-pure-has-no-npm', 'React and owed are plain TypeScript.', { path: sagaPure }, npmExcept()),
  forbid(
    'saga-pure-has-no-node',
    'React and owed do no I/O and read no clock.',
    { path: sagaPure },
    {
      dependencyTypes: ['core'],
    },
  ),
  forbid(
    'saga-worker-application-ports-and-runtime',
    'A worker sends commands through the runtime and the ports.',
    { path: sagaWorker },
    { path: '^src/application/(?!ports/|runtime/)' },
  ),
  forbid(
    'saga-worker-npm',
    'Of npm, saga workers use Nest.',
    { path: sagaWorker },
    npmExcept('@nestjs/[^/]+'),
  ),
];

const projections = [
  forbid(
    'projection-layers',
    'Views build on events and ports; nothing else.',
    { path: '^src/projections/' },
    { path: '^(?:src/(?!domain/|application/|projections/)|packages/)' },
  ),
  forbid(
    'projections-see-event-types-only',
    'Read models must survive a rewrite of the rules: no decide, evolve or state, only the types of events.',
    { path: '^src/projections/' },
    { path: '^src/domain/(?!shared/)', preCompilationOnly: false },
  ),
  forbid(
    'projections-application-ports-only',
    'Views know the ports of the application, not its use cases.',
    { path: '^src/projections/' },
    { path: '^src/application/(?!ports/)' },
  ),
  forbid(
    'projection-npm',
    'Of npm, projections use Nest.',
    { path: '^src/projections/' },
    npmExcept('@nestjs/[^/]+'),
  ),
];

const api = [
  forbid(
    'api-layers',
    'HTTP translates: it reaches neither sagas nor infrastructure.',
    { path: '^src/api/' },
    { path: '^(?:src/(?!domain/|application/|projections/|api/)|packages/)' },
  ),
  forbid(
    'api-application-carriers-and-ports',
    'The api sends carriers and knows ports; running a command is not its business (types of the runtime are fine).',
    { path: '^src/api/' },
    { path: '^src/application/(?:runtime/|.*\\.handlers?\\.ts$)', preCompilationOnly: false },
  ),
  forbid(
    'api-views-and-queries',
    'The api reads views and sends query carriers; it neither builds nor feeds them.',
    { path: '^src/api/' },
    { path: '^src/projections/(?:runtime/|(?!.*(?:\\.view|\\.views|\\.query|\\.queries|/index)\\.ts$))' },
  ),
  forbid(
    'api-npm',
    'Of npm, the api uses Nest, class-validator, class-transformer and rxjs.',
    { path: '^src/api/' },
    npmExcept('@nestjs/[^/]+', 'class-validator', 'class-transformer', 'rxjs'),
  ),
];

const infrastructure = [
  forbid(
    'infrastructure-layers',
    'Adapters implement ports; they know no process, view or controller.',
    { path: '^src/infrastructure/' },
    { path: '^src/(?!domain/|application/|infrastructure/)' },
  ),
  forbid(
    'infrastructure-application-ports-only',
    'Adapters see the ports of the application, not its use cases.',
    { path: '^src/infrastructure/' },
    { path: '^src/application/(?!ports/)' },
  ),
  forbid(
    'clients-in-infrastructure-only',
    'The database clients have one home, so that they can be exchanged in one place.',
    { path: '^src/(?!infrastructure/)' },
    { path: '(?:^|/)node_modules/(?:@eventstore/|ioredis/|libsql/)' },
  ),
  forbid(
    'one-event-store-adapter',
    'The engine talks to EventStoreDB in one adapter.',
    { path: '^src/infrastructure/(?!eventstore/)' },
    { path: '(?:^|/)node_modules/@eventstore/' },
  ),
  forbid(
    'one-redis-adapter',
    'The engine talks to Redis in one adapter.',
    { path: '^src/infrastructure/(?!redis/)' },
    { path: '(?:^|/)node_modules/ioredis/' },
  ),
];

const everywhere = [
  forbid(
    'no-cycles',
    'A cycle of imports is an error at run time under ES modules with decorators.',
    {},
    {
      circular: true,
    },
  ),
  {
    name: 'no-orphans',
    comment: 'A file that imports nothing and that nothing imports is dead.',
    severity: 'error',
    from: {
      orphan: true,
      pathNot: [spec, '^src/main\\.ts$', '^packages/[^/]+/(?:bin/|src/(?:cli|index)\\.ts$)', '\\.d\\.ts$'],
    },
    to: {},
  },
  forbid(
    'src-never-imports-test',
    'Product code does not depend on test code.',
    { path: '^(?:src|packages/[^/]+/src)/' },
    {
      path: '^(?:test|bench|scripts|packages/[^/]+/test)/',
    },
  ),
  forbid('nothing-imports-a-spec', 'A test is no library.', {}, { path: spec }),
  forbid(
    'composition-root-is-the-top',
    'Only the composition root sees everything, and nothing sees it.',
    { path: '^src/.+/' },
    { path: compositionRoot },
  ),
  forbid(
    'outside-world-in-infrastructure-only',
    'Files, sockets and processes are behind ports.',
    { path: '^src/(?!infrastructure/).+/' },
    { dependencyTypes: ['core'], path: outsideWorld },
  ),
  forbid('no-unresolved', 'Every import leads somewhere.', {}, { couldNotResolve: true }),
  forbid(
    'no-development-dependency',
    'What product code imports is installed in production.',
    { path: '^(?:src|packages/[^/]+/src)/' },
    { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  ),
  forbid(
    'no-undeclared-dependency',
    'What is imported is declared in package.json.',
    {},
    {
      dependencyTypes: ['npm-no-pkg', 'npm-unknown'],
    },
  ),
  forbid(
    'packages-stand-alone',
    'A workspace package is usable without the engine.',
    { path: '^packages/([^/]+)/' },
    { path: '^(?:src/|packages/(?!$1/))' },
  ),
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [...domain, ...application, ...sagas, ...projections, ...api, ...infrastructure, ...everywhere],
  options: {
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: true,
    doNotFollow: { path: ['node_modules', '^packages/[^/]+/dist/'] },
    exclude: { path: ['^dist/', '^packages/[^/]+/dist/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
    },
  },
};
