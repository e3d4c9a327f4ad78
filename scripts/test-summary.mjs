/**
 * Closes a test run with one plain line, `N passed, N failed`, from the results file jest wrote.
 *
 * Usage: node scripts/test-summary.mjs <results.json> <narrowed: yes | no>
 * Exits 1 if a test failed, if a file could not be run, or if a run of everything skipped a test.
 */
import { readFileSync } from 'node:fs';

const [file, narrowed] = process.argv.slice(2);
const results = JSON.parse(readFileSync(file, 'utf8'));
const broken = results.numRuntimeErrorTestSuites;
const skipped = results.numPendingTests + results.numTodoTests;

if (broken > 0) console.log(`${broken} test files could not be run`);
if (skipped > 0 && narrowed !== 'yes') console.log(`${skipped} tests were skipped: every test must run`);
console.log(`${results.numPassedTests} passed, ${results.numFailedTests + broken} failed`);
process.exit(results.success && (skipped === 0 || narrowed === 'yes') ? 0 : 1);
