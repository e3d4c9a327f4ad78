import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Finding, Sources } from './code-rules.js';

const repository = join(__dirname, '..', '..');
const NOT_OURS = new Set(['node_modules', 'dist', 'data', 'coverage']);

/** Every document of the repository, by path from its root. Names with a dot in front are tools' own. */
export function readDocuments(folder = ''): Sources {
  const documents = new Map<string, string>();
  for (const entry of readdirSync(join(repository, folder), { withFileTypes: true })) {
    const path = posix.join(folder, entry.name);
    if (entry.name.startsWith('.') || NOT_OURS.has(entry.name)) continue;
    if (entry.isDirectory()) for (const [name, text] of readDocuments(path)) documents.set(name, text);
    else if (entry.name.endsWith('.md')) documents.set(path, readFileSync(join(repository, path), 'utf8'));
  }
  return documents;
}

export const isInRepository = (path: string): boolean => existsSync(join(repository, path));

export function readRepositoryFile(path: string): string {
  return readFileSync(join(repository, path), 'utf8');
}

const withoutBlocks = (text: string): string => text.replace(/^```.*?^```/gms, '');

/** The anchors of a document, as they are made from its headings. */
function anchorsOf(text: string): readonly string[] {
  const headings = [...withoutBlocks(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\- _]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Links within the repository lead to a file or folder that is there, and to a heading that is there. */
export function deadLinks(documents: Sources, exists = isInRepository): readonly Finding[] {
  return inEach(documents, (text, path) =>
    all(withoutBlocks(text), /\]\(([^)\s]+)\)/g)
      .filter((link) => !link.startsWith('https://'))
      .filter((link) => {
        const [file = '', anchor] = link.split('#');
        const target = file === '' ? path : posix.join(posix.dirname(path), file);
        if (!exists(target)) return true;
        return anchor !== undefined && !anchorsOf(documents.get(target) ?? '').includes(anchor);
      })
      .map((link) => `leads nowhere: ${link}`),
  );
}

/** A path of the repository that a text names is there; of one with a star, the folder before it. */
export function missingPaths(documents: Sources, exists = isInRepository): readonly Finding[] {
  const named = /`((?:\.\/)?(?:src|test|docs|scripts|bench|packages)\/[\w@./*-]*)`/g;
  return inEach(documents, (text) =>
    all(text, named)
      .filter((path) => !exists(path.replace(/[^/]*\*.*$/, '')))
      .map((path) => `is not there: ${path}`),
  );
}

/** `npm run x -- --y`: the script is there, and its program has the option. */
export function unknownScripts(
  documents: Sources,
  scripts: Readonly<Record<string, string>>,
  sourceOf: (script: string) => string,
): readonly Finding[] {
  return inEach(documents, (text) =>
    [...text.matchAll(/npm run (?:-s )?([\w:]+)((?:[^`\n|]*?--[\w-]+)*)/g)].flatMap(
      ([, name = '', rest = '']) => {
        const script = scripts[name];
        if (script === undefined) return [`no such script: npm run ${name}`];
        const source = sourceOf(script);
        return all(rest, /(?<![\w-])--([a-z][\w-]*)/g)
          .filter((option) => !new RegExp(`\\b${option}\\b`).test(source))
          .map((option) => `npm run ${name} has no --${option}`);
      },
    ),
  );
}

/** Rows of tables that begin with names of settings: the setting, and its default as it is told. */
export function settingsIn(text: string): readonly (readonly [name: string, fallback: string])[] {
  return [...text.matchAll(/^\| ((?:`\w+`(?:, )?)+) \| ([^|]+) \|/gm)].flatMap(
    ([, names = '', told = '']) => {
      const variables = all(names, /`(\w+)`/g);
      const fallbacks = variables.length > 1 ? told.split(', ') : [told];
      return variables.map(
        (name, index) => [name, (fallbacks[index] ?? told).replaceAll('`', '').trim()] as const,
      );
    },
  );
}

/** `POST /v1/x/{id}/{a,b}` in a text, as one route each. Names of parameters stand alone in their braces. */
export function routesIn(text: string): readonly string[] {
  return [...text.matchAll(/`(GET|POST|PUT|DELETE) (\/[^`?\s]*)[^`]*`/g)].flatMap(
    ([, method = '', path = '']) => spreadOut(path).map((one) => `${method} ${one}`),
  );
}

function spreadOut(path: string): readonly string[] {
  const list = /\{([^{}]*,[^{}]*)\}/.exec(path);
  if (list === null) return [path];
  return (list[1] ?? '').split(',').flatMap((one) => spreadOut(path.replace(list[0], one)));
}

/** What is true on one machine only, or at one place of work, is no part of a document. */
export function machineTalk(documents: Sources): readonly Finding[] {
  const talk = /(?<![\w.])\/(?:home|root|tmp|work|Users)\/[\w-]+|\bissue #?\d+|\bTODO\b|\bFIXME\b/g;
  return inEach(documents, (text) => (text.match(talk) ?? []).map((found) => `says ${found}`));
}

/** Decisions are numbered without a gap, and a link that names a number leads to it. */
export function misnumbered(documents: Sources): readonly Finding[] {
  const records = [...documents].filter(([path]) => path.startsWith('docs/adr/'));
  const wrong = records.flatMap(([path, text], index): Finding[] => {
    const number = String(index + 1).padStart(4, '0');
    return path.startsWith(`docs/adr/${number}-`) && text.startsWith(`# ${number}. `)
      ? []
      : [`${path}: is not number ${number}`];
  });
  const links = inEach(documents, (text) =>
    [...text.matchAll(/\[ADR (\d+)\]\(([^)]+)\)/g)]
      .filter(([, number = '', link = '']) => !posix.basename(link).startsWith(`${number}-`))
      .map(([link]) => `leads to another: ${link}`),
  );
  return [...wrong, ...links];
}

export function all(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, first = '']) => first);
}

function inEach(
  documents: Sources,
  rule: (text: string, path: string) => readonly string[],
): readonly Finding[] {
  return [...documents].flatMap(([path, text]) =>
    rule(text, path).map((what): Finding => `${path}: ${what}`),
  );
}
