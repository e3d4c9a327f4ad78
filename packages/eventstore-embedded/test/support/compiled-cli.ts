import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformFileSync } from '@swc/core';

const PACKAGE = join(__dirname, '..', '..');

/** A compiled copy of the package's sources. */
export interface CompiledCli {
  readonly path: string;
  remove(): void;
}

/** Compiles the sources as they are now, so that a process started from them is the one under test. */
export function compileCli(): CompiledCli {
  const output = join(PACKAGE, '.tmp', `cli-${process.pid}`);
  const source = join(PACKAGE, 'src');
  rmSync(output, { recursive: true, force: true });
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const { code } = transformFileSync(file, {
      configFile: join(PACKAGE, '..', '..', '.swcrc'),
      sourceMaps: false,
    });
    const target = join(output, file.slice(source.length).replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code);
  }
  return { path: join(output, 'cli.js'), remove: () => rmSync(output, { recursive: true, force: true }) };
}
