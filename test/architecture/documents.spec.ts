import { DEFAULT_POLICY } from '../../src/domain/policy/policy.default.js';
import { parseConfig } from '../../src/infrastructure/config/engine-config.js';
import { Variables } from '../../src/infrastructure/config/variables.js';
import { readSources } from './code-rules.js';
import {
  all,
  deadLinks,
  isInRepository,
  machineTalk,
  missingPaths,
  misnumbered,
  readDocuments,
  readRepositoryFile,
  routesIn,
  settingsIn,
  unknownScripts,
} from './documents.js';

const documents = readDocuments();
const textOf = (path: string): string => documents.get(path) ?? '';
const everything = [...documents.values()].join('\n');
const sorted = (names: Iterable<string>): readonly string[] => [...new Set(names)].sort();

/** The scripts of the root, and what stands in the file of a script's program. */
const { scripts } = JSON.parse(readRepositoryFile('package.json')) as { scripts: Record<string, string> };
function programOf(script: string): string {
  const [, built] = /dist\/(\S+)\.js/.exec(script) ?? [];
  const [, shell] = /sh scripts\/(\w+)\.sh/.exec(script) ?? [];
  const [, plain] = /node (test\/\S+\.mjs)/.exec(script) ?? [];
  const places = [`${built}.ts`, `scripts/${shell}/main.ts`, `scripts/${shell}.sh`, String(plain)];
  return places.filter(isInRepository).map(readRepositoryFile).join('\n');
}

describe('the documents', () => {
  test('are there', () => {
    expect([...documents.keys()]).toEqual(expect.arrayContaining(['README.md', 'docs/ARCHITECTURE.md']));
  });

  test('have no link that leads nowhere', () => expect(deadLinks(documents)).toEqual([]));
  test('name no path that is not there', () => expect(missingPaths(documents)).toEqual([]));
  test('number the decisions without a gap', () => expect(misnumbered(documents)).toEqual([]));
  test('speak of no machine and no place of work', () => expect(machineTalk(documents)).toEqual([]));

  test('name no script and no option of one that is not there', () => {
    expect(unknownScripts(documents, scripts, programOf)).toEqual([]);
  });
});

describe('settings', () => {
  const code = [...readSources('src/infrastructure/config')]
    .filter(([path]) => !path.endsWith('.spec.ts'))
    .map(([, text]) => text)
    .join('\n');
  const inCode = sorted(all(code, /'((?:WAYFILL|EVENTSTORE|REDIS)_[A-Z_]+)'/g)).filter(
    (name) => name !== 'WAYFILL_',
  );
  const told = [...settingsIn(textOf('README.md')), ...settingsIn(textOf('docs/operations.md'))].filter(
    ([name]) => /^[A-Z_]+$/.test(name),
  );

  test('of the code are told once each, and no others are', () => {
    expect(told.map(([name]) => name).sort()).toEqual(inCode);
  });

  test('that any document names are there', () => {
    expect(
      sorted(all(everything, /\b(WAYFILL_[A-Z_]*[A-Z])\b/g)).filter((name) => !inCode.includes(name)),
    ).toEqual([]);
  });

  test('have the default that is told', () => {
    const defaults = new Map<string, string>();
    for (const kind of ['integer', 'text', 'oneOf'] as const) {
      jest.spyOn(Variables.prototype, kind).mockImplementation((...[name, fallback]) => {
        defaults.set(name, String(fallback));
        return fallback;
      });
    }
    parseConfig({}, '/');
    const wrong = told.filter(([name, fallback]) => {
      const real = defaults.get(name);
      return real !== undefined && fallback !== (real === '' ? 'unset' : real);
    });
    expect(wrong).toEqual([]);
    expect(defaults.size).toBeGreaterThan(15);
  });
});

describe('the policy that a tenant starts with', () => {
  test('is told as it is', () => {
    const { strategies: _strategies, promise: _promise, ...rest } = DEFAULT_POLICY;
    const seconds = { hours: 3_600, days: 86_400 };
    const [, section = ''] = textOf('docs/sourcing.md').split(/^## Changing the policy$|^## How good/m);
    const values = settingsIn(section).map(([name, fallback]) => {
      const [, count, unit] = /^(\d+) (hours|days)$/.exec(fallback) ?? [];
      if (count !== undefined) return [name, Number(count) * seconds[unit as keyof typeof seconds]];
      return [name, /^\d+$/.test(fallback) ? Number(fallback) : fallback];
    });
    expect(Object.fromEntries(values)).toEqual(rest);
  });
});

describe('routes and figures', () => {
  const { paths } = JSON.parse(readRepositoryFile('docs/openapi.json')) as { paths: Record<string, object> };
  const routes = sorted(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    ),
  );
  const short = routesIn('`POST /v1/x/{id}/{a,b}`');

  test('of the API stand on its page, every one', () => {
    expect(short).toEqual(['POST /v1/x/{id}/a', 'POST /v1/x/{id}/b']);
    const inPage = routesIn(
      textOf('docs/api.md').replace(/`…(\/\{[^`]*)`/g, '`POST /v1/fulfillments/{fulfillmentId}$1`'),
    );
    expect(routes.filter((route) => !inPage.includes(route))).toEqual([]);
  });

  test('that any document names are there', () => {
    expect(routesIn(everything).filter((route) => !routes.includes(route))).toEqual([]);
  });

  test('for Prometheus are told, and no others are', () => {
    const code = [...readSources('src')]
      .filter(([path]) => !path.endsWith('.spec.ts'))
      .map(([, text]) => text);
    const pattern = /\b(wayfill_[a-z_]+)\b/g;
    expect(sorted(all(textOf('docs/operations.md'), pattern))).toEqual(sorted(all(code.join('\n'), pattern)));
  });
});

describe('each rule fires', () => {
  const page = (text: string) => new Map([['docs/a.md', text]]);

  test('on a link to a file or a heading that is not there', () => {
    const text = '# One Thing\n[a](b.md) [b](#one-thing) [c](#another) [d](https://example.org)\n';
    expect(deadLinks(page(text), (path) => path === 'docs/a.md')).toEqual([
      'docs/a.md: leads nowhere: b.md',
      'docs/a.md: leads nowhere: #another',
    ]);
  });

  test('on a path that is not there', () => {
    expect(
      missingPaths(page('`src/a.ts` `src/gone.ts` `src/x/*.ts`'), (path) => path === 'src/a.ts'),
    ).toEqual(['docs/a.md: is not there: src/gone.ts', 'docs/a.md: is not there: src/x/*.ts']);
  });

  test('on a script and on an option that is not there', () => {
    const text = '`npm run go -- --fast` `npm run go -- --far --wide` `npm run stay`';
    expect(unknownScripts(page(text), { go: 'go.sh' }, () => 'fast: x, far: y')).toEqual([
      'docs/a.md: npm run go has no --wide',
      'docs/a.md: no such script: npm run stay',
    ]);
  });

  test('on talk of a machine', () => {
    const from = ['', 'home', 'someone'].join('/');
    expect(machineTalk(page(`see ${from}/notes, ./home and issue 7`))).toEqual([
      `docs/a.md: says ${from}`,
      'docs/a.md: says issue 7',
    ]);
  });

  test('on a decision with another number', () => {
    const records = new Map([
      ['docs/adr/0001-a.md', '# 0001. A\n'],
      ['docs/adr/0003-b.md', '# 0003. B, see [ADR 0001](0003-b.md)\n'],
    ]);
    expect(misnumbered(records)).toEqual([
      'docs/adr/0003-b.md: is not number 0002',
      'docs/adr/0003-b.md: leads to another: [ADR 0001](0003-b.md)',
    ]);
  });
});
