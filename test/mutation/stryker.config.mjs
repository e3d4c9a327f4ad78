/**
 * What holds for every part. Which files are mutated and which specs run comes from `main.mjs`.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  plugins: ['./test/mutation/in-process-runner.mjs', './test/mutation/ignore-texts.mjs'],
  testRunner: 'in-process',
  coverageAnalysis: 'perTest',
  concurrency: 1,
  ignorers: ['texts'],
  // Endless loops end at a number of passes; the clock is for what hangs, and generous for a busy machine.
  timeoutMS: 30_000,
  timeoutFactor: 4,
  dryRunTimeoutMinutes: 10,
  ignorePatterns: [
    'bench',
    'console',
    'coverage',
    'data',
    'dist',
    'packages',
    'scripts',
    'test/{chaos,e2e,golden}',
  ],
  disableTypeChecks: false,
  incremental: true,
  tempDirName: '.tmp/mutation/sandbox',
  reporters: ['json', process.stdout.isTTY ? 'progress' : 'progress-append-only'],
  allowConsoleColors: false,
  warnings: { slow: false },
  thresholds: { high: 95, low: 85, break: 85 },
};
