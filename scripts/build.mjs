/**
 * Compiles the TypeScript folders with SWC. Only what changed since the last build is compiled, so every command may
 * call this without asking first. Outputs are renamed into place, so that a process that runs from `dist` while a
 * build is under way never reads half a file.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const manifestFile = join(root, 'dist', '.build.json');
const require = createRequire(import.meta.url);

/** Files that the compiled code reads beside itself. */
const assets = /\.(?:lua|json|sql|proto|csv|html|css|svg)$/;

/** Folders to compile, and where to. A folder that does not exist is passed over. */
function targets() {
  const packages = existsSync(join(root, 'packages')) ? readdirSync(join(root, 'packages')) : [];
  return [
    ['src', 'dist/src'],
    ['scripts', 'dist/scripts'],
    ['bench', 'dist/bench'],
    ['test/support', 'dist/test/support'],
    ['test/simulation', 'dist/test/simulation'],
    ['test/chaos', 'dist/test/chaos'],
    ['test/races', 'dist/test/races'],
    ...packages.map((name) => [`packages/${name}/src`, `packages/${name}/dist`]),
  ].filter(([from]) => existsSync(join(root, from)));
}

/** @returns {Map<string, {source: string, output: string, compile: boolean, version: string}>} by output path */
function plan() {
  const files = new Map();
  for (const [from, to] of targets()) {
    for (const entry of readdirSync(join(root, from), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const source = join(entry.parentPath ?? entry.path, entry.name);
      const compile = source.endsWith('.ts') && !/\.(?:spec|d)\.ts$/.test(source);
      if (!compile && !assets.test(source)) continue;
      const output = join(root, to, relative(join(root, from), source)).replace(/\.ts$/, '.js');
      const { mtimeMs, size } = statSync(source);
      files.set(relative(root, output), { source, output, compile, version: `${mtimeMs}:${size}` });
    }
  }
  return files;
}

async function put(path, content) {
  const draft = `${path}.${process.pid}.tmp`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(draft, content);
  await rename(draft, path);
}

async function emit({ source, output, compile }, swc, options) {
  if (!compile) return put(output, await readFile(source));
  const { code, map } = await swc.transform(await readFile(source, 'utf8'), {
    ...options,
    swcrc: false,
    filename: source,
    sourceFileName: relative(dirname(output), source).split(sep).join('/'),
  });
  await put(`${output}.map`, map);
  return put(output, `${code}//# sourceMappingURL=${basename(output)}.map\n`);
}

function readManifest(compiler) {
  try {
    const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
    return manifest.compiler === compiler ? manifest.files : {};
  } catch {
    return {};
  }
}

const settings = readFileSync(join(root, '.swcrc'), 'utf8');
const compiler = createHash('sha256')
  .update(settings)
  .update(require('@swc/core/package.json').version)
  .update(readFileSync(fileURLToPath(import.meta.url)))
  .digest('hex');
const built = readManifest(compiler);
const wanted = plan();
const due = [...wanted].filter(([name, file]) => built[name] !== file.version || !existsSync(file.output));
const gone = Object.keys(built).filter((name) => !wanted.has(name));

if (due.length > 0 || gone.length > 0) {
  const { $schema: _, ...options } = JSON.parse(settings);
  const swc = await import('@swc/core');
  const results = await Promise.allSettled(due.map(([, file]) => emit(file, swc, options)));
  const failed = results.flatMap((result, at) =>
    result.status === 'rejected' ? [[due[at], result.reason]] : [],
  );
  for (const name of gone) {
    await rm(join(root, name), { force: true });
    await rm(join(root, `${name}.map`), { force: true });
  }
  const done = Object.fromEntries([...wanted].map(([name, file]) => [name, file.version]));
  for (const [[name, file], reason] of failed) {
    delete done[name];
    console.error(
      `build: ${relative(root, file.source)}: ${String(reason?.message ?? reason).split('\n\n\nCaused by:')[0]}`,
    );
  }
  await put(manifestFile, JSON.stringify({ compiler, files: done }));
  if (failed.length > 0) process.exit(1);
}
