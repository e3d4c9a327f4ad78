// oxlint-disable eslint/no-underscore-dangle -- Node's own names of its module loader
import { readFileSync, statSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { transformSync } from '@swc/core';

/** The same compilation as in `jest.config.cjs`: decorators as Nest wants them, CommonJS out. */
const SWC = {
  swcrc: false,
  sourceMaps: false,
  module: { type: 'commonjs' },
  jsc: {
    target: 'es2022',
    keepClassNames: true,
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
};

const isFile = (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/**
 * Lets this process `require` TypeScript below `folder`. A file is compiled once, also when it is loaded again with
 * another mutant in it: mutants are switched, not written.
 *
 * @param {string} folder absolute path
 * @returns `{ load, forget }`: loads a file; drops everything below the folder, so that the next load begins anew
 */
export function typescriptIn(folder) {
  const compiled = new Map();
  const require = createRequire(`${folder}/`);
  const isOurs = (path) => path.startsWith(`${folder}/`) && !path.includes('/node_modules/');

  const resolveFilename = Module._resolveFilename;
  Module._resolveFilename = function resolveTypescript(request, parent, ...rest) {
    if (request.startsWith('.') && request.endsWith('.js') && parent?.filename?.endsWith('.ts')) {
      const source = resolve(dirname(parent.filename), `${request.slice(0, -'.js'.length)}.ts`);
      if (isFile(source)) return source;
    }
    return resolveFilename.call(this, request, parent, ...rest);
  };
  Module._extensions['.ts'] = (module, filename) => {
    const code =
      compiled.get(filename) ?? transformSync(readFileSync(filename, 'utf8'), { ...SWC, filename }).code;
    compiled.set(filename, code);
    module._compile(code, filename, 'commonjs');
  };

  return {
    load: (path) => require(path),
    forget() {
      for (const path of Object.keys(require.cache)) if (isOurs(path)) delete require.cache[path];
    },
  };
}
