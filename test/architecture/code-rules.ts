import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import ts from 'typescript';

/** Source files by path from the root of the repository, with forward slashes. */
export type Sources = ReadonlyMap<string, string>;

/** What a rule found wrong: the file, and what is wrong with it in plain words. */
export type Finding = `${string}: ${string}`;

export const MAX_FILE_LINES = 300;

const repository = join(__dirname, '..', '..');

/** Reads the TypeScript files of the folders; a folder that does not exist has none. */
export function readSources(...folders: readonly string[]): Sources {
  const sources = new Map<string, string>();
  for (const folder of folders.filter((name) => existsSync(join(repository, name)))) {
    for (const entry of readdirSync(join(repository, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
      const path = join(entry.parentPath, entry.name);
      sources.set(relative(repository, path).split(sep).join('/'), readFileSync(path, 'utf8'));
    }
  }
  return sources;
}

/** The source folders of the workspace packages. */
export function packageFolders(): readonly string[] {
  return readdirSync(join(repository, 'packages')).map((name) => `packages/${name}/src`);
}

export function tooLong(sources: Sources): readonly Finding[] {
  return check(sources, /./, (text) => {
    const lines = text.trimEnd().split('\n').length;
    return lines > MAX_FILE_LINES ? [`${lines} lines, ${MAX_FILE_LINES} at most`] : [];
  });
}

/** File names are kebab-case words, then dots and roles: `order.decide.ts`, `check-stock.query.ts`. */
export function badlyNamed(sources: Sources): readonly Finding[] {
  const good = /^[a-z0-9]+(?:[-.][a-z0-9]+)*\.ts$/;
  return check(sources, /./, (_, path) =>
    good.test(posix.basename(path)) ? [] : ['not kebab-case with a role'],
  );
}

/** Configuration is read once, in one place. */
export function readsEnvironment(sources: Sources): readonly Finding[] {
  return check(sources, /^src\/(?!infrastructure\/config\/)/, (text) => {
    return matches(text, /\bprocess\s*(?:\.\s*env\b|\[\s*['"`]env)|\bimport\.meta\.env\b/g);
  });
}

/** Rules, folds and reactions give the same answer every time: no clock, no chance, no waiting. */
export function notDeterministic(sources: Sources): readonly Finding[] {
  const pure = /^src\/(?:domain\/|sagas\/.*\.(?:react|owed)\.ts$|projections\/.*\.evolve\.ts$)/;
  const impure =
    /\bDate\s*\.\s*now\b|\bnew\s+Date\s*(?:\(\s*\)|(?![\s(]))|(?<!new\s+)\bDate\s*\(|\bMath\s*\.\s*random\b|\bperformance\b|\bcrypto\b|\bset(?:Timeout|Interval|Immediate)\b|\bqueueMicrotask\b|\bprocess\b|\basync\b|\bawait\b|\bPromise\b/g;
  return check(sources, pure, (text) => matches(text, impure));
}

/** What each layer may not take from an aggregate, by the role of the file that declares it. */
const BEHAVIOUR = ['decide', 'evolve', 'decider', 'transitions'];
const CLOSED_TO: readonly { readonly layer: RegExp; readonly roles: readonly string[] }[] = [
  { layer: /^src\/projections\//, roles: [...BEHAVIOUR, 'state', 'commands', 'rejections'] },
  { layer: /^src\/api\//, roles: [...BEHAVIOUR, 'state', 'events'] },
  { layer: /^src\/infrastructure\//, roles: [...BEHAVIOUR, 'state', 'commands', 'rejections'] },
  {
    layer: /^src\/sagas\/(?!runtime\/).*(?<!\.worker|\.module|\/index)\.ts$/,
    roles: [...BEHAVIOUR, 'rejections'],
  },
];

/** A layer takes from an aggregate only the kinds of thing it may know; index.ts alone does not tell them apart. */
export function takesWhatIsClosed(sources: Sources): readonly Finding[] {
  return CLOSED_TO.flatMap(({ layer, roles }) =>
    check(sources, layer, (text, path) =>
      takenFromAggregates(sources, path, text)
        .filter(({ role }) => roles.includes(role))
        .map(({ name, from }) => `takes ${name} from ${from}`),
    ),
  );
}

/** The state of one aggregate is a saga's memory, not that of several. */
export function hasSeveralMemories(sources: Sources): readonly Finding[] {
  const memories = new Map<string, Set<string>>();
  for (const [path, text] of product(sources)) {
    const saga = /^src\/sagas\/(?!runtime\/)([^/]+)\/(?!.*\.(?:worker|module)\.ts$)/.exec(path)?.[0];
    if (saga === undefined) continue;
    for (const { role, aggregate } of takenFromAggregates(sources, path, text)) {
      if (role === 'state') memories.set(saga, (memories.get(saga) ?? new Set()).add(aggregate));
    }
  }
  return [...memories]
    .filter(([, aggregates]) => aggregates.size > 1)
    .map(([saga, aggregates]): Finding => `${saga}: remembers ${[...aggregates].sort().join(' and ')}`);
}

interface Taken {
  readonly name: string;
  readonly aggregate: string;
  /** The file that declares the name. */
  readonly from: string;
  readonly role: string;
}

function takenFromAggregates(sources: Sources, path: string, text: string): readonly Taken[] {
  return imports(path, text).flatMap(({ names, target }) => {
    const aggregate = /^src\/domain\/(?!shared\/)([^/]+)\/index\.ts$/.exec(target)?.[1];
    if (aggregate === undefined) return [];
    const declared = declarations(sources, target);
    const wanted = names === 'all' ? [...declared.keys()] : names;
    return wanted.map((name) => {
      const from = declared.get(name) ?? target;
      return { name, aggregate, from, role: roleOf(from) };
    });
  });
}

/** `order.decide.ts`, `decide/lines.ts` and `order.decide-lines.ts` all decide. */
function roleOf(path: string): string {
  const inside = path.replace(/^src\/domain\/[^/]+\//, '');
  return (
    /\b(?:decide|evolve|decider|transitions|state|events|commands|rejections)\b/.exec(inside)?.[0] ?? 'other'
  );
}

/** Which file declares each name that an index.ts passes on. */
function declarations(sources: Sources, path: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const text = sources.get(path) ?? '';
  for (const statement of parse(path, text).statements) {
    if (!ts.isExportDeclaration(statement)) continue;
    const target = targetOf(path, statement.moduleSpecifier);
    if (target === undefined) continue;
    if (statement.exportClause === undefined) {
      for (const [name, from] of declarations(sources, target)) found.set(name, from);
      for (const name of ownExports(target, sources.get(target) ?? '')) found.set(name, target);
    } else if (ts.isNamedExports(statement.exportClause)) {
      for (const { name } of statement.exportClause.elements) found.set(name.text, target);
    }
  }
  return found;
}

function ownExports(path: string, text: string): readonly string[] {
  return parse(path, text).statements.flatMap((statement) => {
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
    const declared = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [statement];
    return declared.flatMap((one) =>
      'name' in one && ts.isIdentifier(one.name as ts.Node) ? [(one.name as ts.Identifier).text] : [],
    );
  });
}

interface Import {
  readonly names: readonly string[] | 'all';
  readonly target: string;
}

function imports(path: string, text: string): readonly Import[] {
  return parse(path, text).statements.flatMap((statement): readonly Import[] => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const target = targetOf(path, statement.moduleSpecifier);
    if (target === undefined) return [];
    const bindings = ts.isImportDeclaration(statement)
      ? statement.importClause?.namedBindings
      : statement.exportClause;
    if (bindings === undefined || ts.isNamespaceImport(bindings) || ts.isNamespaceExport(bindings)) {
      return [{ names: 'all', target }];
    }
    return [
      { names: bindings.elements.map(({ name, propertyName }) => (propertyName ?? name).text), target },
    ];
  });
}

function targetOf(path: string, specifier: ts.Expression | undefined): string | undefined {
  if (specifier === undefined || !ts.isStringLiteral(specifier) || !specifier.text.startsWith('.'))
    return undefined;
  return posix.join(dirname(path), specifier.text).replace(/\.js$/, '.ts');
}

function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.ES2023);
}

/** Files that ship: tests are free. */
function product(sources: Sources): readonly (readonly [path: string, text: string])[] {
  return [...sources].filter(([path]) => !path.endsWith('.spec.ts'));
}

function check(
  sources: Sources,
  where: RegExp,
  rule: (text: string, path: string) => readonly string[],
): readonly Finding[] {
  return product(sources)
    .filter(([path]) => where.test(path))
    .flatMap(([path, text]) => rule(text, path).map((what): Finding => `${path}: ${what}`));
}

/** Where the pattern stands in the code, comments and texts aside. */
function matches(text: string, pattern: RegExp): readonly string[] {
  return codeLines(text).flatMap((line, at) =>
    [...line.matchAll(pattern)].map(([found]) => `${found} in line ${at + 1}`),
  );
}

function codeLines(text: string): readonly string[] {
  const blank = (match: string): string => match.replace(/[^\n]/g, ' ');
  return text
    .replace(/\/\*[\s\S]*?\*\/|(?<!['"`:])\/\/[^\n]*/g, blank)
    .replace(/(['"])(?:(?!\1)[^\\\n]|\\.)*\1/g, (found) => (found === "'env'" ? found : blank(found)))
    .split('\n');
}
