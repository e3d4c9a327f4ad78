'use strict';

const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

/**
 * Tests run as CommonJS, so that plain `npx jest` works on every supported Node. Packages that ship only ES modules
 * (Nest among them) are therefore compiled on the way in. Which ones they are is read from the installed tree, so the
 * list cannot go stale.
 */
function esModulePackages() {
  const lockfile = join(__dirname, 'node_modules', '.package-lock.json');
  if (!existsSync(lockfile)) {
    throw new Error('node_modules is not installed: run `npm ci` first.');
  }
  const names = new Set();
  for (const [folder, entry] of Object.entries(JSON.parse(readFileSync(lockfile, 'utf8')).packages)) {
    const manifest = join(__dirname, folder, 'package.json');
    if (entry.link || !folder.includes('node_modules/') || !existsSync(manifest)) continue;
    if (JSON.parse(readFileSync(manifest, 'utf8')).type === 'module') {
      names.add(folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length));
    }
  }
  return [...names];
}

const escapeRegExp = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Skips the transform for a file whose innermost package is not an ES module package. */
const commonJsPackages = `/node_modules/(?!.*/node_modules/)(?!(?:${esModulePackages().map(escapeRegExp).join('|')})/)`;

const common = { swcrc: false, sourceMaps: 'inline', module: { type: 'commonjs' } };

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  maxWorkers: 2,
  // A safety net for a hung test on a busy machine, not a budget: no test waits on the clock.
  testTimeout: 120_000,
  testMatch: [
    '<rootDir>/src/**/*.spec.ts',
    '<rootDir>/test/**/*.spec.ts',
    '<rootDir>/packages/*/test/**/*.spec.ts',
  ],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/fixtures/'],
  modulePathIgnorePatterns: [
    '<rootDir>/dist/',
    '<rootDir>/packages/[^/]+/dist/',
    '<rootDir>/.tmp/',
    '<rootDir>/data/',
  ],
  watchPathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.tmp/', '<rootDir>/data/'],
  moduleFileExtensions: ['js', 'ts', 'mjs', 'cjs', 'json', 'node'],
  moduleNameMapper: {
    '^@wayfill/eventstore-embedded$': '<rootDir>/packages/eventstore-embedded/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        ...common,
        jsc: {
          target: 'es2022',
          keepClassNames: true,
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
      },
    ],
    '^.+\\.m?js$': ['@swc/jest', { ...common, jsc: { target: 'es2022', parser: { syntax: 'ecmascript' } } }],
  },
  transformIgnorePatterns: [commonJsPackages],
  restoreMocks: true,
};
