import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core';
import {
  DryRunStatus,
  determineHitLimitReached,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { expect } from 'expect';
import { typescriptIn } from './load-typescript.mjs';
import { SpecBook } from './spec-book.mjs';

/** Where instrumented code asks which mutant is switched on, and counts what it passes. */
const switchboard = (globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {});

/** In the sandbox: what each test took in the dry run. After a timeout another process goes on, and has made none. */
const TIMES = 'test-times.json';

/**
 * Runs the specs of pure code in this process: loads them once, and then switches mutants on and off. A mutant costs
 * what the tests that pass it cost, milliseconds, where a run of Jest costs half a second. Specs and code are loaded
 * anew for a mutant that takes effect while a file is loaded.
 *
 * The spec files come in `WAYFILL_MUTATION_SPECS`. Quick tests go first: a mutant is done with at its first failing test.
 */
class InProcessRunner {
  #typescript = typescriptIn(process.cwd());
  #specs = (process.env.WAYFILL_MUTATION_SPECS ?? '').split(',').filter(Boolean);
  #tests = [];
  /** Milliseconds that a test took in the dry run, by id. */
  #times = new Map(existsSync(TIMES) ? JSON.parse(readFileSync(TIMES, 'utf8')) : []);
  /** Whether what is loaded was loaded without a mutant. */
  #isClean = false;

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun({ coverageAnalysis }) {
    switchboard.activeMutant = undefined;
    this.#load();
    const result = await this.#run(this.#tests, {
      isTracked: coverageAnalysis === 'perTest',
      isPatient: true,
    });
    this.#times = new Map(result.tests.map(({ id, timeSpentMs }) => [id, timeSpentMs]));
    writeFileSync(TIMES, JSON.stringify([...this.#times]));
    this.#sort();
    return result.status === DryRunStatus.Complete
      ? { ...result, mutantCoverage: switchboard.mutantCoverage }
      : result;
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation, reloadEnvironment, disableBail }) {
    const isStatic = mutantActivation === 'static';
    switchboard.hitCount = hitLimit === undefined ? undefined : 0;
    switchboard.hitLimit = hitLimit;
    switchboard.activeMutant = isStatic ? activeMutant.id : undefined;
    try {
      if (isStatic || reloadEnvironment || !this.#isClean) this.#load();
      this.#isClean = !isStatic;
      switchboard.activeMutant = activeMutant.id;
      const chosen = testFilter && new Set(testFilter);
      const tests = chosen ? this.#tests.filter(({ id }) => chosen.has(id)) : this.#tests;
      const result = await this.#run(tests, { isTracked: false, isPatient: disableBail });
      return toMutantRunResult(
        determineHitLimitReached(switchboard.hitCount, hitLimit) ?? result,
        disableBail,
      );
    } catch (error) {
      // A file that cannot even be loaded with the mutant in it: every test of it fails.
      const failed = { id: 'loading', name: 'loading', timeSpentMs: 0 };
      const tests = [{ ...failed, status: TestStatus.Failed, failureMessage: String(error) }];
      return toMutantRunResult({ status: DryRunStatus.Complete, tests }, disableBail);
    } finally {
      switchboard.activeMutant = undefined;
      switchboard.hitCount = undefined;
      switchboard.hitLimit = undefined;
    }
  }

  #load() {
    this.#isClean = false;
    this.#typescript.forget();
    const book = new SpecBook();
    book.publish();
    globalThis.expect = expect;
    // One counterexample is enough: nobody reads the smallest.
    this.#typescript.load('fast-check').configureGlobal({ endOnFailure: true });
    for (const file of this.#specs) book.read(file, () => this.#typescript.load(`./${file}`));
    this.#tests = book.tests;
    this.#sort();
    this.#isClean = switchboard.activeMutant === undefined;
  }

  #sort() {
    const timeOf = ({ id }) => this.#times.get(id) ?? 0;
    this.#tests = this.#tests.toSorted((one, other) => timeOf(one) - timeOf(other));
  }

  async #run(tests, { isTracked, isPatient }) {
    const results = [];
    for (const test of tests) {
      if (isTracked) switchboard.currentTestId = test.id;
      const result = await outcomeOf(test);
      switchboard.currentTestId = undefined;
      results.push(result);
      if (result.status === TestStatus.Failed && !isPatient) break;
    }
    return { status: DryRunStatus.Complete, tests: results };
  }
}

async function outcomeOf({ id, file, run }) {
  const start = performance.now();
  const seen = () => ({ id, name: id, fileName: file, timeSpentMs: performance.now() - start });
  try {
    await run();
    return { ...seen(), status: TestStatus.Success };
  } catch (error) {
    return { ...seen(), status: TestStatus.Failed, failureMessage: String(error?.message ?? error) };
  }
}

const createRunner = () => new InProcessRunner();
createRunner.inject = [];

/** What Stryker looks for in a plugin. */
export const strykerPlugins = [{ kind: 'TestRunner', name: 'in-process', factory: createRunner }];
